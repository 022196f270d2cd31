import { Box, FileCode, Folder } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../components/dialogs/confirm-dialog';
import type { PackRecord } from '../state/packs/pack-record';
import { usePackPath } from './pack-path';
import { UsedByWarning } from './used-by';
import { formatSentences } from '../texts/formatting';

interface TouchedProps {
  icon: ReactNode;
  text: string;
  detail?: string | undefined;
}

function Touched({ icon, text, detail }: TouchedProps) {
  return (
    <li className="flex gap-2.5 border-b border-border px-3 py-2.5 last:border-0">
      <span className="mt-0.5 shrink-0 text-faint">{icon}</span>
      <span className="min-w-0">
        <span className="block">{text}</span>
        {detail !== undefined && (
          <span className="block font-mono text-xs break-all text-muted selectable">{detail}</span>
        )}
      </span>
    </li>
  );
}

interface UninstallDialogProps {
  record: PackRecord;
  onClose: () => void;
  onConfirm: () => void;
}

/** Asks before a pack's files go, and says what goes with them. Keeping is the safe choice and has the focus. */
export function UninstallDialog({ record, onClose, onConfirm }: UninstallDialogProps) {
  const { t } = useTranslation();
  const packPath = usePackPath(record);
  const isFile = record.local?.source === 'file';
  const count = record.nodeClasses.length;
  return (
    <ConfirmDialog
      title={t('uninstall.title', { name: record.title })}
      text={t('uninstall.text')}
      confirmLabel={t('uninstall.confirm')}
      keepLabel={t('uninstall.keep')}
      onClose={onClose}
      onConfirm={onConfirm}
    >
      <ul className="mt-4 rounded-control border border-border bg-panel">
        <Touched
          icon={isFile ? <FileCode size={15} /> : <Folder size={15} />}
          text={isFile ? t('uninstall.file') : t('uninstall.folder')}
          detail={packPath}
        />
        {count > 0 && <Touched icon={<Box size={15} />} text={t('uninstall.nodes', { count })} />}
      </ul>
      <UsedByWarning records={[record]} />
      <p className="mt-3 text-sm text-muted">
        {formatSentences(t('uninstall.python'), record.local?.enabled === true && t('uninstall.disableInstead'))}
      </p>
    </ConfirmDialog>
  );
}
