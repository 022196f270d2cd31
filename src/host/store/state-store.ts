import Conf from 'conf';
import { proveRoomFor } from '../../base/files/files';
import { guardPlaceNow } from '../../base/files/write-guard';
import { readStoredState, StoredState } from './stored-state';

/** What the app keeps between runs: one checked document in its profile, written atomically. */
export interface StateStore {
  read: () => StoredState;
  /** Replaces the document by what `change` makes of it. Throws `disk-full`, `not-writable`; then nothing has changed. */
  update: (change: (state: StoredState) => StoredState) => void;
}

const serialize = (state: StoredState): string => JSON.stringify(state, null, 2);

/** Opens the store of a profile; a file that is not JSON is treated like a missing one. */
export function openStateStore(profileDir: string): StateStore {
  const store = new Conf<StoredState>({
    cwd: profileDir,
    configName: 'state',
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
