import type { ReactNode } from 'react';

interface TaskFrameProps {
  uiId: string;
  status: string;
  icon: ReactNode;
  title: string;
  /** Facts beside the title. */
  facts?: ReactNode;
  /** Buttons at the right. */
  actions: ReactNode;
  children?: ReactNode;
}

/** The shape that all tasks share, whatever their state. */
export function TaskFrame({ uiId, status, icon, title, facts, actions, children }: TaskFrameProps) {
  return (
    <li
      data-testid="task-row"
      data-ui-id={uiId}
      data-status={status}
      className="border-b border-border py-2 pr-2 pl-3.5 last:border-0"
    >
      <div className="flex min-h-8 items-center gap-3">
        <span className="flex size-4 shrink-0 items-center justify-center">{icon}</span>
        <span className="min-w-0 flex-1 truncate font-medium">{title}</span>
        {facts !== undefined && (
          <span className="flex shrink-0 items-center gap-3 text-sm text-faint tabular">{facts}</span>
        )}
        <span className="flex shrink-0 items-center gap-0.5">{actions}</span>
      </div>
      <div className="mt-1 mb-1.5 ml-7 pr-1.5 empty:hidden">{children}</div>
    </li>
  );
}
