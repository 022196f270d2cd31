import { t } from 'i18next';
import type { LocalModel } from '../../src/contract/models';
import { ConfirmDialog } from '../components/dialogs/confirm-dialog';
import { ShortList } from '../components/rows/short-list';
import { FailureNotice } from '../components/feedback/failure-notice';
import { formatBytes, formatCount } from '../texts/formatting';
import { removeModels, trashModels } from './model-actions';
import { useRemovals } from './model-queries';
import { modelSelection } from './model-selection';
import { ModelsUsedBy } from './used-by';

/** Asks before several models go to a trash, and says how many go to which. Keeping them is the safe choice and has the focus. */
export function TrashManyDialog({ files, onClose }: { files: readonly LocalModel[]; onClose: () => void }) {
  const { removals, error, isAsking } = useRemovals(files.map(({ path }) => path));
  const own = files.filter(({ path }) => removals.get(path)?.obstacle === null).map(({ path }) => path);
  const others = files.filter(({ path }) => removals.get(path)?.obstacle).map(({ path }) => path);
  const bytes = files.reduce((sum, { size_bytes }) => sum + size_bytes, 0);
  const counted = (count: number) => ({ count, shown: formatCount(count) });
  const confirm = (): void => {
    onClose();
    modelSelection.clear();
    if (own.length > 0) void removeModels(own);
    if (others.length > 0) void trashModels(others);
  };
  return (
    <ConfirmDialog
      title={t('models.selection.title', counted(files.length))}
      text={t('models.selection.text')}
      confirmLabel={t('models.trash.confirm')}
      keepLabel={t('models.trash.keep')}
      isDisabled={isAsking || error !== null}
      confirmTestId="trash-many"
      onClose={onClose}
      onConfirm={confirm}
    >
      <ShortList label={t('models.selection.files')} rows={files} keyOf={({ path }) => path}>
        {({ path, name, size_bytes }) => (
          <>
            <span className="min-w-0 flex-1 truncate font-mono text-xs" title={path}>
              {name}
            </span>
            <span className="w-18 shrink-0 text-right text-sm text-muted tabular">{formatBytes(size_bytes)}</span>
          </>
        )}
      </ShortList>
      <ModelsUsedBy files={files} />
      <div className="mt-3 text-soft" data-testid="trash-many-where">
        {own.length > 0 && <p>{t('models.selection.own', counted(own.length))}</p>}
        {others.length > 0 && (
          <p className="mt-1 text-amber-text">{t('models.selection.system', counted(others.length))}</p>
        )}
        <p className="mt-1 text-muted">{t('selection.total', { size: formatBytes(bytes) })}</p>
      </div>
      {error && (
        <div className="mt-3">
          <FailureNotice title={t('models.trash.failed')} error={error} />
        </div>
      )}
    </ConfirmDialog>
  );
}
