import { useEffect, useState } from 'react';
import { t } from 'i18next';
import { type AppError, toAppError } from '../../../src/contract/errors';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialogs/dialog';
import { ChoiceField } from '../../components/form/choice-field';
import { TextField } from '../../components/form/text-field';
import { RefusalNotice } from '../../components/feedback/refusal-notice';
import { closeProfiles, type ProfileDraft } from '../../navigation/window-store';
import { isRestartRequested, startLean, useComfyOrders } from '../../state/comfyui/comfy-actions';
import { forgetProfileRefusal, saveProfile, useProfileSave } from '../../state/comfyui/profiles';
import { useIsLiving } from '../../state/comfyui/comfy-queries';
import { usePacks } from '../../state/packs/use-packs';
import { readPacksOf, useSavedWorkflows } from '../../state/workflow/saved-workflows';
import { type ChoosablePack, PackChecklist } from './pack-checklist';

/** Enabled packs, and before them those of the profile that a start would not load. */
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
  value: string | null;
  onRead: (path: string | null, packs: readonly string[]) => void;
  onFail: (error: AppError | null) => void;
}

/** Takes the packs of a workflow that is saved in the installation. */
function WorkflowField({ value, onRead, onFail }: WorkflowFieldProps) {
  const saved = useSavedWorkflows();
  const [shown, setShown] = useState(value);
  const choose = async (path: string): Promise<void> => {
    onFail(null);
    setShown(path === '' ? null : path);
    if (path === '') {
      onRead(null, []);
      return;
    }
    try {
      onRead(path, await readPacksOf({ path }));
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
        value={shown ?? ''}
        isDisabled={saved.length === 0}
        options={[{ value: '', label: words }, ...saved.map(({ name, path }) => ({ value: path, label: name }))]}
        onChoose={(path) => void choose(path)}
      />
    </div>
  );
}

const workflowNameOf = (path: string) => (path.split('/').at(-1) ?? path).replace(/\.json$/iu, '');

/** What is filled in, and what becomes of it. */
function useEditor(given: ProfileDraft) {
  const [draft, setDraft] = useState(given);
  const packs = useChoosable(given.packs);
  const { isPending } = useProfileSave();
  useEffect(() => forgetProfileRefusal, []);
  const chosen = packs.map(({ name }) => name).filter((name) => draft.packs.includes(name));
  const name = draft.name.trim();
  const change = (part: Partial<ProfileDraft>): void => setDraft((now) => ({ ...now, ...part }));
  return {
    ...{ draft, packs, chosen, change, canSave: name !== '' && !isPending },
    async save(isStarted: boolean): Promise<void> {
      const { former, workflow } = draft;
      if (!(await saveProfile({ name, packs: chosen, workflow, former }))) return;
      closeProfiles();
      if (isStarted) await startLean({ profile: name });
    },
    take(path: string | null, found: readonly string[]): void {
      const named = path !== null && draft.name === '' ? { name: workflowNameOf(path) } : {};
      change({ workflow: path, ...(path === null ? {} : { packs: found }), ...named });
    },
  };
}

/** A set of packs with a name: to be kept, and started with. */
export function ProfileEditor({ draft: given }: { draft: ProfileDraft }) {
  const [failure, setFailure] = useState<AppError | null>(null);
  const { error } = useProfileSave();
  const isBusy = useComfyOrders(isRestartRequested);
  const isLiving = useIsLiving();
  const { draft, packs, chosen, change, canSave, save, take } = useEditor(given);
  return (
    <Dialog
      title={t(given.former === null ? 'lean.edit.newTitle' : 'lean.edit.title')}
      text={t('lean.edit.text')}
      more={
        <Button data-testid="profile-save" disabled={!canSave} onClick={() => void save(false)}>
          {t('lean.edit.save')}
        </Button>
      }
      confirmLabel={t(isLiving ? 'lean.edit.saveAndRestart' : 'lean.edit.saveAndStart')}
      confirmTestId="profile-start"
      isDisabled={!canSave || isBusy}
      onConfirm={() => void save(true)}
      onClose={closeProfiles}
    >
      <div className="mt-4" data-testid="profile-editor">
        <TextField
          id="profile-name"
          label={t('lean.edit.name')}
          value={draft.name}
          maxLength={80}
          isInvalid={false}
          words={t('lean.edit.nameWords')}
          onChange={(text) => change({ name: text })}
        />
        <WorkflowField value={draft.workflow} onRead={take} onFail={setFailure} />
        <PackChecklist packs={packs} chosen={new Set(chosen)} onChoose={(some) => change({ packs: [...some] })} />
        <RefusalNotice testId="profile-refusal" title={t('lean.edit.refused')} error={failure ?? error} />
      </div>
    </Dialog>
  );
}
