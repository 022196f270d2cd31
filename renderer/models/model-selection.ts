import type { MouseEvent } from 'react';
import { createInstallationStore } from '../state/installation/installation-store';
import { emptySelection, withRange, withToggled } from '../state/packs/pack-selection';
import type { ModelRecord } from './model-record';

/** The models that are selected, by key. Packs and models of one window are selected by the same rules. */
export const useModelSelection = createInstallationStore(emptySelection);

/** Selects a model, or takes that back. */
export function toggleModel(key: string): void {
  useModelSelection.setState((selection) => withToggled(selection, key));
}

/** Ends the selection. */
export function clearModelSelection(): void {
  if (useModelSelection.getState().keys.size > 0) useModelSelection.setState(emptySelection);
}

/** A click with Shift selects up to there, one with Ctrl or Cmd this one alone. Answers whether it was such a click. */
export function pickModel(
  { key }: ModelRecord,
  event: MouseEvent,
  list: { rows: readonly ModelRecord[]; selectedKey: string | null },
): boolean {
  if (event.shiftKey) {
    const ordered = list.rows.map((row) => row.key);
    useModelSelection.setState((selection) => withRange(selection, { ordered, from: list.selectedKey, to: key }));
  } else if (event.ctrlKey || event.metaKey) toggleModel(key);
  else return false;
  return true;
}
