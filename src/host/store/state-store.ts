import type { StoredState } from './stored-state';

/** What the app keeps between runs: one checked document in its profile, written atomically. The program around the host opens it. */
export interface StateStore {
  read: () => StoredState;
  /** Replaces the document by what `change` makes of it. Throws `disk-full`, `not-writable`; then nothing has changed. */
  update: (change: (state: StoredState) => StoredState) => void;
}
