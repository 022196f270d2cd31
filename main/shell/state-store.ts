import ElectronStore from 'electron-store';
import { createStateStore, formatState, type StateStore } from '../../src/host/store/state-store';
import { readStoredState, type StoredState } from '../../src/host/store/stored-state';

/** Opens the store in the user data folder; a file that is not JSON is treated like a missing one. */
export function openStateStore(): StateStore {
  const store = new ElectronStore<StoredState>({
    name: 'state',
    clearInvalidConfig: true,
    deserialize: (text) => readStoredState(JSON.parse(text)),
    serialize: formatState,
  });
  return createStateStore({ path: store.path, load: () => store.store, save: (next) => (store.store = next) });
}
