import type { ReactNode } from 'react';
import { t } from 'i18next';
import { Button } from '../button';
import { classNames } from '../class-names';
import { CopyDetails } from './copy-details';

const tones = {
  red: 'border-red-border bg-red-tint',
  amber: 'border-amber-border bg-amber-tint',
  neutral: 'border-border bg-panel',
} as const;
const iconTones = { red: 'text-red-text', amber: 'text-amber-text', neutral: 'text-faint' } as const;

interface ButtonsProps {
  /** Offers another try. */
  onRetry?: (() => void) | undefined;
  /** Further buttons, between these. */
  children?: ReactNode;
  /** What is copied, for a report. */
  details?: string;
  onDismiss?: (() => void) | undefined;
}

interface NoticeProps extends ButtonsProps {
  tone: keyof typeof tones;
  icon: ReactNode;
  /** What happened. */
  title: string;
  /** Why, in plain words. */
  text?: string;
  /** What can be done about it. */
  remedy?: string;
  isAlert?: boolean;
}

function Buttons({ onRetry, children, details, onDismiss }: ButtonsProps) {
  return (
    <div className="mt-2.5 flex flex-wrap gap-1.5 empty:hidden">
      {onRetry && (
        <Button size="small" onClick={onRetry}>
          {t('app.tryAgain')}
        </Button>
      )}
      {children}
      {details !== undefined && <CopyDetails details={details} />}
      {onDismiss && (
        <Button size="small" tone="quiet" onClick={onDismiss}>
          {t('app.dismiss')}
        </Button>
      )}
    </div>
  );
}

/** A failure or a warning: what, why, what to do, and the buttons for it. */
export function Notice({ tone, icon, title, text, remedy, isAlert = false, ...buttons }: NoticeProps) {
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
        <Buttons {...buttons} />
      </div>
    </div>
  );
}
