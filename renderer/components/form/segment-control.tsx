import { classNames } from '../class-names';

interface SegmentControlProps {
  /** Names the control. */
  name: string;
  /** Keeps its buttons apart from those of other controls. */
  id: string;
  value: string;
  options: readonly { value: string; label: string }[];
  isDisabled?: boolean;
  onChoose: (value: string) => void;
}

/** One of a few short values, all of them in sight: one press, or the arrow keys. */
export function SegmentControl({ name, id, value, options, isDisabled = false, onChoose }: SegmentControlProps) {
  return (
    <div
      role="radiogroup"
      aria-label={name}
      aria-describedby={`${id}-text`}
      className={classNames(
        'flex h-8 w-full min-w-0 rounded-control border border-border-strong bg-raised p-0.5',
        isDisabled && 'opacity-60',
      )}
    >
      {options.map((option) => (
        <label
          key={option.value}
          className="relative flex min-w-0 flex-auto items-center justify-center rounded-[5px] px-1.5 text-muted transition-colors hover:text-text has-checked:bg-selected has-checked:font-medium has-checked:text-text has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name={`${id}-segment`}
            value={option.value}
            checked={option.value === value}
            disabled={isDisabled}
            onChange={() => onChoose(option.value)}
            className="absolute inset-0 cursor-[inherit] opacity-0"
          />
          <span className="truncate">{option.label}</span>
        </label>
      ))}
    </div>
  );
}
