import { Switch } from 'radix-ui';

interface SwitchControlProps {
  name: string;
  describedBy?: string;
  isOn: boolean;
  isDisabled?: boolean;
  onTurn: (isOn: boolean) => void;
}

/** On or off. */
export function SwitchControl({ name, describedBy, isOn, isDisabled = false, onTurn }: SwitchControlProps) {
  return (
    <Switch.Root
      checked={isOn}
      disabled={isDisabled}
      aria-label={name}
      aria-describedby={describedBy}
      onCheckedChange={onTurn}
      className="relative inline-flex h-5 w-9 shrink-0 items-center rounded-full border border-icon-faint bg-pressed transition-colors disabled:opacity-60 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
    >
      <Switch.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-muted transition-transform data-[state=checked]:translate-x-[1.125rem] data-[state=checked]:bg-on-accent" />
    </Switch.Root>
  );
}
