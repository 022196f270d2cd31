import { t } from 'i18next';
import { ConfirmDialog } from '../components/dialogs/confirm-dialog';
import { ShortList } from '../components/rows/short-list';
import type { PackRecord } from '../state/packs/pack-record';
import { useFolderSizes } from './folder-sizes';
import { UsedByWarning } from './used-by';
import { formatBytes, formatCount } from '../texts/formatting';

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
