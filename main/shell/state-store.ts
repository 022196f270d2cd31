import ElectronStore from 'electron-store';
import { proveRoomFor } from '../../src/base/files/files';
import { guardPlaceNow } from '../../src/base/files/write-guard';
import type { StateStore } from '../../src/host/store/state-store';
import { readStoredState, StoredState } from '../../src/host/store/stored-state';

const serialize = (state: StoredState): string => JSON.stringify(state, null, 2);

/** Opens the store in the user data folder; a file that is not JSON is treated like a missing one. */
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
