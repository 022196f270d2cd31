import { AppError, toAppError } from '../../src/contract/errors';
import type { LocalModel, ModelRemoval, ModelRow, PlacedModel, PlaceModelParams } from '../../src/contract/models';
import type { WorkflowUses } from '../../src/contract/workflows';
import { beginSession } from '../bridge';
import { attempt, requestTask, reportFirst } from '../state/queue/actions';
import { orderTasks } from '../state/queue/order-tasks';
import { joinUses } from '../state/workflow/join-uses';
import type { ModelLink } from './model-link';
import { forgetModels } from './model-queries';
import { clientId } from '../state/queue/client-id';

/** Queues the download of a model of the list and starts the queue. `savePath`: below the models folder; `default` is the list's type. */
export async function downloadModel(row: ModelRow, savePath: string): Promise<void> {
  const uiId = crypto.randomUUID();
  const { name, type, base, url, filename } = row;
  const params = { name, type, base, url, filename, save_path: savePath, ui_id: uiId };
  const task = { ui_id: uiId, client_id: clientId, kind: 'install-model', params } as const;
  await requestTask(task);
}

/** Where a model goes that no list has: its type, and the folder below the models folder. */
interface Target {
  type: string;
  savePath: string;
}

/** Queues the download of a model by its address and starts the queue. */
export async function downloadLink({ url, filename }: ModelLink, { type, savePath }: Target): Promise<void> {
  const uiId = crypto.randomUUID();
  const params = { name: filename, type, url, filename, save_path: savePath, ui_id: uiId };
  await requestTask({ ui_id: uiId, client_id: clientId, kind: 'install-model', params });
}

/** Queues the move of a model file to the trash of the installation, which can be undone, and starts the queue. */
export async function removeModel(path: string): Promise<void> {
  const head = { ui_id: crypto.randomUUID(), client_id: clientId };
  await requestTask({ ...head, kind: 'remove-model', params: { path } });
}

/** Whether nobody would miss a model, and it can come back. */
function isSafe({ obstacle, displaces }: ModelRemoval, { models }: WorkflowUses): boolean {
  return obstacle === null && displaces.count === 0 && joinUses(models).count === 0;
}

/**
 * Moves a model to the trash of the installation at once, which can be undone. `ask`: the question comes first where that trash cannot keep it or would
 * lose others for it, where saved workflows use it, and where nobody knows.
 */
export async function trashOrAsk({ path, name }: LocalModel, ask: () => void): Promise<void> {
  const { call, isShown } = beginSession();
  const answers = Promise.all([call('models.removal', { path }), call('workflows.uses', { models: [name] })]);
  const known = await answers.catch(toAppError);
  if (!isShown()) return;
  if (!(known instanceof AppError) && isSafe(...known)) await removeModel(path);
  else ask();
}

/** Queues the move of several model files as one batch. */
export async function removeModels(paths: readonly string[]): Promise<void> {
  const session = beginSession();
  const tasks = paths.map((path) => ({
    ...{ ui_id: crypto.randomUUID(), client_id: clientId },
    ...{ kind: 'remove-model' as const, params: { path } },
  }));
  const refused = await orderTasks(tasks, { by: session.call });
  if (refused !== null) reportFirst(tasks, refused);
}

/** Moves several model files to the trash of the system, one after the other. */
export async function trashModels(paths: readonly string[]): Promise<void> {
  for (const path of paths) await trashModel(path);
}

/** Puts a file of this machine into a folder of models. Answers where it lies then, or why it does not: aborted, nothing of it stays there. */
export async function placeModel(
  request: PlaceModelParams,
  signal: AbortSignal,
): Promise<PlacedModel | { error: AppError }> {
  const answer = await beginSession()
    .call('models.place', request, signal)
    .catch((thrown: unknown) => ({ error: toAppError(thrown) }));
  forgetModels();
  return answer;
}

/** Opens a folder of models. */
export function revealFolder(key: string): void {
  void attempt('desktop.openModelFolder', { key });
}

/** Moves a model file to the trash of the system. Answers whether it went; why not is shown above the place. */
export async function trashModel(path: string): Promise<boolean> {
  const answer = await attempt('desktop.trashModel', { path });
  forgetModels();
  return answer !== undefined;
}

/** Shows a model file in its folder. */
export function revealModel(path: string): void {
  void attempt('desktop.revealModel', { path });
}
