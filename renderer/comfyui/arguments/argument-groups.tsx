import { t } from 'i18next';
import type { ComfyOption } from '../../../src/contract/comfyui';
import { ChipRow } from '../../components/chip-row';
import { FilterChip } from '../../components/filter-chip';
import { Fold } from '../../components/fold';
import { findGiven, type GivenOption, withOption, withoutOption } from '../../state/comfyui/argument-line';
import { formatCount } from '../../texts/formatting';
import { groupOptions, presets } from './option-groups';
import { OptionRow } from './option-row';
import { OptionSetRow } from './option-set-row';

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
