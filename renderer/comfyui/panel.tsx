import { Children, type ReactNode } from 'react';
import { classNames } from '../components/class-names';

const tones = {
  neutral: 'border-border bg-raised',
  red: 'border-red-border bg-raised',
  amber: 'border-amber-border bg-raised',
  accent: 'border-accent-border bg-raised',
  green: 'border-green-border bg-raised',
} as const;
const heads = {
  neutral: 'border-border',
  red: 'border-red-border bg-red-tint',
  amber: 'border-amber-border bg-amber-tint',
  accent: 'border-accent-border bg-accent-tint',
  green: 'border-green-border bg-green-tint',
} as const;
const icons = {
  neutral: 'text-faint',
  red: 'text-red-text',
  amber: 'text-amber-text',
  accent: 'text-accent-text',
  green: 'text-green-text',
} as const;

interface PanelProps {
  tone?: keyof typeof tones;
  icon?: ReactNode;
  title: string;
  /** One sentence under the title. */
  text?: string | undefined;
  /** Facts at the right of the title. */
  facts?: ReactNode;
  testId?: string;
  isAlert?: boolean;
  children?: ReactNode;
}

type HeadProps = Pick<PanelProps, 'icon' | 'title' | 'text' | 'facts'> & {
  tone: keyof typeof tones;
  isAlert: boolean;
  /** Whether something stands below it. */
  isAbove: boolean;
};

function PanelHead({ tone, icon, title, text = '', facts, isAlert, isAbove }: HeadProps) {
  const hasText = text !== '';
  return (
    <div
      role={isAlert ? 'alert' : undefined}
      className={classNames(
        'flex min-h-10 gap-2.5 px-3.5 py-2.5 max-[559px]:flex-wrap',
        hasText ? 'items-start' : 'items-center',
        heads[tone],
        isAbove && 'border-b',
      )}
    >
      {icon !== undefined && <span className={classNames('shrink-0', hasText && 'mt-0.5', icons[tone])}>{icon}</span>}
      <div className="min-w-0 flex-1 max-[559px]:basis-2/3">
        <h2 className="font-medium break-words">{title}</h2>
        {hasText && <p className="mt-0.5 break-words text-soft selectable">{text}</p>}
      </div>
      {facts !== undefined && <div className="ml-auto shrink-0 text-sm text-faint tabular">{facts}</div>}
    </div>
  );
}

/** A titled box of the overview. */
export function Panel({ tone = 'neutral', testId, isAlert = false, children, ...head }: PanelProps) {
  const isAbove = Children.toArray(children).length > 0;
  return (
    <section
      aria-label={head.title}
      data-testid={testId}
      className={classNames('mb-4 overflow-hidden rounded-panel border', tones[tone])}
    >
      <PanelHead {...head} tone={tone} isAlert={isAlert} isAbove={isAbove} />
      {children}
    </section>
  );
}

/** One line of a panel: what it is about at the left, its buttons at the right. */
export function PanelRow({ label, text, children }: { label: string; text?: ReactNode; children?: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-border px-3.5 py-2.5 last:border-0">
      <div className="min-w-56 flex-1">
        <p className="text-sm text-muted">{label}</p>
        {text !== undefined && <div className="min-w-0 break-words selectable">{text}</div>}
      </div>
      {children !== undefined && <div className="flex flex-wrap gap-1.5">{children}</div>}
    </div>
  );
}
