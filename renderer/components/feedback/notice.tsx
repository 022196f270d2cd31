import type { ReactNode } from 'react';
import { classNames } from '../class-names';

const tones = {
  red: 'border-red-border bg-red-tint',
  amber: 'border-amber-border bg-amber-tint',
  neutral: 'border-border bg-panel',
} as const;
const iconTones = { red: 'text-red-text', amber: 'text-amber-text', neutral: 'text-faint' } as const;

interface NoticeProps {
  tone: keyof typeof tones;
  icon: ReactNode;
  /** What happened. */
  title: string;
  /** Why, in plain words. */
  text?: string;
  /** What can be done about it. */
  remedy?: string;
  /** Buttons. */
  children?: ReactNode;
  isAlert?: boolean;
}

/** A failure or a warning: what, why, what to do, and the buttons for it. */
export function Notice({ tone, icon, title, text, remedy, children, isAlert = false }: NoticeProps) {
  return (
    <div
      role={isAlert ? 'alert' : undefined}
      className={classNames('flex gap-2.5 rounded-control border px-3 py-2.5', tones[tone])}
    >
      <span className={classNames('mt-0.5 shrink-0', iconTones[tone])}>{icon}</span>
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words">{title}</p>
        {text !== undefined && text !== '' && <p className="mt-0.5 break-words text-soft selectable">{text}</p>}
        {remedy !== undefined && remedy !== '' && <p className="mt-1 break-words text-muted selectable">{remedy}</p>}
        {children !== undefined && children !== false && (
          <div className="mt-2.5 flex flex-wrap gap-1.5">{children}</div>
        )}
      </div>
    </div>
  );
}
