import type { BatchSummary } from '../../../src/contract/changes';
import { AppError, toAppError } from '../../../src/contract/errors';
import type { QueueTask } from '../../../src/contract/tasks/tasks';
import { goesAlone, isHarmless } from '../../../src/contract/undo/needs-question';
import { beginSession, type Session } from '../../bridge';
import { showFailure } from '../installation/failure';
import { createInstallationStore } from '../installation/installation-store';
import { deniedRow, permitRow } from '../policy/permissions';
import { attempt } from '../queue/actions';
import { clientId } from '../queue/client-id';
import { loadQueue } from '../queue/load-queue';

/** Where is gone back to: before a batch, or before everything of a day. */
export interface WayBack {
  batch: BatchSummary;
  /** What the day is called; null where it is about the batch. */
  day: string | null;
}

/** What is asked about: the undo of a task, or going back to before a batch; null while nothing is. */
export const useUndoQuestion = createInstallationStore<{ uiId: string | null; wayBack: WayBack | null }>({
  uiId: null,
  wayBack: null,
});

/** Asks, wherever the person is, whether the change of a task is to be taken back, and says what that does or why it cannot be done. */
export function askToUndo(uiId: string): void {
  useUndoQuestion.setState({ uiId, wayBack: null });
}

/** Takes the change of a task back; asks first where somebody would lose something by it, and says why where it cannot be done. */
export async function takeBack(uiId: string): Promise<void> {
  const session = beginSession();
  const plan = await session.call('undo.plan', { ui_id: uiId }).catch(toAppError);
  if (!session.isShown()) return;
  if (!(plan instanceof AppError) && isHarmless(plan)) await order(uiId, session, []);
  else askToUndo(uiId);
}

/** Takes a batch back by the snapshot from before it; asks first where later changes or models are concerned. */
export async function takeBatchBack(batch: BatchSummary): Promise<void> {
  const { snapshot } = batch.undo;
  if (goesAlone(batch) && snapshot !== null) await goBackTo(snapshot);
  else askToGoBack(batch);
}

/** Asks whether to go back to the snapshot from before a batch, and lists what goes with it. */
export function askToGoBack(batch: BatchSummary, day: string | null = null): void {
  useUndoQuestion.setState({ uiId: null, wayBack: { batch, day } });
}

/** Leaves everything as it is. */
export function closeUndoQuestion(): void {
  useUndoQuestion.setState({ uiId: null, wayBack: null });
}

/** `allowed`: rows of the policy that the person was asked about. An undo answers to all that its change answered to, one refusal after the other. */
async function order(uiId: string, session: Session, allowed: readonly string[]): Promise<void> {
  try {
    await session.call('undo.order', { ui_id: uiId, client_id: clientId });
  } catch (thrown) {
    const error = toAppError(thrown);
    const row = deniedRow(error);
    if (row !== null && !allowed.includes(row)) {
      if (await permitRow(row, { by: session.call })) await order(uiId, session, [...allowed, row]);
    } else if (session.isShown()) {
      // What stands in its way is told by the question, with the way that is left.
      if (error.code === 'undo-impossible') askToUndo(uiId);
      else showFailure(error);
    }
  }
}

/** Takes the change of a task back, as a task: one trip, and the view of the queue tells how it goes. Why it could not be ordered is told. */
export function undoTask(uiId: string): Promise<void> {
  return order(uiId, beginSession(), []);
}

/** Restores the automatic snapshot from before a change, as a task. Why it could not be queued is shown above the place. */
export async function goBackTo(snapshot: string): Promise<void> {
  const task = await attempt('snapshots.restore', { target: snapshot, client_id: clientId });
  if (task) await loadQueue();
}

/** Whether a task goes back: by a snapshot, or by undoing a change. */
export function isWayBack({ kind }: Pick<QueueTask, 'kind'>): boolean {
  return kind === 'undo' || kind === 'restore-snapshot';
}
