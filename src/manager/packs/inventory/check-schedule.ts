/** Where an update looks for changes nobody has told of: nowhere, where nobody can tell, or everywhere. */
export type CheckScope = 'changed' | 'unwatched' | 'all';

/** When to look at what the system does not tell of. */
export interface CheckSchedule {
  /** Notes that a check was made just now. */
  noteChecked(scope: CheckScope): void;
  /** Whether the last look at what is not watched is too old for an answer. */
  isOverdue(): boolean;
  /** Plans the next look, or brings a planned one forward. `tookMs`: what the update took that has just ended. */
  plan(state: { hasUnwatched: boolean; tookMs: number }): void;
  close(): void;
}

/** What is not watched is looked at this often, and no answer about it is older than `maxAgeMs`. */
const checkEveryMs = 500;
const maxAgeMs = 800;
/** What is watched is looked at as well, for what no watch sees: an overflown event queue, a link inside a pack. */
const checkAllEveryMs = 2000;
/**
 * On slow disks, and with thousands of packs, looking becomes rarer: it takes at most this share of the time. A slow look is remembered for a
 * while, by its kind alone: an update that looked nowhere says nothing of what looking costs.
 */
const maxShare = 0.02;
const costDecay = 0.8;

/** Makes a schedule; `onDue` is called when it is time to look, and has to plan the next look in the end. Keeps no process alive. */
export function createCheckSchedule(onDue: (scope: CheckScope) => void): CheckSchedule {
  const checkedAtMs = { unwatched: 0, all: 0 };
  const costMs = { unwatched: 0, all: 0 };
  /** The widest look since the costs were last counted. */
  let uncounted: CheckScope = 'changed';
  let planned: { timer: NodeJS.Timeout; dueMs: number } | null = null;
  let isClosed = false;

  const cancel = () => {
    if (planned !== null) clearTimeout(planned.timer);
    planned = null;
  };
  const pauseMs = (scope: 'unwatched' | 'all', leastMs: number) => Math.max(leastMs, costMs[scope] / maxShare);
  const count = (tookMs: number) => {
    if (uncounted !== 'changed') costMs[uncounted] = Math.max(tookMs, costMs[uncounted] * costDecay);
    uncounted = 'changed';
  };
  const check = () => {
    planned = null;
    // Looks at all fall on every fourth of the others, whatever the timers' little delays.
    const isAllDue = Date.now() - checkedAtMs.all >= pauseMs('all', checkAllEveryMs) - checkEveryMs / 2;
    onDue(isAllDue ? 'all' : 'unwatched');
  };
  return {
    noteChecked(scope) {
      if (scope !== 'changed') checkedAtMs.unwatched = Date.now();
      if (scope === 'all') checkedAtMs.all = Date.now();
      if (uncounted !== 'all' && scope !== 'changed') uncounted = scope;
    },
    isOverdue: () => Date.now() - checkedAtMs.unwatched > maxAgeMs,
    plan({ hasUnwatched, tookMs }) {
      count(tookMs);
      const everyMs = hasUnwatched ? pauseMs('unwatched', checkEveryMs) : pauseMs('all', checkAllEveryMs);
      const dueMs = Date.now() + everyMs;
      if (isClosed || (planned !== null && planned.dueMs <= dueMs)) return;
      cancel();
      planned = { timer: setTimeout(check, everyMs).unref(), dueMs };
    },
    close() {
      isClosed = true;
      cancel();
    },
  };
}
