import type { ReactNode } from 'react';
import { classNames } from '../components/class-names';

const tones = { red: 'text-red-text', amber: 'text-amber-text', accent: 'text-accent-text' } as const;

interface AttentionRowProps {
  kind: string;
  tone: keyof typeof tones;
  icon: ReactNode;
  title: string;
  /** Why, in plain words. */
  text?: string | undefined;
  /** What would help, where the button alone does not say it. */
  remedy?: string | undefined;
  /** Its buttons are long and stand below the words. */
  isTall?: boolean;
  /** The button that does the likely thing. */
  children: ReactNode;
}

/** One thing to look at: what, why, and what to do about it. */
export function AttentionRow({ kind, tone, icon, title, text, remedy, isTall = false, children }: AttentionRowProps) {
  const acts = classNames('flex flex-wrap gap-1.5 empty:hidden', isTall ? 'mt-2' : 'shrink-0 justify-end');
  return (
    <li
      data-testid="attention"
      data-kind={kind}
      className="flex items-start gap-2.5 border-b border-border px-3.5 py-2.5 last:border-0"
    >
      <span aria-hidden className={classNames('mt-0.5 shrink-0', tones[tone])}>
        {icon}
      </span>
      <div className="min-w-0 flex-1">
        <h3 className="font-medium break-words">{title}</h3>
        {text !== undefined && text !== '' && <p className="break-words text-soft selectable">{text}</p>}
        {remedy !== undefined && remedy !== '' && <p className="text-sm break-words text-muted selectable">{remedy}</p>}
        {isTall && <div className={acts}>{children}</div>}
      </div>
      {!isTall && <div className={acts}>{children}</div>}
    </li>
  );
}
