import { X } from 'lucide-react';
import { type ReactNode, useState, useSyncExternalStore } from 'react';
import { classNames } from './class-names';
import { IconButton } from './icon-button';
import { PanelEdge } from './panel/panel-edge';
import { keepPanelWidth, readPanelWidth, usualWidth } from './panel/panel-width';

interface DetailsPanelProps {
  /** What the panel is about, for screen readers. */
  label: string;
  /** Which of a list's rows it is about, for tests. */
  testId: string;
  itemKey: string;
  /** It stands in place of the list. */
  isReader?: boolean;
  children: ReactNode;
}

const followWindow = (heed: () => void): (() => void) => {
  window.addEventListener('resize', heed);
  return () => window.removeEventListener('resize', heed);
};

/** Everything about one row of a list: beside the list, as wide as the person made it, or in its place. */
export function DetailsPanel({ label, testId, itemKey, isReader = false, children }: DetailsPanelProps) {
  const [widthPx, setWidthPx] = useState(readPanelWidth);
  const windowPx = useSyncExternalStore(followWindow, () => window.innerWidth);
  const shownPx = widthPx ?? usualWidth(windowPx);
  const change = (px: number | null, isFinal: boolean): void => {
    setWidthPx(px);
    if (isFinal) keepPanelWidth(px);
  };
  return (
    <aside
      aria-label={label}
      tabIndex={-1}
      data-focus-home
      data-reader={isReader ? '' : undefined}
      data-testid={testId}
      data-key={itemKey}
      // The list keeps two fifths of a narrow place, and what it needs for its titles of a wide one. Where neither has room the details have all of it.
      style={isReader ? undefined : { width: `min(${shownPx}px, max(60%, 100% - 520px))` }}
      className={classNames(
        'group/panel flex flex-col bg-page focus-visible:outline-offset-[-2px]',
        isReader
          ? 'absolute inset-0 z-20'
          : 'relative z-20 shrink-0 animate-slide border-l border-border max-[559px]:absolute max-[559px]:inset-0 max-[559px]:w-full!',
      )}
    >
      {!isReader && <PanelEdge widthPx={shownPx} onWidth={change} />}
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
  /** Beside the button that closes it. */
  tools?: ReactNode;
  /** The line below the title: where it comes from, and its state. */
  children: ReactNode;
}

/** The head of a panel of details: what it is about, and the button that closes it. */
export function DetailsHead({ title, maxLines = 2, avatar, closeLabel, onClose, tools, children }: DetailsHeadProps) {
  return (
    <div className="flex items-start gap-3 px-4 pt-4">
      {avatar}
      <div className="min-w-0 flex-1">
        <h2 className={`${titleLines[maxLines]} text-lg leading-5 font-semibold break-words selectable`}>{title}</h2>
        <div className="mt-1 flex min-h-5 items-center gap-2 text-sm text-muted">{children}</div>
      </div>
      <div className="-mr-1 flex shrink-0">
        {tools}
        <IconButton isCompact label={closeLabel} icon={<X size={16} />} onClick={onClose} />
      </div>
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
