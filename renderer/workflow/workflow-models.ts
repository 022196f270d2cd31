import { useQueries, type UseQueryResult } from '@tanstack/react-query';
import type { InstallModelParams, RemoteModel } from '../../src/contract/models';
import type { WorkflowModel, WorkflowNeeds } from '../../src/contract/workflows';
import { call } from '../bridge';
import { isVouched } from '../state/models/vouched-model';
import { useQueue } from '../state/queue/queue-store';
import { useWorkflow } from '../state/workflow/workflow-store';
import type { Verdicts } from './workflow-needs';
import { modelRowIdOf, readProgress, settleProgress, type RowProgress } from './workflow-rows';

/** One model as the place shows it. */
export interface ModelRow {
  id: string;
  model: WorkflowModel;
  /** What downloads it; null where it is there, or nobody knows where it comes from. */
  install: InstallModelParams | null;
  /** In bytes: as its host says, else as the list does; null where neither does. */
  sizeBytes: number | null;
  /** What its host says of it; undefined until it has. */
  remote: RemoteModel | undefined;
  /** Neither the policy nor its host stands in the way. */
  isOpen: boolean;
  isSelected: boolean;
  progress: RowProgress;
}

const noModels: readonly WorkflowModel[] = [];

/** Nobody waits for the sizes of more. */
const maxRequested = 40;

function installOf({ state, install }: WorkflowModel): InstallModelParams | null {
  return state === 'present' ? null : install;
}

function useRemotes(models: readonly WorkflowModel[]): ReadonlyMap<string, RemoteModel> {
  const urls = [...new Set(models.flatMap((model) => installOf(model)?.url ?? []))].slice(0, maxRequested);
  const answers = useQueries({
    queries: urls.map((url) => ({
      queryKey: ['remote-model', url],
      queryFn: async () => ({ url, remote: await call('models.remote', { url }) }),
      staleTime: 30_000,
      // Terms are accepted in the browser: whoever comes back sees what that has changed.
      refetchOnWindowFocus: true,
    })),
  });
  return new Map(answers.flatMap(({ data }) => (data ? [[data.url, data.remote] as const] : [])));
}

/** Whether a list, or the kind of address, speaks for a model. One whose file lies elsewhere can also be moved there. */
function isChosenAtFirst({ listed, install, state }: WorkflowModel): boolean {
  if (state === 'elsewhere') return false;
  return listed !== null || (install !== null && isVouched(install));
}

function sizeOf({ sizeBytes }: WorkflowModel, remote: RemoteModel | undefined): number | null {
  return remote?.sizeBytes ?? sizeBytes;
}

/** The models of a workflow, with what was chosen, what their hosts say, and how far each has come. */
export function useModelRows(
  { data, isPlaceholderData: isOld }: UseQueryResult<WorkflowNeeds>,
  verdicts: Verdicts,
): ModelRow[] {
  const choices = useWorkflow((state) => state.choices);
  const orders = useWorkflow((state) => state.orders);
  const view = useQueue((state) => state.view);
  const remotes = useRemotes(data?.models ?? noModels);
  const isAllowed = verdicts.get('install-model')?.allowed !== false;
  return (data?.models ?? []).map((model) => {
    const id = modelRowIdOf(model);
    const install = installOf(model);
    const remote = install === null ? undefined : remotes.get(install.url);
    const isOpen = isAllowed && install !== null && remote?.access !== 'closed';
    const isSelected = isOpen && (choices[id]?.isSelected ?? isChosenAtFirst(model));
    const isThere = model.state === 'present';
    const progress = settleProgress(readProgress(orders[id], view), { isThere, isOld, kind: 'install-model' });
    return { id, model, install, remote, isOpen, isSelected, progress, sizeBytes: sizeOf(model, remote) };
  });
}

/** The models that the button of the place downloads: chosen, and not under way. */
export function listModelWork(rows: readonly ModelRow[]): ModelRow[] {
  return rows.filter(({ isSelected, progress }) => isSelected && ['none', 'failed'].includes(progress.phase));
}

/** How many bytes these models have; null where one of them tells nothing. */
export function sumSizes(rows: readonly ModelRow[]): number | null {
  return rows.reduce<number | null>(
    (sum, { sizeBytes }) => (sum === null || sizeBytes === null ? null : sum + sizeBytes),
    0,
  );
}
