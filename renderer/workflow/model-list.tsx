import { CircleCheck, CircleHelp, FolderSearch } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { WorkflowModel } from '../../src/contract/workflows';
import { Button } from '../components/button';
import { Chip } from '../components/chip';
import { usePolicyWords } from '../texts/policy-words';
import { permitRow } from '../state/policy/permissions';
import { useQueue } from '../state/queue/queue-store';
import type { Verdicts } from './workflow-needs';
import { orderModel } from './workflow-commands';
import { modelRowIdOf, readProgress } from './workflow-rows';
import { useWorkflow } from '../state/workflow/workflow-store';
import { RowBusy } from './row-end';
import { RowFailure } from './row-failure';

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

/** Where a missing model comes from, or where one of its name lies. */
function useModelWords({ directory, path, state, listed, install }: WorkflowModel): string {
  const { t } = useTranslation();
  if (state === 'elsewhere') return t('workflow.models.elsewhere', { path });
  if (state === 'present' || install === null) return directory ?? '';
  if (listed !== null) return [listed.type, listed.base, listed.size].filter(Boolean).join(' · ');
  return t('workflow.models.fromWorkflow', { host: hostOf(install.url) });
}

function ModelEnd({
  model,
  isAllowed,
  onDownload,
}: {
  model: WorkflowModel;
  isAllowed: boolean;
  onDownload: () => void;
}) {
  const { t } = useTranslation();
  if (model.state === 'present') {
    return (
      <Chip tone="green" icon={<CircleCheck size={12} />}>
        {t('workflow.models.present')}
      </Chip>
    );
  }
  if (model.install !== null) {
    return (
      <Button
        size="small"
        disabled={!isAllowed}
        aria-label={t('workflow.models.downloadOf', { name: model.name })}
        onClick={onDownload}
      >
        {t('workflow.models.download')}
      </Button>
    );
  }
  const isElsewhere = model.state === 'elsewhere';
  return (
    <Chip
      tone={isElsewhere ? 'amber' : 'neutral'}
      icon={isElsewhere ? <FolderSearch size={12} /> : <CircleHelp size={12} />}
    >
      {t(isElsewhere ? 'workflow.models.misplaced' : 'workflow.models.missing')}
    </Chip>
  );
}

function ModelRow({ model, isAllowed }: { model: WorkflowModel; isAllowed: boolean }) {
  const id = modelRowIdOf(model);
  const order = useWorkflow((state) => state.orders[id]);
  const view = useQueue((state) => state.view);
  const progress = readProgress(order, view);
  const words = useModelWords(model);
  const { install, name } = model;
  const download = (): void => {
    if (install !== null) void orderModel(id, install);
  };
  const isBusy = progress.phase === 'running' || progress.phase === 'waiting';
  return (
    <li className="border-b border-border last:border-0" data-testid="workflow-model" data-state={model.state}>
      <div className="flex min-h-11 items-center gap-3 py-1.5">
        <div className="min-w-0 flex-1">
          <p className="truncate font-mono text-sm" title={name}>
            {name}
          </p>
          <p className="truncate text-sm text-muted" title={words}>
            {words}
          </p>
        </div>
        {isBusy ? (
          <RowBusy name={name} progress={progress} />
        ) : (
          <ModelEnd model={model} isAllowed={isAllowed} onDownload={download} />
        )}
      </div>
      {progress.phase === 'failed' && (
        <RowFailure name={name} kind="install-model" failure={progress} onRetry={download} />
      )}
    </li>
  );
}

/** The model files the workflow names. */
export function ModelList({ models, verdicts }: { models: readonly WorkflowModel[]; verdicts: Verdicts }) {
  const { t } = useTranslation();
  const words = usePolicyWords();
  const verdict = verdicts.get('install-model');
  const missing = models.filter(({ state }) => state !== 'present').length;
  return (
    <section className="mt-5" aria-labelledby="workflow-models">
      <h3 id="workflow-models" className="font-medium">
        {missing === 0 ? t('workflow.models.allThere') : t('workflow.models.title', { count: missing })}
      </h3>
      {verdict?.allowed === false && (
        <p className="mt-0.5 text-sm text-amber-text">
          {words.refusalOf(verdict)}{' '}
          <button
            type="button"
            className="rounded-control underline underline-offset-2"
            onClick={() => void permitRow(verdict.operation)}
          >
            {t('policy.allow')}
          </button>
        </p>
      )}
      <ul className="mt-1">
        {models.map((model) => (
          <ModelRow key={model.name} model={model} isAllowed={verdict?.allowed !== false} />
        ))}
      </ul>
    </section>
  );
}
