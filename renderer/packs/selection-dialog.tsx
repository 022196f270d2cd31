import { t } from 'i18next';
import { ConfirmDialog } from '../components/dialogs/confirm-dialog';
import { ShortList } from '../components/rows/short-list';
import type { PackRecord } from '../state/packs/pack-record';
import { UsedByWarning } from './used-by';
import { formatBytes, formatCount } from '../texts/formatting';
import { useQueries } from '@tanstack/react-query';
import { call } from '../bridge';

/** The sizes of more packs are not asked for, because each needs a walk through a folder. */
const maxMeasured = 40;

/** What installed packs take on disk, in bytes by key, as far as it is known by now; nothing is asked of longer lists. */
function useFolderSizes(records: readonly PackRecord[]): ReadonlyMap<string, number> {
  const measured = records.length > maxMeasured ? [] : records.filter(({ local }) => local !== null);
  const queries = measured.map(({ key, local }) => ({
    queryKey: ['packs', 'size', key],
    queryFn: async () => (await call('packs.details', { key: local?.key ?? key })).onDisk?.sizeBytes ?? null,
  }));
  const answers = useQueries({ queries });
  return new Map(
    measured.flatMap(({ key }, position) => {
      const size = answers[position]?.data;
      return typeof size === 'number' ? [[key, size] as const] : [];
    }),
  );
}

function NameLine({ record, size }: { record: PackRecord; size: number | undefined }) {
  return (
    <>
      <span className="min-w-0 flex-1 truncate">{record.title}</span>
      <span className="max-w-[45%] truncate font-mono text-xs text-muted">{record.local?.name}</span>
      {size !== undefined && (
        <span className="w-16 shrink-0 text-right text-sm text-muted tabular">{formatBytes(size)}</span>
      )}
    </>
  );
}

interface SelectionDialogProps {
  kind: 'install' | 'uninstall';
  records: readonly PackRecord[];
  onClose: () => void;
  onConfirm: () => void;
}

/** Asks before packs go, or many come: with their names, and what goes in sizes. Leaving it has the focus. */
export function SelectionDialog({ kind, records, onClose, onConfirm }: SelectionDialogProps) {
  const about = { count: records.length, shown: formatCount(records.length) };
  const isRemoval = kind === 'uninstall';
  const sizes = useFolderSizes(isRemoval ? records : []);
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  return (
    <ConfirmDialog
      title={isRemoval ? t('selection.uninstallTitle', about) : t('selection.installTitle', about)}
      text={isRemoval ? t('selection.uninstallText') : t('selection.installText')}
      confirmLabel={isRemoval ? t('selection.uninstallConfirm', about) : t('selection.installConfirm', about)}
      tone={isRemoval ? 'danger' : 'primary'}
      onClose={onClose}
      onConfirm={onConfirm}
    >
      <ShortList label={t('selection.names')} rows={records} keyOf={({ key }) => key}>
        {(record) => <NameLine record={record} size={sizes.get(record.key)} />}
      </ShortList>
      {isRemoval && <UsedByWarning records={records} />}
      <p className="mt-3 text-sm text-muted">
        {sizes.size === records.length && `${t('selection.total', { size: formatBytes(total) })}. `}
        {isRemoval ? t('selection.uninstallNote') : t('selection.installNote')}
      </p>
    </ConfirmDialog>
  );
}
