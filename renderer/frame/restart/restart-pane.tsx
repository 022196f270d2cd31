import { Popover } from 'radix-ui';
import type { ReactNode } from 'react';

interface RestartPaneProps {
  trigger: ReactNode;
  title: string;
  /** Buttons below the list. */
  buttons?: ReactNode;
  children: ReactNode;
}

/** A list that opens beside the rail, so that nothing moves for it. */
export function RestartPane({ trigger, title, buttons, children }: RestartPaneProps) {
  return (
    <Popover.Root>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          side="right"
          align="end"
          sideOffset={8}
          collisionPadding={8}
          aria-label={title}
          data-testid="restart-pane"
          className="z-40 flex max-h-[min(26rem,var(--radix-popover-content-available-height))] w-90 animate-rise flex-col rounded-panel border border-border-strong bg-raised shadow-float outline-none"
        >
          <p className="shrink-0 px-3.5 pt-3 pb-1 font-medium">{title}</p>
          <div className="min-h-0 flex-1 scroll-steady pb-1.5 pl-1.5">{children}</div>
          {buttons !== undefined && (
            <div className="flex shrink-0 flex-wrap gap-1.5 border-t border-border px-3.5 py-2.5">{buttons}</div>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
