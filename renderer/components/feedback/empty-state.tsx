import type { ReactNode } from 'react';

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  text: string;
  children?: ReactNode;
}

/** Says what a place is for and offers the one next step. */
export function EmptyState({ icon, title, text, children }: EmptyStateProps) {
  return (
    <div className="flex h-full animate-fade flex-col items-center justify-center px-8 py-10 text-center">
      <span className="mb-4 inline-flex size-11 items-center justify-center rounded-panel border border-border bg-panel text-faint">
        {icon}
      </span>
      <h2 className="text-lg font-semibold text-balance">{title}</h2>
      <p className="mt-1 max-w-100 text-pretty text-muted">{text}</p>
      {children !== undefined && <div className="mt-5 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  );
}
