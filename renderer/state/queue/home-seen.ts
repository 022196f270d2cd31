import { create } from 'zustand';
import { keepText, readText } from '../../hooks/saved-text';

/** What is looked at on Home, and under which name it is kept when that was last. */
const keys = { failures: 'failures-seen', recoveries: 'recoveries-seen' } as const;
type Subject = keyof typeof keys;

/** When a person last looked, in milliseconds, by the folder of the installation. */
type SeenTimes = Readonly<Record<string, number>>;

/** Without a place to keep it, all of it is new at the next start: better twice than never. */
function read(subject: Subject): SeenTimes {
  try {
    const stored: unknown = JSON.parse(readText(keys[subject]) ?? '{}');
    const entries = typeof stored === 'object' && stored !== null ? Object.entries(stored) : [];
    return Object.fromEntries(entries.filter(([, timeMs]) => Number.isFinite(timeMs)));
  } catch {
    return {};
  }
}

/** What a person has seen, over restarts of the window: what tasks came to, and what was put right after an end in the middle of work. */
export const useSeen = create<Record<Subject, SeenTimes>>(() => ({
  failures: read('failures'),
  recoveries: read('recoveries'),
}));

function mark(subject: Subject, folder: string, timeMs: number): void {
  const times = { ...useSeen.getState()[subject], [folder]: timeMs };
  useSeen.setState({ [subject]: times });
  keepText(keys[subject], JSON.stringify(times));
}

/** Notes that the failures and warnings of now of one installation are being looked at; those of the others are not. */
export function markFailuresSeen(folder: string): void {
  mark('failures', folder, Date.now());
}

/** Puts away what was put right in one installation up to that time. */
export function markRecoverySeen(folder: string, timeMs: number): void {
  mark('recoveries', folder, timeMs);
}
