import { Settings2 } from 'lucide-react';
import { t } from 'i18next';
import type { LocalModel, ModelRemoval } from '../../src/contract/models';
import { Button } from '../components/button';
import { ConfirmDialog } from '../components/dialogs/confirm-dialog';
import { RefusalNotice } from '../components/feedback/refusal-notice';
import { ShortList } from '../components/rows/short-list';
import { showToast } from '../hooks/toast';
import { useIsOffered } from '../state/installation/remote';
import { openTrashSettings } from '../state/settings/settings-actions';
import { formatBytes, formatCount, lastSegment } from '../texts/formatting';
import { removeModels, trashModel } from './model-actions';
import { useRemovals } from './model-queries';
import { modelSelection } from './model-selection';
import { ModelsUsedBy } from './used-by';

const countOf = (count: number) => ({ count, shown: formatCount(count) });

/** How many go to which trash, and why to that of the system. */
function listWays(removals: readonly ModelRemoval[], most: string): string[] {
  const outside = removals.flatMap(({ obstacle }) => obstacle ?? []);
  const [only, ...others] = outside;
  const own = removals.length - outside.length;
  if (removals.length === 1)
    return [only === undefined ? t('models.trash.own') : t(`models.trash.system.${only}`, { most })];
  return [
    ...(own > 0 ? [t('models.selection.own', countOf(own))] : []),
    ...(only === undefined ? [] : [t('models.selection.system', countOf(1 + others.length))]),
  ];
}

/** Whether they stay, since one of them would go to the trash of a system on another machine, which is used there alone. */
function useIsKept(removals: readonly ModelRemoval[] | undefined): boolean {
  const hasSystem = useIsOffered('desktop.trashModel');
  return !hasSystem && removals?.some(({ obstacle }) => obstacle !== null) === true;
}

/** Which trash they go to, whether that can be undone, and when their room is free. */
function Destination({ removals, isKept }: { removals: readonly ModelRemoval[]; isKept: boolean }) {
  if (isKept) return <p className="mt-3 text-amber-text">{t('models.trash.kept')}</p>;
  const own = removals.find(({ obstacle }) => obstacle === null);
  const [trash, displaces] = [(own ?? removals[0])?.trash, own?.displaces];
  if (trash === undefined) return null;
  const most = formatBytes(trash.maxBytes);
  return (
    <div data-testid="trash-destination" className="mt-3 text-soft">
      {listWays(removals, most).map((way) => (
        <p key={way}>{way}</p>
      ))}
      <p className="mt-1.5 text-muted">
        {own ? t('models.trash.ownRoom', { ...countOf(trash.days), most }) : t('models.trash.systemRoom')}
      </p>
      {displaces !== undefined && displaces.count > 0 && (
        <p data-testid="trash-displaces" className="mt-1.5 text-amber-text">
          {t('models.trash.displaces', { ...countOf(displaces.count), size: formatBytes(displaces.bytes) })}
        </p>
      )}
      <Button
        size="small"
        tone="quiet"
        className="mt-2 -ml-2.5"
        icon={<Settings2 size={13} />}
        onClick={openTrashSettings}
      >
        {t('models.trash.settings')}
      </Button>
    </div>
  );
}

/** Moves each to the trash that takes it. */
function move(files: readonly LocalModel[], removals: readonly ModelRemoval[]): void {
  const isOwn = (_file: LocalModel, index: number): boolean => removals[index]?.obstacle === null;
  const own = files.filter(isOwn);
  if (own.length > 0) void removeModels(own);
  for (const file of files.filter((one, index) => !isOwn(one, index))) {
    const name = lastSegment(file.path);
    void trashModel(file.path).then((isGone) => isGone && showToast(() => t('models.trash.done', { name })));
  }
}

/** Asks before model files go to a trash, and says to which. Keeping them is the safe choice and has the focus. */
export function TrashDialog({ files, onClose }: { files: readonly LocalModel[]; onClose: () => void }) {
  const { data: removals, error, isFetching } = useRemovals(files);
  const [only] = files.length === 1 ? files : [];
  const isKept = useIsKept(removals);
  const bytes = files.reduce((sum, { size_bytes }) => sum + size_bytes, 0);
  const confirm = (): void => {
    onClose();
    modelSelection.clear();
    if (removals !== undefined) move(files, removals);
  };
  return (
    <ConfirmDialog
      title={
        only === undefined
          ? t('models.selection.title', countOf(files.length))
          : t('models.trash.title', { name: lastSegment(only.path) })
      }
      text={t(only === undefined ? 'models.selection.text' : 'models.trash.text')}
      confirmLabel={t('models.trash.confirm')}
      isDisabled={removals === undefined || isFetching || isKept}
      onClose={onClose}
      onConfirm={confirm}
    >
      <ShortList label={t('models.selection.files')} rows={files} keyOf={({ path }) => path}>
        {({ path, name, size_bytes }) => (
          <>
            <span title={path} className="min-w-0 flex-1 font-mono text-xs break-all selectable">
              {only === undefined ? name : path}
            </span>
            <span className="w-18 shrink-0 text-right text-sm text-muted tabular">{formatBytes(size_bytes)}</span>
          </>
        )}
      </ShortList>
      {only === undefined && (
        <p className="mt-2 text-sm text-muted">{t('selection.total', { size: formatBytes(bytes) })}</p>
      )}
      <ModelsUsedBy files={files} />
      {removals && <Destination removals={removals} isKept={isKept} />}
      <RefusalNotice testId="trash-failed" title={t('models.trash.failed')} error={error} />
    </ConfirmDialog>
  );
}
