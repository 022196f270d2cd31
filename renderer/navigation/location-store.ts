import { create } from 'zustand';
import { followSteps, isStep } from './steps';
import { formatHash, type Location, parseHash, type Place, startLocation } from './location';
import { keepText, readText } from '../hooks/saved-text';

/** Typing changes the query with every key, and Chromium refuses more than a few hundred history calls in half a minute. */
const typingDelayMs = 150;

/** Where the person is. Components read parts of it and change it with `go`. */
export const useLocation = create<Location>(() => startLocation);

/** Goes elsewhere, or changes what is shown here. */
export function go(change: Partial<Location>): void {
  useLocation.setState(change);
}

const placeKey = 'last-place';

/** Where the window was when it was closed. */
const keepPlace = (place: Place): void => keepText(placeKey, place);

/** The hash to begin with: a window that was reloaded has one, a new one goes where the last one was. */
function firstHash(): string {
  const { hash } = window.location;
  return hash === '' || hash === '#' ? `#/${readText(placeKey) ?? ''}` : hash;
}

/** What is typed into fields. */
const typed = ({ query, logQuery, historyQuery }: Location): string => [query, logQuery, historyQuery].join('\n');

/** Ties the store to the URL hash, in both directions; returns its undo. */
export function followHash(): () => void {
  // As it was read or written last. Another one is that of a step under way, which is read in a moment and must not be written over.
  let known = window.location.hash;
  const read = (): void => {
    known = window.location.hash;
    useLocation.setState(parseHash(known));
  };
  let timer: number | undefined;
  const write = (): void => {
    const hash = formatHash(useLocation.getState());
    if (hash === known || window.location.hash !== known) return;
    window.history.replaceState(null, '', hash);
    known = window.location.hash;
  };
  useLocation.setState(parseHash(firstHash()));
  window.addEventListener('hashchange', read);
  const stopSteps = followSteps();
  const stop = useLocation.subscribe((now, before) => {
    if (now.place !== before.place) keepPlace(now.place);
    window.clearTimeout(timer);
    if (isStep(before, now) && formatHash(now) !== window.location.hash) {
      // What was typed last belongs to the step that is left.
      window.history.replaceState(null, '', formatHash(before));
      window.history.pushState(null, '', formatHash(now));
      known = window.location.hash;
      return;
    }
    if (typed(now) === typed(before)) write();
    else timer = window.setTimeout(write, typingDelayMs);
  });
  return () => {
    window.clearTimeout(timer);
    window.removeEventListener('hashchange', read);
    stopSteps();
    stop();
  };
}
