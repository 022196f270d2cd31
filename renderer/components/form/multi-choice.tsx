import { ChevronDown } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { classNames } from '../class-names';
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
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={() => onToggle(value)}
            className="accent-accent"
          />
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
        <button
          type="button"
          aria-label={label}
          data-testid={testId}
          className={classNames(
            'inline-flex h-7 shrink-0 items-center gap-1.5 rounded-control px-2 text-sm transition-colors hover:bg-hover hover:text-text data-[state=open]:bg-hover',
            chosen.length > 0 ? 'text-accent-text' : 'text-muted',
          )}
        >
          <span className="max-w-32 truncate">{shown}</span>
          <ChevronDown aria-hidden size={12} />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          className="z-40 flex max-h-(--radix-popover-content-available-height) w-64 animate-rise flex-col rounded-panel border border-border-strong bg-raised p-1 shadow-float outline-none"
        >
          <SearchField
            className="m-1"
            value={query}
            label={props.searchLabel}
            onClear={() => setQuery('')}
            onChange={(event) => setQuery(event.target.value)}
          />
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
