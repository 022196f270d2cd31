import i18next, { t } from 'i18next';
import { ChoiceField } from '../../components/form/choice-field';
import { findGiven, type GivenOption, withOption, withoutOption } from '../../state/comfyui/argument-line';
import { helpOfOption } from './option-help';
import type { OptionSet } from './option-groups';
import { nameOf } from './option-row';

interface OptionSetRowProps {
  set: OptionSet;
  given: readonly GivenOption[];
  line: string;
  onChange: (line: string) => void;
}

/** Arguments of which one at most can be given, as one choice; what the chosen one does stands below. */
export function OptionSetRow({ set, given, line, onChange }: OptionSetRowProps) {
  const chosen = set.find((option) => findGiven(given, option) !== undefined);
  const names = set.map(nameOf);
  const choose = (name: string): void => {
    const option = set.find((one) => nameOf(one) === name);
    if (option !== undefined) onChange(withOption(line, option, ''));
    else if (chosen !== undefined) onChange(withoutOption(line, chosen));
  };
  return (
    <li
      data-testid="comfy-option"
      data-flag={names.join(' ')}
      className="flex items-start gap-3 border-b border-border py-2 pr-3.5 pl-10.5 last:border-0"
    >
      <div className="min-w-0 flex-1 py-1">
        <p className="font-mono text-sm break-words selectable">{names.join(' · ')}</p>
        {chosen !== undefined && (
          <p className="mt-0.5 text-sm text-pretty break-words text-muted">
            {helpOfOption(nameOf(chosen), chosen.help, i18next.language)}
          </p>
        )}
      </div>
      <div className="flex w-52 shrink-0 *:w-full">
        <ChoiceField
          label={names.join(', ')}
          value={chosen === undefined ? '' : nameOf(chosen)}
          options={[
            { value: '', label: t('comfy.arguments.unset') },
            ...names.map((value) => ({ value, label: value })),
          ]}
          onChoose={choose}
        />
      </div>
    </li>
  );
}
