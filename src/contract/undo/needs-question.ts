import type { BatchSummary, UndoPlan } from '../changes';

/** Whether an undo takes nothing from anybody, and needs nothing that is not here. It can itself be undone, so it needs no question. Pure. */
export function isHarmless({ state, losses, notHeld }: UndoPlan): boolean {
  return state === 'possible' && losses.length === 0 && notHeld.length === 0;
}

/** Whether going back to before a batch concerns that batch alone: no later one goes with it, and no model, which a snapshot does not bring back. Pure. */
export function goesAlone({ undo, counts }: Pick<BatchSummary, 'undo' | 'counts'>): boolean {
  return undo.laterBatches === 0 && (counts?.model ?? 0) === 0;
}
