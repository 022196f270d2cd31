import { Check, ChevronRight, type LucideIcon } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from './class-names';

/** The look of a menu. */
export const menuPanelClass =
  'z-40 min-w-44 max-w-80 animate-rise overflow-y-auto rounded-panel border border-border-strong bg-raised p-1 shadow-float max-h-(--radix-dropdown-menu-content-available-height)';
const itemClass =
  'flex min-h-8 items-center gap-2.5 rounded-control px-2 py-1 text-base outline-none data-highlighted:bg-pressed data-[state=open]:bg-pressed data-disabled:opacity-45 [&>svg]:shrink-0';

interface MenuProps {
  trigger: ReactNode;
  align?: 'start' | 'end';
  /** For lines of two rows. */
  isWide?: boolean;
  onOpen?: () => void;
  children: ReactNode;
}

/** A menu that hangs from a button. */
export function Menu({ trigger, align = 'end', isWide = false, onOpen, children }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false} onOpenChange={(isOpen) => isOpen && onOpen?.()}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={classNames(menuPanelClass, isWide && 'w-100 max-w-[calc(100vw-16px)]!')}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface MenuItemProps {
  icon?: LucideIcon | undefined;
  label: ReactNode;
  isDanger?: boolean;
  isDisabled?: boolean;
  /** The key that does the same without the menu. */
  shortcut?: string | undefined;
  onSelect: () => void;
}

/** One line of a menu. */
export function MenuItem({ icon: Icon, label, isDanger = false, isDisabled = false, ...props }: MenuItemProps) {
  const { shortcut, onSelect } = props;
  return (
    <DropdownMenu.Item
      disabled={isDisabled}
      onSelect={onSelect}
      className={classNames(itemClass, isDanger ? 'text-red-text' : 'text-text [&>svg]:text-muted')}
    >
      {Icon && <Icon aria-hidden size={15} />}
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {shortcut !== undefined && (
        <span aria-hidden className="ml-4 shrink-0 text-xs text-faint">
          {shortcut}
        </span>
      )}
    </DropdownMenu.Item>
  );
}

interface MenuEntryProps {
  isDisabled?: boolean;
  /** The one of its kind that holds now. */
  isCurrent?: boolean;
  testId?: string;
  onSelect: () => void;
  children: ReactNode;
}

/** A line of a menu that lays itself out. */
export function MenuEntry({ isDisabled = false, isCurrent = false, testId, onSelect, children }: MenuEntryProps) {
  return (
    <DropdownMenu.Item
      disabled={isDisabled}
      aria-current={isCurrent ? 'true' : undefined}
      data-testid={testId}
      onSelect={onSelect}
      className={classNames(itemClass, 'text-text data-disabled:opacity-70!')}
    >
      {children}
    </DropdownMenu.Item>
  );
}

interface MenuBranchProps {
  icon: LucideIcon;
  label: string;
  onOpen?: (isOpen: boolean) => void;
  children: ReactNode;
}

/** A line that opens a menu of its own. */
export function MenuBranch({ icon: Icon, label, onOpen, children }: MenuBranchProps) {
  return (
    <DropdownMenu.Sub {...(onOpen && { onOpenChange: onOpen })}>
      <DropdownMenu.SubTrigger className={classNames(itemClass, 'text-text [&>svg]:text-muted')}>
        <Icon aria-hidden size={15} />
        <span className="min-w-0 flex-1 truncate">{label}</span>
        <ChevronRight aria-hidden size={14} />
      </DropdownMenu.SubTrigger>
      <DropdownMenu.Portal>
        <DropdownMenu.SubContent
          sideOffset={6}
          alignOffset={-5}
          collisionPadding={8}
          className={classNames(menuPanelClass, 'max-h-80')}
        >
          {children}
        </DropdownMenu.SubContent>
      </DropdownMenu.Portal>
    </DropdownMenu.Sub>
  );
}

/** A hairline between groups of a menu. */
export function MenuLine() {
  return <DropdownMenu.Separator className="mx-1 my-1 h-px bg-border" />;
}

interface MenuChoiceProps {
  value: string;
  options: readonly { value: string; label: string }[];
  onChoose: (value: string) => void;
}

/** A group of menu items of which exactly one is chosen. */
export function MenuChoice({ value, options, onChoose }: MenuChoiceProps) {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={onChoose}>
      {options.map((option) => (
        <DropdownMenu.RadioItem
          key={option.value}
          value={option.value}
          className={classNames(itemClass, 'pl-7 relative')}
        >
          <DropdownMenu.ItemIndicator className="absolute left-2 text-accent-text">
            <Check size={14} />
          </DropdownMenu.ItemIndicator>
          {option.label}
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}
