import { AppError } from '../../src/contract/errors';
import type { UndoOffer } from '../../src/contract/undo/find-undo';
import { goesAlone, isHarmless } from '../../src/contract/undo/needs-question';
import { callAsPerson } from '../../src/host/workspace/core-call';
import type { Workspace } from '../../src/host/workspace/workspace';
import type { PlaceRequest } from '../notifications/compose';

interface Undoing {
  workspace: Pick<Workspace, 'operations'>;
  /** Brings the window to the front, at a place. */
  onShowPlace: (request: PlaceRequest) => void;
}

/** By itself. Where somebody would lose something by it, or where it cannot be taken back, the window asks or says so, as it does for its own buttons. */
async function undoAlone(uiId: string, { workspace, onShowPlace }: Undoing): Promise<void> {
  const explain = () => onShowPlace({ place: 'activity', filter: null, taskId: null, undo: uiId });
  if (!isHarmless(await callAsPerson(workspace, 'undo.plan', { ui_id: uiId }))) {
    explain();
    return;
  }
  try {
    await callAsPerson(workspace, 'undo.order', { ui_id: uiId });
  } catch (error) {
    // What it stood on may be otherwise since it was planned; and what the policy refuses can be allowed in the window alone.
    if (!(error instanceof AppError) || !['undo-impossible', 'policy-denied'].includes(error.code)) throw error;
    explain();
  }
}

/** By the snapshot from before it. */
async function undoBySnapshot(
  { snapshot, batch }: Extract<UndoOffer, { way: 'snapshot' }>,
  { workspace, onShowPlace }: Undoing,
): Promise<void> {
  if (goesAlone(batch)) await callAsPerson(workspace, 'snapshots.restore', { target: snapshot });
  else onShowPlace({ place: 'activity', filter: null, taskId: null, goBack: batch.id });
}

/** Takes the last change back, which can itself be taken back. The window asks only where something else goes with it. */
export async function undoLast(offer: UndoOffer | null, undoing: Undoing): Promise<void> {
  if (offer === null) return;
  await (offer.way === 'alone' ? undoAlone(offer.task.ui_id, undoing) : undoBySnapshot(offer, undoing));
}
