import { create, type StoreApi, type UseBoundStore } from 'zustand';
import { onAnother } from '../../bridge';

/** Makes a store whose state belongs to the installation that is shown: with another one it is again what it was at first. */
export function createInstallationStore<State>(initial: State): UseBoundStore<StoreApi<State>> {
  const store = create<State>(() => initial);
  onAnother(() => store.setState(initial, true));
  return store;
}
