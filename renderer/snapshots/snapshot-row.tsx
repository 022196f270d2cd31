import { Bookmark, CircleCheck, History, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import type { SnapshotOutline } from '../../src/contract/snapshots';
import { readSnapshotName } from '../../src/contract/text/snapshot-name';
import { classNames } from '../components/class-names';
import { formatExact, formatWhen } from '../texts/formatting';
import { isAsNow, useContentWords, describeDistance } from './snapshot-words';

interface SnapshotRowProps {
  name: string;
  title: string;
  /** Undefined while it is read. */
  outline: SnapshotOutline | undefined;
  nowMs: number;
  isSelected: boolean;
  onSelect: () => void;
}

/** The sign at the head of a row. */
export function RowSign({ isStrong = false, children }: { isStrong?: boolean; children: ReactNode }) {
  return (
    <span
      aria-hidden
      className={classNames(
        'inline-flex size-8 shrink-0 items-center justify-center rounded-control border',
        isStrong ? 'border-accent-border bg-accent-tint text-accent-text' : 'border-border bg-panel text-faint',
      )}
    >
      {children}
    </span>
  );
}

/** What it holds, in one line. */
function Contents({ outline }: Pick<SnapshotRowProps, 'outline'>) {
  const wordContents = useContentWords();
  if (outline === undefined) return <>&nbsp;</>;
  if (outline.holds !== null) return <>{wordContents(outline.holds)}</>;
  return (
    <span className="inline-flex items-center gap-1 text-amber-text">
      <TriangleAlert aria-hidden size={13} />
      {t('snapshots.unreadable')}
    </span>
  );
}

/** How far it is from now. */
function Distance({ outline }: Pick<SnapshotRowProps, 'outline'>) {
  const { restores = null, stays = null } = outline ?? {};
  if (outline === undefined || restores === null || stays === null) return null;
  if (isAsNow(outline)) {
    return (
      <span data-testid="snapshot-as-now" className="inline-flex items-center gap-1.5 text-green-text">
        <CircleCheck aria-hidden size={13} />
        {t('snapshots.asNow')}
      </span>
    );
  }
  return (
    <span
      data-testid="snapshot-differs"
      title={describeDistance({ restores, stays })}
      className="truncate text-muted tabular"
    >
      {describeDistance({ restores, stays })}
    </span>
  );
}

/** One snapshot: what it is called, what it holds, how far it is from now, and when it was taken. */
export function SnapshotRow({ name, title, outline, nowMs, isSelected, onSelect }: SnapshotRowProps) {
  const { takenAtMs, isAutomatic } = readSnapshotName(name);
  return (
    <li>
      <button
        type="button"
        data-testid="snapshot-row"
        data-name={name}
        aria-current={isSelected ? 'true' : undefined}
        onClick={onSelect}
        className={classNames(
          'flex h-14 w-full items-center gap-3 border-b border-border px-4 text-left transition-colors',
          isSelected ? 'bg-selected' : 'hover:bg-hover',
        )}
      >
        <RowSign isStrong={!isAutomatic}>{isAutomatic ? <History size={15} /> : <Bookmark size={15} />}</RowSign>
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium" title={title}>
            {title}
          </span>
          <span className="block truncate text-sm text-muted tabular">
            {isAutomatic && <span className="sr-only">{t('snapshots.automatic')} </span>}
            <Contents outline={outline} />
          </span>
        </span>
        <span className="hidden w-[45%] min-w-0 shrink-0 justify-end text-sm @2xl:flex">
          <Distance outline={outline} />
        </span>
        {takenAtMs !== null && (
          <span title={formatExact(takenAtMs)} className="w-20 shrink-0 text-right text-sm text-faint tabular">
            {formatWhen(takenAtMs, nowMs)}
          </span>
        )}
      </button>
    </li>
  );
}
