import { ChevronDown } from 'lucide-react';

interface ChoiceFieldProps {
  /** Names the field for screen readers; the choices say the rest. */
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  isDisabled?: boolean;
  onChoose: (value: string) => void;
}

/** One of a few, in the line of a row. */
export function ChoiceField({ label, value, options, isDisabled = false, onChoose }: ChoiceFieldProps) {
  return (
    <span className="relative inline-flex max-w-72 min-w-0 items-center">
      <select
        aria-label={label}
        value={value}
        disabled={isDisabled}
        onChange={(event) => onChoose(event.target.value)}
        className="h-7 w-full min-w-0 appearance-none truncate rounded-control border border-border-strong bg-raised pr-7 pl-2 text-sm text-text hover:bg-hover disabled:opacity-45"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden size={12} className="pointer-events-none absolute right-2 text-muted" />
    </span>
  );
}
