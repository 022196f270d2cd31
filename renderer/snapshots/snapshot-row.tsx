import { Bookmark, History } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../components/chip';
import { classNames } from '../components/class-names';
import { readSnapshotName } from '../../src/contract/text/snapshot-name';
import { formatExact, formatMoment, formatWhen } from '../texts/formatting';

interface SnapshotRowProps {
  name: string;
  /** Of an automatic one: the change it was taken before, in words; null when nobody knows. */
  change: string | null;
  nowMs: number;
  isSelected: boolean;
  onSelect: () => void;
}

/** Who took a snapshot without a name, and what for. */
function Origin({ isAutomatic, change }: { isAutomatic: boolean; change: string | null }) {
  const { t } = useTranslation();
  if (!isAutomatic) return <>{t('snapshots.unnamed')}</>;
  return <>{change === null ? t('snapshots.beforeChange') : t('snapshots.before', { change })}</>;
}

/** One snapshot: what it is called, when it was taken, and by whom. */
export function SnapshotRow({ name, change, nowMs, isSelected, onSelect }: SnapshotRowProps) {
  const { t } = useTranslation();
  const { takenAtMs, label, isAutomatic } = readSnapshotName(name);
  const moment = takenAtMs === null ? '' : formatMoment(takenAtMs);
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
        <span
          aria-hidden
          className="inline-flex size-8 shrink-0 items-center justify-center rounded-control border border-border bg-panel text-faint"
        >
          {isAutomatic ? <History size={15} /> : <Bookmark size={15} />}
        </span>
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{label === '' ? moment : label}</span>
          <span className="block truncate text-sm text-muted">
            {label === '' ? <Origin isAutomatic={isAutomatic} change={change} /> : moment}
          </span>
        </span>
        {isAutomatic && <Chip tone="neutral">{t('snapshots.automatic')}</Chip>}
        {takenAtMs !== null && (
          <span title={formatExact(takenAtMs)} className="w-24 shrink-0 text-right text-sm text-faint tabular">
            {formatWhen(takenAtMs, nowMs)}
          </span>
        )}
      </button>
    </li>
  );
}
