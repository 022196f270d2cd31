import ElectronStore from 'electron-store';
import { readStoredState, StoredState } from './stored-state';

/** What the app keeps between runs: one checked document in the user data folder, written atomically. */
export interface StateStore {
  read: () => StoredState;
  /** Replaces the document by what `change` makes of it. */
  update: (change: (state: StoredState) => StoredState) => void;
}

/** Opens the store; a file that is not JSON is treated like a missing one. */
export function createStateStore(): StateStore {
  const store = new ElectronStore<StoredState>({
    name: 'state',
    clearInvalidConfig: true,
    deserialize: (text) => readStoredState(JSON.parse(text)),
    serialize: (state) => JSON.stringify(state, null, 2),
  });
  return {
    read: () => readStoredState(store.store),
    update: (change) => {
      store.store = StoredState.parse(change(readStoredState(store.store)));
    },
  };
}
