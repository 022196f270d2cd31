import { create } from 'zustand';

const key = 'failures-seen-at';

/** Without a place to keep it, every failure is new at the next start: better twice than never. */
function read(): number {
  try {
    const timeMs = Number(window.localStorage.getItem(key));
    return Number.isFinite(timeMs) ? timeMs : 0;
  } catch {
    return 0;
  }
}

interface Seen {
  /** When a person last looked at failed tasks, in milliseconds; 0: never. */
  failuresMs: number;
}

/** What a person has seen, over restarts of the window. */
export const useSeen = create<Seen>(() => ({ failuresMs: read() }));

/** Notes that the failures of now are being looked at. */
export function markFailuresSeen(): void {
  const failuresMs = Date.now();
  useSeen.setState({ failuresMs });
  try {
    window.localStorage.setItem(key, String(failuresMs));
  } catch {
    // Then it holds until the window is closed.
  }
}
