import type { ReactNode } from 'react';
import { t } from 'i18next';
import { formatCount } from '../../texts/formatting';
import { classNames } from '../class-names';

interface ScrollBoxProps {
  label: string;
  /** How high it may grow. */
  className: string;
  children: ReactNode;
}

/** A part of a dialog that scrolls by itself, with the keyboard as well. */
export function ScrollBox({ label, className, children }: ScrollBoxProps) {
  return (
    <div
      tabIndex={0}
      role="group"
      aria-label={label}
      className={classNames('overflow-y-auto rounded-control border border-border', className)}
    >
      {children}
    </div>
  );
}

/** Rows of a longer list cost more than they tell. */
const shownRows = 200;

interface ShortListProps<T> {
  label: string;
  rows: readonly T[];
  keyOf: (row: T) => string;
  children: (row: T) => ReactNode;
}

/** What a question is about, a line each: the first of them, and how many more there are. */
export function ShortList<T>({ label, rows, keyOf, children }: ShortListProps<T>) {
  const more = rows.length - shownRows;
  return (
    <ScrollBox label={label} className="mt-4 max-h-64 bg-panel">
      <ul>
        {rows.slice(0, shownRows).map((row) => (
          <li key={keyOf(row)} className="flex items-baseline gap-3 border-b border-border px-3 py-2 last:border-0">
            {children(row)}
          </li>
        ))}
        {more > 0 && (
          <li className="px-3 py-2 text-muted">{t('selection.more', { count: more, shown: formatCount(more) })}</li>
        )}
      </ul>
    </ScrollBox>
  );
}
