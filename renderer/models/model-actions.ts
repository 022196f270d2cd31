import { AppError, toAppError } from '../../src/contract/errors';
import type {
  LocalModel,
  ModelLocations,
  ModelRemoval,
  PlacedModel,
  PlaceModelParams,
} from '../../src/contract/models';
import type { WorkflowUses } from '../../src/contract/workflows';
import { beginSession } from '../bridge';
import { attempt, orderAll, requestTask } from '../state/queue/actions';
import { joinUses } from '../state/workflow/join-uses';
import type { ModelLink } from './model-link';
import { findRemovals, forgetModels } from './model-queries';
import type { ModelRecord } from './model-record';
import { modelSelection } from './model-selection';
import { createTask } from '../state/queue/create-task';

/** Queues the download of a model that a list or a host names and starts the queue. `savePath`: below the models folder; else where the list puts it. */
export async function downloadModel({ listed, found }: ModelRecord, savePath = listed?.savePath): Promise<void> {
  if (listed === null) return;
  const uiId = crypto.randomUUID();
  const { name, type, base, url, filename } = listed;
  const params = { name, type, base, url, filename, save_path: savePath, sha256: found?.sha256, ui_id: uiId };
  await requestTask(createTask('install-model', params, uiId));
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
  await requestTask(createTask('install-model', params, uiId));
}

/** Queues the move of model files to the trash of the installation as one batch, which can be undone, and starts the queue. */
export async function removeModels(files: readonly LocalModel[]): Promise<void> {
  await orderAll(files.map(({ path }) => createTask('remove-model', { path })));
}

/** Whether they can come back, and no saved workflow and no other installation would miss them. */
function isHarmless(
  files: readonly LocalModel[],
  [removals, { models }, { installations }]: [ModelRemoval[], WorkflowUses, ModelLocations],
): boolean {
  const isKept = removals.every(({ obstacle, displaces }) => obstacle === null && displaces.count === 0);
  const isReadElsewhere = files.some(({ path }) => installations.some(({ paths }) => paths.includes(path)));
  return isKept && !isReadElsewhere && joinUses(models).count === 0;
}

/**
 * Moves model files to the trash of the installation at once, which can be undone. `ask`: the question comes first where that trash cannot keep them or
 * would lose others for them, where saved workflows or other installations use them, and where nobody knows.
 */
export async function trashOrAsk(files: readonly LocalModel[], ask: () => void): Promise<void> {
  const { call, isShown } = beginSession();
  const names = files.map(({ name }) => name);
  const known = await Promise.all([
    findRemovals(files, call),
    call('workflows.uses', { models: names }),
    call('models.locations', {}),
  ]).catch(toAppError);
  if (!isShown()) return;
  if (known instanceof AppError || !isHarmless(files, known)) {
    ask();
    return;
  }
  modelSelection.clear();
  await removeModels(files);
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
