import { ChevronDown } from 'lucide-react';
import { Menu, MenuChoice } from '../components/menu';

interface ChoiceControlProps {
  /** Names the control together with its value. */
  name: string;
  describedBy?: string;
  value: string;
  options: readonly { value: string; label: string }[];
  isDisabled?: boolean;
  onChoose: (value: string) => void;
}

/** One of a few values, in a menu that hangs from the one that holds. */
export function ChoiceControl({ name, describedBy, value, options, isDisabled, onChoose }: ChoiceControlProps) {
  const label = options.find((option) => option.value === value)?.label ?? value;
  return (
    <Menu
      trigger={
        <button
          type="button"
          disabled={isDisabled}
          aria-label={`${name}: ${label}`}
          aria-describedby={describedBy}
          className="flex h-8 w-full min-w-0 items-center gap-1.5 rounded-control border border-border-strong bg-raised px-2.5 text-left transition-colors hover:bg-hover disabled:pointer-events-none disabled:opacity-60 data-[state=open]:bg-hover"
        >
          <span className="min-w-0 flex-1 truncate">{label}</span>
          <ChevronDown aria-hidden size={14} className="shrink-0 text-faint" />
        </button>
      }
    >
      <MenuChoice value={value} options={options} onChoose={onChoose} />
    </Menu>
  );
}
