import { create } from 'zustand';

const useStart = create<{ isOver: boolean }>(() => ({ isOver: false }));

/** After what the window loads and tries by itself once it can be searched. */
const calmMs = 4000;

/** V8 keeps the pages of what a start left (some 70 MB) until something else wants memory. Absent outside of the app, which gives the function to its page. */
function collectGarbage(): void {
  const { gc } = globalThis as { gc?: (options: object) => void };
  // The pages are given back as well.
  gc?.({ type: 'major', flavor: 'last-resort' });
}

/** The window can be searched as a whole: what was put off until then may be loaded. */
export function endStart(): void {
  useStart.setState({ isOver: true });
  setTimeout(() => requestIdleCallback(collectGarbage), calmMs);
}

/** Whether the window's start is over. Until then nothing is loaded that a person cannot have asked for yet. */
export function useStartupDone(): boolean {
  return useStart((state) => state.isOver);
}
