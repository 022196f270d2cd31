import { Popover } from 'radix-ui';
import { useState } from 'react';
import { CheckBox } from './check-box';
import { ChoiceButton } from './choice-menu';
import { SearchField } from './search-field';

interface MultiChoiceProps {
  /** Names the button for everyone. */
  label: string;
  /** What is chosen, in short. */
  shown: string;
  values: readonly string[];
  chosen: readonly string[];
  searchLabel: string;
  /** The words on the line that chooses every one again. */
  everyLabel: string;
  testId: string;
  onToggle: (value: string) => void;
  onClear: () => void;
}

function Options({
  label,
  values,
  chosen,
  onToggle,
}: Pick<MultiChoiceProps, 'label' | 'values' | 'chosen' | 'onToggle'>) {
  return (
    <div role="group" aria-label={label} className="max-h-72 min-h-0 overflow-y-auto">
      {values.map((value) => (
        <label key={value} className="flex h-8 items-center gap-2.5 rounded-control px-2 hover:bg-hover">
          <CheckBox isChecked={chosen.includes(value)} onChoose={() => onToggle(value)} />
          <span className="min-w-0 truncate">{value}</span>
        </label>
      ))}
    </div>
  );
}

/** Several of many, by checkboxes that a search narrows. */
export function MultiChoice(props: MultiChoiceProps) {
  const { label, shown, values, chosen, testId, onToggle, onClear } = props;
  const [query, setQuery] = useState('');
  const word = query.trim().toLowerCase();
  const found = values.filter((value) => value.toLowerCase().includes(word));
  return (
    <Popover.Root onOpenChange={() => setQuery('')}>
      <Popover.Trigger asChild>
        <ChoiceButton label={label} shown={shown} isOn={chosen.length > 0} data-testid={testId} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          className="z-40 flex max-h-(--radix-popover-content-available-height) w-64 animate-rise flex-col rounded-panel border border-border-strong bg-raised p-1 shadow-float outline-none"
        >
          <SearchField className="m-1" value={query} label={props.searchLabel} onChange={setQuery} />
          <Options label={label} values={found} chosen={chosen} onToggle={onToggle} />
          <button
            type="button"
            disabled={chosen.length === 0}
            onClick={onClear}
            className="mt-1 h-8 rounded-control border-t border-border px-2 text-left text-muted hover:bg-hover hover:text-text disabled:opacity-45"
          >
            {props.everyLabel}
          </button>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
