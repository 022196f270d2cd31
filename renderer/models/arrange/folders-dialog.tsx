import { useState } from 'react';
import { t } from 'i18next';
import { toAppError } from '../../../src/contract/errors';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialogs/dialog';
import { RefusalNotice } from '../../components/feedback/refusal-notice';
import { attempt } from '../../state/queue/actions';
import { useInstallations } from '../../state/installation/installation-queries';
import { useFolderPlan, useSharedFolders } from '../model-queries';
import { orderFolder } from './arrange-actions';
import type { FolderOffer, ModelsFolderPlan } from '../../../src/contract/models-folder';
import { ScrollBox } from '../../components/rows/short-list';
import { formatBytes, formatCount } from '../../texts/formatting';

/** What stands beside a folder: how much it holds, or why it is not taken. */
function describeOffer({ state, files, bytes }: FolderOffer): string {
  if (state !== 'new') return t(`models.folders.${state}`);
  return t('models.folders.files', { count: files, shown: formatCount(files), size: formatBytes(bytes) });
}

/** One folder, and what ComfyUI reads it as. */
function Offer({ offer, base }: { offer: FolderOffer; base: string }) {
  const { key, path, state } = offer;
  const below = path.startsWith(base) ? path.slice(base.length).replace(/^[\\/]/u, '') : path;
  return (
    <li data-testid="folder-offer" className="flex items-baseline gap-3 border-b border-border px-3 py-2 last:border-0">
      <span className={state === 'new' ? 'shrink-0' : 'shrink-0 text-muted'}>{key}</span>
      <span className="min-w-0 flex-1 truncate font-mono text-xs text-muted selectable" title={path}>
        {below}
      </span>
      <span className="shrink-0 text-sm text-muted tabular">{describeOffer(offer)}</span>
    </li>
  );
}

/** What ComfyUI would read of a folder, and what it would not. */
function FolderPlan({ plan, base }: { plan: ModelsFolderPlan; base: string }) {
  const isEmpty = ({ state, files }: FolderOffer): boolean => state === 'new' && files === 0;
  const shown = plan.folders.filter((offer) => !isEmpty(offer));
  const empty = plan.folders.length - shown.length;
  return (
    <div data-testid="folder-plan">
      <p className="mt-4 text-sm text-soft">{t(`models.folders.layouts.${plan.layout}`)}</p>
      {shown.length > 0 && (
        <ScrollBox label={t('models.folders.title')} className="mt-2 max-h-64 bg-panel">
          <ul>
            {shown.map((offer) => (
              <Offer key={offer.path} {...{ offer, base }} />
            ))}
          </ul>
        </ScrollBox>
      )}
      <div className="mt-2 space-y-1 text-sm text-muted">
        {empty > 0 && <p>{t('models.folders.empty', { count: empty, shown: formatCount(empty) })}</p>}
        {plan.others.length > 0 && <p>{t('models.folders.others', { names: plan.others.join(', ') })}</p>}
        {!plan.isWhole && <p>{t('models.folders.more')}</p>}
        <p>{t('models.folders.effect')}</p>
      </div>
    </div>
  );
}

interface FolderRowProps {
  path: string;
  name?: string;
  act: string;
  testId: string;
  onAct: () => void;
}

function FolderRow({ path, name, act, testId, onAct }: FolderRowProps) {
  return (
    <li className="flex items-center gap-3 border-b border-border px-3 py-2 last:border-0">
      {name !== undefined && <span className="shrink-0">{name}</span>}
      <span className="min-w-0 flex-1 truncate font-mono text-xs text-muted selectable" title={path}>
        {path}
      </span>
      <Button size="small" data-testid={testId} aria-label={`${act}: ${path}`} onClick={onAct}>
        {act}
      </Button>
    </li>
  );
}

/** Folders of one kind under a heading; nothing where there is none. */
function Group({ title, rows }: { title: string; rows: readonly FolderRowProps[] }) {
  if (rows.length === 0) return null;
  return (
    <section className="mt-4">
      <h3 className="mb-1.5 text-sm font-medium text-muted">{title}</h3>
      <ul className="rounded-control border border-border bg-panel">
        {rows.map((row) => (
          <FolderRow key={row.path} {...row} />
        ))}
      </ul>
    </section>
  );
}

/** The folders that ComfyUI reads because of this app, and those of the other installations. */
function Choices({ onChoose }: { onChoose: (path: string) => void }) {
  const shared = useSharedFolders() ?? [];
  const others = useInstallations().filter(({ isShown, isMissing, folder }) => {
    return !isShown && !isMissing && !shared.includes(folder);
  });
  return (
    <>
      <Group
        title={t('models.folders.inUse')}
        rows={shared.map((path) => ({
          ...{ path, act: t('models.folders.stop'), testId: 'folder-stop' },
          onAct: () => void orderFolder(path, true),
        }))}
      />
      <Group
        title={t('models.folders.installations')}
        rows={others.map(({ folder, name }) => ({
          ...{ path: folder, name, act: t('models.folders.look'), testId: 'folder-look' },
          onAct: () => onChoose(folder),
        }))}
      />
    </>
  );
}

interface PartProps {
  /** Null: back to the choice. */
  onPath: (path: string | null) => void;
  onClose: () => void;
}

/** Which folders are read, and where to find another one. */
function ChoiceDialog({ onPath, onClose }: PartProps) {
  const choose = async (): Promise<void> => {
    const chosen = await attempt('desktop.chooseFolder', { title: t('models.folders.choose') });
    if (chosen && chosen.folder !== null) onPath(chosen.folder);
  };
  return (
    <Dialog
      isWide
      testId="folders-dialog"
      title={t('models.folders.title')}
      text={t('models.folders.text')}
      keepLabel={t('app.close')}
      confirmLabel={t('models.folders.choose')}
      confirmTestId="folder-confirm"
      onConfirm={() => void choose()}
      onClose={onClose}
    >
      <Choices onChoose={onPath} />
    </Dialog>
  );
}

/** What ComfyUI would read of one folder, or why it would not. */
function PlanDialog({ path, onPath, onClose }: PartProps & { path: string }) {
  const { data: plan, error, isFetching } = useFolderPlan(path);
  const use = (): void => {
    onClose();
    void orderFolder(path);
  };
  return (
    <Dialog
      isWide
      testId="folders-dialog"
      title={t('models.folders.title')}
      text={path}
      more={
        <Button data-testid="folder-other" onClick={() => onPath(null)}>
          {t('models.folders.back')}
        </Button>
      }
      confirmLabel={t('models.folders.use')}
      confirmTestId="folder-confirm"
      isDisabled={plan === undefined}
      onConfirm={use}
      onClose={onClose}
    >
      {plan && <FolderPlan {...{ plan, base: path }} />}
      {isFetching ? (
        <p role="status" className="mt-4 text-sm text-muted">
          {t('models.folders.looking')}
        </p>
      ) : (
        <RefusalNotice testId="folder-refused" title={t('models.folders.refused')} error={error && toAppError(error)} />
      )}
    </Dialog>
  );
}

/** Lets ComfyUI read models where other programs and other installations have them. A folder is looked at first; nothing in it changes. */
export function FoldersDialog({ onClose }: { onClose: () => void }) {
  const [path, setPath] = useState<string | null>(null);
  if (path === null) return <ChoiceDialog onPath={setPath} onClose={onClose} />;
  return <PlanDialog {...{ path, onClose }} onPath={setPath} />;
}
