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
    <select
      aria-label={label}
      value={value}
      disabled={isDisabled}
      onChange={(event) => onChoose(event.target.value)}
      className="h-7 max-w-60 min-w-0 truncate rounded-control border border-border-strong bg-raised px-1.5 text-sm text-text hover:bg-hover disabled:opacity-45"
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
