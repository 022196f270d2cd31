import { classNames } from './class-names';

interface FilterChipProps {
  label: string;
  /** How many rows it leaves; empty while nobody knows. */
  count: string;
  isOn: boolean;
  /** What it leaves is wrong, and there is some. */
  isAlarm?: boolean;
  onChoose: () => void;
}

const off = 'border-transparent hover:bg-hover';

/** One of the filters of a list, with what it leaves. */
export function FilterChip({ label, count, isOn, isAlarm = false, onChoose }: FilterChipProps) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      tabIndex={isOn ? 0 : -1}
      onClick={onChoose}
      className={classNames(
        'inline-flex h-7 shrink-0 items-center gap-1.5 rounded-full border px-2.5 text-sm font-medium transition-colors',
        isOn && 'border-accent-border bg-accent-tint text-accent-text',
        !isOn && (isAlarm ? `${off} text-red-text` : `${off} text-muted hover:text-text`),
      )}
    >
      {label}
      {count !== '' && (
        <span
          className={classNames('text-xs font-normal tabular', isOn ? 'text-accent-text' : !isAlarm && 'text-faint')}
        >
          {count}
        </span>
      )}
    </button>
  );
}
