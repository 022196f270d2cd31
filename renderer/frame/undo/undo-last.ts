import type { BatchSummary } from '../../../src/contract/changes';
import { findUndo } from '../../../src/contract/undo/find-undo';
import { toAppError } from '../../../src/contract/errors';
import { beginSession, type Session } from '../../bridge';
import { showToast } from '../../hooks/toast';
import { showFailure } from '../../state/installation/failure';
import { askToGoBack, askToUndo, undoTask } from '../../state/undo/undo-actions';

/** What is done and undone with one click: a question would be more work than the change. */
const trivial: ReadonlySet<string> = new Set(['enable', 'disable']);

/** Enabling and disabling is taken back at once; all else is asked for with what it does. */
async function undoOrAsk(uiId: string, session: Session): Promise<void> {
  const { state, steps } = await session.call('undo.plan', { ui_id: uiId });
  if (!session.isShown()) return;
  const isTrivial = state === 'possible' && steps.length > 0 && steps.every(({ action }) => trivial.has(action));
  if (isTrivial) await undoTask(uiId);
  else askToUndo(uiId);
}

function goBackTo(batch: BatchSummary | undefined): void {
  if (batch !== undefined) askToGoBack(batch);
}

/** Takes the last change back, after the usual question; says so where there is none. Why it could not be looked for is shown above the place. */
export async function undoLast(): Promise<void> {
  const session = beginSession();
  try {
    const [{ batches }, { tasks }] = await Promise.all([
      session.call('changes.list', {}),
      session.call('undo.list', {}),
    ]);
    const offer = findUndo(batches, tasks);
    if (!session.isShown()) return;
    if (offer === null) showToast((t) => t('undo.nothing'));
    else if (offer.way === 'alone') await undoOrAsk(offer.task.ui_id, session);
    else goBackTo(batches.find(({ id }) => id === offer.batch.id));
  } catch (thrown) {
    if (session.isShown()) showFailure(toAppError(thrown));
  }
}
