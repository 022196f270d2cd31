import { t } from 'i18next';
import { findUndo } from '../../../src/contract/undo/find-undo';
import { toAppError } from '../../../src/contract/errors';
import { beginSession } from '../../bridge';
import { showToast } from '../../hooks/toast';
import { showFailure } from '../../state/installation/failure';
import { takeBack, takeBatchBack } from '../../state/undo/undo-actions';

/** Takes the last change back; says so where there is none. Why it could not be looked for is shown above the place. */
export async function undoLast(): Promise<void> {
  const session = beginSession();
  try {
    const [{ batches }, { tasks }] = await Promise.all([
      session.call('changes.list', {}),
      session.call('undo.list', {}),
    ]);
    const offer = findUndo(batches, tasks);
    if (!session.isShown()) return;
    if (offer === null) showToast(() => t('undo.nothing'));
    else if (offer.way === 'alone') await takeBack(offer.task.ui_id);
    else {
      const batch = batches.find(({ id }) => id === offer.batch.id);
      if (batch !== undefined) await takeBatchBack(batch);
    }
  } catch (thrown) {
    if (session.isShown()) showFailure(toAppError(thrown));
  }
}
