import type { ReactNode } from 'react';

interface TaskFrameProps {
  uiId: string;
  status: string;
  icon: ReactNode;
  title: string;
  /** It has the whole pane for itself: its title is that of the pane. */
  isAlone?: boolean;
  /** When it ended; said where it stands alone. */
  when?: string;
  /** Facts beside the title. */
  facts?: ReactNode;
  /** Buttons at the right. */
  actions: ReactNode;
  children?: ReactNode;
}

/** A task that is the whole of an entry: a head of the pane, and below it what there is to say. */
function LoneFrame({ uiId, status, icon, title, when, facts, actions, children }: Omit<TaskFrameProps, 'isAlone'>) {
  return (
    <li data-testid="task-row" data-ui-id={uiId} data-status={status}>
      <div className="flex items-start gap-2.5">
        <span className="mt-1 flex size-4 shrink-0 items-center justify-center">{icon}</span>
        <div className="min-w-0 flex-1">
          <h2 className="text-lg leading-6 font-semibold break-words selectable">{title}</h2>
          <p className="flex flex-wrap gap-x-3 text-sm text-muted tabular">
            {when !== undefined && <span>{when}</span>}
            {facts}
          </p>
        </div>
        <span className="flex shrink-0 items-center gap-0.5">{actions}</span>
      </div>
      <div className="mt-3 ml-6.5 empty:hidden">{children}</div>
    </li>
  );
}

/** The shape that all tasks share, whatever their state. */
export function TaskFrame({ isAlone = false, ...props }: TaskFrameProps) {
  return isAlone ? <LoneFrame {...props} /> : <FrameInList {...props} />;
}

function FrameInList({ uiId, status, icon, title, facts, actions, children }: Omit<TaskFrameProps, 'isAlone'>) {
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
