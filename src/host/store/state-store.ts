import { proveRoomFor } from '../../base/files/files';
import { guardPlaceNow } from '../../base/files/write-guard';
import { readStoredState, StoredState } from './stored-state';

/** What the app keeps between runs: one checked document in its profile, written atomically. The program around the host opens it. */
export interface StateStore {
  read: () => StoredState;
  /** Replaces the document by what `change` makes of it. Throws `disk-full`, `not-writable`; then nothing has changed. */
  update: (change: (state: StoredState) => StoredState) => void;
}

/** The file of a store, as a program reads and writes it. */
interface StateFile {
  path: string;
  /** Whatever stands there: other programs of the profile write it as well. */
  load: () => unknown;
  save: (state: StoredState) => void;
}

/** The text of the file. */
export const formatState = (state: StoredState): string => JSON.stringify(state, null, 2);

/** Makes a store of a file. */
export function createStateStore({ path, load, save }: StateFile): StateStore {
  const read = () => readStoredState(load());
  return {
    read,
    update: (change) => {
      const next = StoredState.parse(change(read()));
      proveRoomFor(path, formatState(next));
      guardPlaceNow(() => save(next), path);
    },
  };
}
