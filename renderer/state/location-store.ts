import { create } from 'zustand';
import { formatHash, type Location, parseHash, startLocation } from './location';

/** Typing changes the query with every key, and Chromium refuses more than a few hundred history calls in half a minute. */
const typingDelayMs = 150;

interface LocationStore extends Location {
  go: (change: Partial<Location>) => void;
}

/** Where the person is. Components read parts of it and change it with `go`. */
export const useLocation = create<LocationStore>((set) => ({
  ...startLocation,
  go: (change) => set(change),
}));

/** Ties the store to the URL hash, in both directions; returns its undo. */
export function followHash(): () => void {
  const read = (): void => useLocation.setState(parseHash(window.location.hash));
  let timer: number | undefined;
  const write = (): void => {
    const hash = formatHash(useLocation.getState());
    if (hash !== window.location.hash) window.history.replaceState(null, '', hash);
  };
  read();
  window.addEventListener('hashchange', read);
  const stop = useLocation.subscribe((now, before) => {
    window.clearTimeout(timer);
    if (now.query === before.query && now.logQuery === before.logQuery) write();
    else timer = window.setTimeout(write, typingDelayMs);
  });
  return () => {
    window.clearTimeout(timer);
    window.removeEventListener('hashchange', read);
    stop();
  };
}
