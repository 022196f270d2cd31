import type { ReactNode } from 'react';
import { classNames } from '../class-names';

interface FootProps {
  /** What stands at the other side of the buttons: a word on what they do, or a way elsewhere. */
  aside?: ReactNode;
  /** The buttons: the safe choice first, the main act last. */
  children: ReactNode;
}

/** The buttons at the end of a dialog, for its `footer`. */
export function DialogFoot({ aside, children }: FootProps) {
  return (
    <div className="flex flex-wrap items-center justify-end gap-2">
      {aside !== undefined && <div className="mr-auto max-w-full">{aside}</div>}
      {children}
    </div>
  );
}

/** The same for a dialog whose buttons belong to the part that is shown: in sight in the smallest window as well, with everything else scrolling behind them. */
export function FormFoot({ className, ...foot }: FootProps & { className?: string }) {
  return (
    // The dialog keeps a margin of its own below what scrolls in it, in which this stands.
    <div
      className={classNames(
        'sticky -bottom-5 -mr-2.5 -mb-5 -ml-5 border-t border-border bg-raised py-3 pr-2.5 pl-5',
        className,
      )}
    >
      <DialogFoot {...foot} />
    </div>
  );
}
