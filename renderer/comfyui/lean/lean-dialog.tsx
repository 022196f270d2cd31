import { useState } from 'react';
import { t } from 'i18next';
import { type AppError, toAppError } from '../../../src/contract/errors';
import { Dialog } from '../../components/dialogs/dialog';
import { ChoiceField } from '../../components/form/choice-field';
import { RefusalNotice } from '../../components/feedback/refusal-notice';
import { closeLean, type LeanDraft, useWindow } from '../../navigation/window-store';
import { isRestartRequested, startLean, useComfyOrders } from '../../state/comfyui/comfy-actions';
import { useIsLiving } from '../../state/comfyui/comfy-queries';
import { usePacks } from '../../state/packs/use-packs';
import { readPacksOf, useSavedWorkflows } from '../../state/workflow/saved-workflows';
import { type ChoosablePack, PackChecklist } from './pack-checklist';

/** Enabled packs, and before them those that were chosen and that a start would not load. */
function useChoosable(former: readonly string[]): readonly ChoosablePack[] {
  const { packIndex } = usePacks();
  const onDisk = packIndex.listOnDisk().flatMap(({ local, title }) => (local ? [{ local, title }] : []));
  const enabled = onDisk.filter(({ local }) => local.enabled);
  const isThere = new Set(enabled.map(({ local }) => local.name));
  const gone = former
    .filter((name) => !isThere.has(name))
    .map((name) => {
      const record = packIndex.findByName(name);
      return {
        name,
        title: record?.title ?? name,
        state: record?.local ? ('disabled' as const) : ('missing' as const),
      };
    });
  return [...gone, ...enabled.map(({ local, title }) => ({ name: local.name, title, state: 'there' as const }))];
}

interface WorkflowFieldProps {
  onRead: (draft: LeanDraft) => void;
  onFail: (error: AppError | null) => void;
}

const workflowNameOf = (path: string) => (path.split('/').at(-1) ?? path).replace(/\.json$/iu, '');

/** Takes the packs of a workflow that is saved in the installation. */
function WorkflowField({ onRead, onFail }: WorkflowFieldProps) {
  const saved = useSavedWorkflows();
  const [shown, setShown] = useState('');
  const choose = async (path: string): Promise<void> => {
    onFail(null);
    setShown(path);
    if (path === '') return;
    try {
      onRead({ name: workflowNameOf(path), packs: await readPacksOf({ path }) });
    } catch (error) {
      onFail(toAppError(error));
    }
  };
  const words = saved.length === 0 ? t('lean.edit.noWorkflows') : t('lean.edit.byHand');
  return (
    <div className="mb-3 flex items-center justify-between gap-3">
      <span className="text-sm font-medium text-muted">{t('lean.edit.workflow')}</span>
      <ChoiceField
        label={t('lean.edit.workflow')}
        value={shown}
        isDisabled={saved.length === 0}
        options={[{ value: '', label: words }, ...saved.map(({ name, path }) => ({ value: path, label: name }))]}
        onChoose={(path) => void choose(path)}
      />
    </div>
  );
}

function Choice({ given }: { given: LeanDraft }) {
  const [draft, setDraft] = useState(given);
  const [failure, setFailure] = useState<AppError | null>(null);
  const packs = useChoosable(given.packs);
  const isBusy = useComfyOrders(isRestartRequested);
  const isLiving = useIsLiving();
  const chosen = packs.map(({ name }) => name).filter((name) => draft.packs.includes(name));
  const start = (): void => {
    closeLean();
    void startLean(chosen, draft.name);
  };
  return (
    <Dialog
      title={t('lean.edit.title')}
      text={t('lean.edit.text')}
      confirmLabel={t(isLiving ? 'comfy.actions.restart' : 'lean.edit.start')}
      confirmTestId="lean-start"
      isDisabled={chosen.length === 0 || isBusy}
      onConfirm={start}
      onClose={closeLean}
    >
      <div className="mt-4" data-testid="lean-choice">
        <WorkflowField onRead={setDraft} onFail={setFailure} />
        {/* Chosen by hand, they are no longer those that the name is of. */}
        <PackChecklist
          packs={packs}
          chosen={new Set(chosen)}
          onChoose={(some) => setDraft({ name: '', packs: [...some] })}
        />
        <RefusalNotice testId="lean-refusal" title={t('lean.edit.refused')} error={failure} />
      </div>
    </Dialog>
  );
}

/** The packs that ComfyUI is started with, as they are chosen. Stands above every place. */
export function LeanDialog() {
  const request = useWindow((state) => state.leanRequest);
  return request && <Choice given={request} />;
}
