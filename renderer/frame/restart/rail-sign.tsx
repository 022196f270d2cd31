import type { ComponentProps } from 'react';
import { classNames } from '../../components/class-names';
import { Hint } from '../../components/icon-button';

/** What stands in the narrow rail for a card of the wide one, and opens its list. */
export function RailSign({ label, className, children, ...rest }: ComponentProps<'button'> & { label: string }) {
  return (
    <Hint text={label} side="right">
      <button
        type="button"
        aria-label={label}
        className={classNames(
          'flex h-8 w-full items-center justify-center rounded-control transition-colors hover:bg-hover data-[state=open]:bg-hover',
          className,
        )}
        {...rest}
      >
        {children}
      </button>
    </Hint>
  );
}
