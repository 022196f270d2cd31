import type { ReactNode } from 'react';

interface FactProps {
  name: string;
  isMono?: boolean;
  title?: string | undefined;
  testId?: string;
  children: ReactNode;
}

/** One line of what is known: a name and its value. */
export function Fact({ name, isMono = false, title, testId, children }: FactProps) {
  return (
    <div className="grid grid-cols-[104px_1fr] gap-3 border-b border-border py-1.5 last:border-0">
      <dt className="text-muted">{name}</dt>
      <dd
        title={title}
        data-testid={testId}
        className={`min-w-0 break-words text-soft selectable ${isMono ? 'font-mono text-sm leading-5 break-all' : ''}`}
      >
        {children}
      </dd>
    </div>
  );
}
