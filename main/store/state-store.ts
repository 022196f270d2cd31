import ElectronStore from 'electron-store';
import { proveRoomFor } from '../../src/base/files/files';
import { guardPlaceNow } from '../../src/base/files/write-guard';
import { readStoredState, StoredState } from './stored-state';

/** What the app keeps between runs: one checked document in the user data folder, written atomically. */
export interface StateStore {
  read: () => StoredState;
  /** Replaces the document by what `change` makes of it. Throws `disk-full`, `not-writable`; then nothing has changed. */
  update: (change: (state: StoredState) => StoredState) => void;
}

const serialize = (state: StoredState): string => JSON.stringify(state, null, 2);

/** Opens the store; a file that is not JSON is treated like a missing one. */
export function createStateStore(): StateStore {
  const store = new ElectronStore<StoredState>({
    name: 'state',
    clearInvalidConfig: true,
    deserialize: (text) => readStoredState(JSON.parse(text)),
    serialize,
  });
  return {
    read: () => readStoredState(store.store),
    update: (change) => {
      const next = StoredState.parse(change(readStoredState(store.store)));
      proveRoomFor(store.path, serialize(next));
      guardPlaceNow(() => (store.store = next), store.path);
    },
  };
}
