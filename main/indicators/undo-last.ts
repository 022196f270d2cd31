import type { BrowserWindow } from 'electron';
import { AppError } from '../../src/contract/errors';
import type { PlaceRequest } from '../notifications/compose';
import type { Translate } from '../texts/texts';
import { askToUndo } from '../window/dialogs';
import { callAsPerson } from '../../src/host/workspace/core-call';
import type { Workspace } from '../../src/host/workspace/workspace';
import type { UndoOffer } from '../../src/contract/undo/find-undo';
import { describeOffer, listChanges } from './undo-offer';

interface Undoing {
  window: BrowserWindow;
  workspace: Pick<Workspace, 'operations'>;
  t: Translate;
  /** Brings the window to the front, at a place. */
  onShowPlace: (request: PlaceRequest) => void;
}

/** By itself, as its plan says. What cannot be taken back is told in the window, where the way that is left is offered. */
async function undoAlone(
  offer: Extract<UndoOffer, { way: 'alone' }>,
  { window, workspace, t, onShowPlace }: Undoing,
): Promise<void> {
  const { ui_id: uiId } = offer.task;
  const explain = () => onShowPlace({ place: 'activity', filter: null, taskId: null, undo: uiId });
  const { state, steps, notHeld } = await callAsPerson(workspace, 'undo.plan', { ui_id: uiId });
  if (state !== 'possible') {
    explain();
    return;
  }
  const lines = steps.length === 0 ? [t('undo.inside')] : listChanges(steps, t);
  if (notHeld.length > 0)
    lines.push('', t('undo.network', { count: notHeld.length, names: notHeld.join(t('tasks.comma')) }));
  const question = { what: describeOffer(offer, t), by: t('undo.alone'), lines };
  if (!(await askToUndo(window, question, t))) return;
  try {
    await callAsPerson(workspace, 'undo.order', { ui_id: uiId });
  } catch (error) {
    // What it stood on may be otherwise since it was asked; and what the policy refuses can be allowed in the window alone.
    if (!(error instanceof AppError) || !['undo-impossible', 'policy-denied'].includes(error.code)) throw error;
    explain();
  }
}

/** By the snapshot from before it. */
async function undoBySnapshot(
  offer: Extract<UndoOffer, { way: 'snapshot' }>,
  { window, workspace, t }: Undoing,
): Promise<void> {
  const { snapshot, laterBatches } = offer;
  const { changes } = await callAsPerson(workspace, 'snapshots.plan', { target: snapshot });
  const lines = listChanges(changes, t);
  if (lines.length === 0) lines.push(t('undo.nothing'));
  if (laterBatches > 0) lines.push('', t('undo.later', { count: laterBatches }));
  const question = { what: describeOffer(offer, t), by: t('undo.detail'), lines };
  if (await askToUndo(window, question, t)) await callAsPerson(workspace, 'snapshots.restore', { target: snapshot });
}

/** Takes the last change back, after the person has read what that does. */
export async function undoLast(offer: UndoOffer | null, undoing: Undoing): Promise<void> {
  if (offer === null) return;
  await (offer.way === 'alone' ? undoAlone(offer, undoing) : undoBySnapshot(offer, undoing));
}
