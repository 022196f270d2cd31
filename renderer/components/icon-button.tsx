import { Tooltip } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names';

interface IconButtonProps extends ComponentProps<'button'> {
  /** Names the button for everyone: tooltip and accessible name. */
  label: string;
  icon: ReactNode;
  isCompact?: boolean;
  side?: 'top' | 'right' | 'bottom' | 'left';
}

/** A square button with a picture; its name shows on hover and focus. */
export function IconButton({ label, icon, isCompact = false, side = 'top', className, ...rest }: IconButtonProps) {
  return (
    <Hint text={label} side={side}>
      <button
        type="button"
        aria-label={label}
        className={classNames(
          'inline-flex shrink-0 items-center justify-center rounded-control text-muted transition-colors',
          'hover:bg-hover hover:text-text data-[state=open]:bg-hover disabled:pointer-events-none disabled:opacity-45',
          isCompact ? 'size-7' : 'size-8',
          className,
        )}
        {...rest}
      >
        {icon}
      </button>
    </Hint>
  );
}

interface HintProps {
  text: string;
  side?: 'top' | 'right' | 'bottom' | 'left';
  children: ReactNode;
}

/** A small text on hover and keyboard focus. */
export function Hint({ text, side = 'top', children }: HintProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-w-90 animate-fade rounded-control border border-border-strong bg-raised px-2 py-1 text-sm break-words text-soft shadow-float"
        >
          {text}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
