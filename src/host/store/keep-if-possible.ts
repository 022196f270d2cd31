import { AppError } from '../../contract/errors';
import type { StateStore } from './state-store';
import type { StoredState } from './stored-state';

/** Keeps what no click has asked for, as where the window is. A disk that takes nothing keeps nobody from working: then it is not kept. */
export function keepIfPossible(store: StateStore, change: (state: StoredState) => StoredState): void {
  try {
    store.update(change);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}
