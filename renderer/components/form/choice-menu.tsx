import { ChevronDown } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { classNames } from '../class-names';
import { Menu, MenuChoice } from '../menu';

interface ChoiceButtonProps extends ComponentProps<'button'> {
  /** Says what is chosen to everyone, `shown` in short. */
  label: string;
  shown: string;
  /** It narrows the list. */
  isOn?: boolean;
  /** Stands alone where there is little room, unless the list is narrowed. */
  icon?: ReactNode;
}

/** The button of a choice in the bar above a list. `rest` is what opens it. */
export function ChoiceButton({ label, shown, isOn = false, icon, ...rest }: ChoiceButtonProps) {
  const isShort = icon !== undefined && !isOn;
  return (
    <button
      type="button"
      aria-label={label}
      title={icon === undefined ? undefined : label}
      className={classNames(
        'inline-flex h-7 shrink-0 items-center gap-1.5 rounded-control px-2 text-sm transition-colors hover:bg-hover hover:text-text data-[state=open]:bg-hover',
        isOn ? 'text-accent-text' : 'text-muted',
      )}
      {...rest}
    >
      {icon}
      <span className={classNames('max-w-32 truncate', isShort && 'hidden min-[1100px]:inline')}>{shown}</span>
      <ChevronDown aria-hidden size={12} className={classNames(isShort && 'hidden min-[1100px]:inline')} />
    </button>
  );
}

interface ChoiceMenuProps extends Pick<ChoiceButtonProps, 'label' | 'shown' | 'isOn' | 'icon'> {
  value: string;
  options: readonly { value: string; label: string }[];
  onChoose: (value: string) => void;
  /** What stands below the choices. */
  children?: ReactNode;
}

/** One of several that a list is narrowed or sorted by; its button shows which. */
export function ChoiceMenu({ value, options, onChoose, children, ...button }: ChoiceMenuProps) {
  return (
    <Menu trigger={<ChoiceButton {...button} />}>
      <MenuChoice value={value} options={options} onChoose={onChoose} />
      {children}
    </Menu>
  );
}
