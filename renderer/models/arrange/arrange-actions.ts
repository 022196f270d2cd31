import type { DuplicateGroup, MoveModelParams } from '../../../src/contract/models';
import { orderAll, requestTask } from '../../state/queue/actions';
import { createTask } from '../../state/queue/create-task';
import { listLinks } from './duplicate-queries';

/** Queues that the copies of each content become one file, as one batch. */
export function linkCopies(groups: readonly DuplicateGroup[]): Promise<void> {
  return orderAll(groups.flatMap(listLinks).map((params) => createTask('link-models', params)));
}

/** Queues the move or the new name of several models, as one batch. */
export function moveModels(moves: readonly MoveModelParams[]): Promise<void> {
  return orderAll(moves.map((params) => createTask('move-model', params)));
}

/** Queues that ComfyUI reads the models of a folder where they lie, or does so no longer. Answers whether it was taken. */
export function orderFolder(path: string, stop = false): Promise<boolean> {
  return requestTask(createTask('use-models-folder', { path, stop }));
}

/** Queues that the folder of models moves to another place. Answers whether it was taken. */
export function orderLibraryMove(to: string, keep: boolean): Promise<boolean> {
  return requestTask(createTask('move-models-folder', { to, keep }));
}
