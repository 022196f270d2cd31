import { t } from 'i18next';
import type { InstallationRow } from '../../src/contract/installation';
import { ConfirmDialog } from '../components/dialogs/confirm-dialog';
import { describePlace } from '../state/installation/remote';
import { closeFolder, keepOpen, useCloseQuestion } from './installation-actions';

function CloseDialog({ row }: { row: InstallationRow }) {
  const isComfyWorking = row.comfy === 'running' || row.comfy === 'starting';
  const stops = [
    row.running > 0 && t('installations.close.tasks', { count: row.running }),
    isComfyWorking && t('installations.close.comfy'),
    row.pending > 0 && t('installations.close.waiting', { count: row.pending }),
  ].filter((line) => line !== false);
  return (
    <ConfirmDialog
      title={t('installations.close.title', { name: row.name })}
      text={t('installations.close.text')}
      confirmLabel={t('installations.close.confirm')}
      keepLabel={t('installations.close.keep')}
      onClose={keepOpen}
      onConfirm={() => void closeFolder(row.folder, true)}
    >
      <ul className="mt-3 list-disc space-y-1 pl-5 text-soft">
        {stops.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p className="mt-3 font-mono text-xs break-all text-muted">
        {describePlace({ ...row, rootDir: row.folder }).whole}
      </p>
    </ConfirmDialog>
  );
}

/** Asks before an installation is closed that works; keeping it open is the safe choice and has the focus. */
export function InstallationCloseDialog() {
  const row = useCloseQuestion((state) => state.row);
  return row && <CloseDialog row={row} />;
}
