import { create } from 'zustand';

const key = 'failures-seen';

/** When a person last looked at what tasks came to: failures and warnings, in milliseconds, by the folder of the installation. */
type SeenTimes = Readonly<Record<string, number>>;

/** Without a place to keep it, every failure is new at the next start: better twice than never. */
function read(): SeenTimes {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(key) ?? '{}');
    const entries = typeof kept === 'object' && kept !== null ? Object.entries(kept) : [];
    return Object.fromEntries(entries.filter(([, timeMs]) => Number.isFinite(timeMs)));
  } catch {
    return {};
  }
}

/** What a person has seen, over restarts of the window. */
export const useSeen = create<{ failures: SeenTimes }>(() => ({ failures: read() }));

/** Notes that the failures and warnings of now of one installation are being looked at; those of the others are not. */
export function markFailuresSeen(folder: string): void {
  const failures = { ...useSeen.getState().failures, [folder]: Date.now() };
  useSeen.setState({ failures });
  try {
    window.localStorage.setItem(key, JSON.stringify(failures));
  } catch {
    // Without storage it is known until the window is closed.
  }
}
