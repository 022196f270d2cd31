import i18next, { t } from 'i18next';
import type { ComfyOption } from '../../../src/contract/comfyui/start-options';
import { ChipRow } from '../../components/chip-row';
import { FilterChip } from '../../components/filter-chip';
import { Fold } from '../../components/fold';
import { findGiven, type GivenOption, withOption, withoutOption } from '../../state/comfyui/argument-line';
import { formatCount } from '../../texts/formatting';
import { groupOptions, type OptionSet, presets } from './option-groups';
import { nameOf, OptionRow } from './option-row';
import { ChoiceField } from '../../components/form/choice-field';
import { helpOfOption } from './option-help';

interface OptionSetRowProps {
  set: OptionSet;
  given: readonly GivenOption[];
  line: string;
  onChange: (line: string) => void;
}

/** Arguments of which one at most can be given, as one choice; what the chosen one does stands below. */
function OptionSetRow({ set, given, line, onChange }: OptionSetRowProps) {
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

interface ArgumentsProps {
  options: readonly ComfyOption[];
  given: readonly GivenOption[];
  line: string;
  onChange: (line: string) => void;
}

/** What most people want of all these, one press each. */
export function Presets({ options, given, line, onChange }: ArgumentsProps) {
  return (
    <ChipRow label={t('comfy.arguments.presets.label')}>
      {presets.map(({ id, flag }) => {
        const option = options.find(({ flags }) => flags.includes(flag));
        if (option === undefined) return null;
        const isOn = findGiven(given, option) !== undefined;
        return (
          <FilterChip
            key={id}
            label={t(`comfy.arguments.presets.${id}`)}
            count=""
            isOn={isOn}
            onChoose={() => onChange(isOn ? withoutOption(line, option) : withOption(line, option, ''))}
          />
        );
      })}
    </ChipRow>
  );
}

/** The arguments by what they are about: folded, but for the first and what is given. */
export function ArgumentGroups({ options, given, line, onChange }: ArgumentsProps) {
  const isGiven = (option: ComfyOption): boolean => findGiven(given, option) !== undefined;
  return groupOptions(options).map(({ group, sets }, position) => {
    const count = sets.flat().filter(isGiven).length;
    return (
      <Fold
        key={group}
        className="border-b border-border px-2 py-1"
        label={t(`comfy.arguments.groups.${group}`)}
        facts={count === 0 ? formatCount(sets.flat().length) : t('comfy.arguments.given', { count })}
        isOpenFirst={position === 0 || count > 0}
      >
        <ul aria-label={t(`comfy.arguments.groups.${group}`)}>
          {sets.map((set) =>
            set.length === 1 ? (
              <OptionRow
                key={set[0].flags.join()}
                option={set[0]}
                given={findGiven(given, set[0])}
                {...{ line, onChange }}
              />
            ) : (
              <OptionSetRow key={set[0].flags.join()} {...{ set, given, line, onChange }} />
            ),
          )}
        </ul>
      </Fold>
    );
  });
}
