import type { ReactNode } from 'react';

interface SectionProps {
  title: string;
  /** Beside the title. */
  facts?: ReactNode;
  /** Buttons at the right. */
  actions?: ReactNode;
  testId: string;
  children: ReactNode;
}

/** A titled part of Home. */
export function Section({ title, facts, actions, testId, children }: SectionProps) {
  return (
    <section aria-label={title} data-testid={testId} className="mb-5">
      <div className="mb-2 flex min-h-7 items-center gap-2">
        <h2 className="text-base font-semibold">{title}</h2>
        {facts !== undefined && <span className="min-w-0 truncate text-sm text-faint tabular">{facts}</span>}
        {actions !== undefined && <div className="ml-auto flex shrink-0 items-center gap-1.5">{actions}</div>}
      </div>
      {children}
    </section>
  );
}
