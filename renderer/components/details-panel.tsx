import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names';
import { IconButton } from './icon-button';

interface DetailsPanelProps {
  /** What the panel is about, for screen readers. */
  label: string;
  /** Which of a list's rows it is about, for tests. */
  testId: string;
  itemKey: string;
  children: ReactNode;
}

/** Everything about one row of a list: beside the list on wide windows, and above it on narrow ones. */
export function DetailsPanel({ label, testId, itemKey, children }: DetailsPanelProps) {
  return (
    <aside
      aria-label={label}
      tabIndex={-1}
      data-focus-home
      data-testid={testId}
      data-key={itemKey}
      className="absolute inset-y-0 right-0 z-20 flex w-105 max-w-full animate-slide flex-col border-l border-border bg-page shadow-float focus-visible:outline-offset-[-2px] min-[1280px]:static min-[1280px]:shadow-none"
    >
      {children}
    </aside>
  );
}

const titleLines = { 2: 'line-clamp-2', 3: 'line-clamp-3' } as const;

interface DetailsHeadProps {
  title: string;
  /** A longer title is cut; file names are long. */
  maxLines?: keyof typeof titleLines;
  avatar?: ReactNode;
  closeLabel: string;
  onClose: () => void;
  /** The line below the title: where it comes from, and its state. */
  children: ReactNode;
}

/** The head of a panel of details: what it is about, and the button that closes it. */
export function DetailsHead({ title, maxLines = 2, avatar, closeLabel, onClose, children }: DetailsHeadProps) {
  return (
    <div className="flex items-start gap-3 px-4 pt-4">
      {avatar}
      <div className="min-w-0 flex-1">
        <h2 className={`${titleLines[maxLines]} text-lg leading-5 font-semibold break-words selectable`}>{title}</h2>
        <div className="mt-1 flex min-h-5 items-center gap-2 text-sm text-muted">{children}</div>
      </div>
      <IconButton isCompact label={closeLabel} icon={<X size={16} />} onClick={onClose} className="-mr-1" />
    </div>
  );
}

/** The buttons of the details. While a task is at work on what they are about it stands in their room, so that nothing below moves. */
export function DetailsButtons({ busy, children }: { busy: ReactNode; children: ReactNode }) {
  return (
    <div className="grid min-w-0 flex-1 items-start *:col-start-1 *:row-start-1">
      <div className={classNames('flex min-h-8 flex-wrap gap-2', busy != null && 'invisible')}>{children}</div>
      {busy != null && (
        <div className="flex h-8 items-center rounded-control border border-border bg-panel pr-0.5 pl-3">{busy}</div>
      )}
    </div>
  );
}
