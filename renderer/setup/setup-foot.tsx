import type { ReactNode } from 'react';

/** The buttons of the dialog: in sight in the smallest window as well, with everything else scrolling behind them. */
export function SetupFoot({ children }: { children: ReactNode }) {
  return (
    // The dialog keeps a margin of its own below what scrolls in it, in which this stands.
    <div className="sticky -bottom-5 -mx-5 mt-4 -mb-5 flex items-center justify-end gap-2 border-t border-border bg-raised px-5 py-3">
      {children}
    </div>
  );
}
