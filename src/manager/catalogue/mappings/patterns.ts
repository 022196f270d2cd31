import { createContext, Script } from 'node:vm';
import type { TimeSlice } from '../../../base/async/time-slice';

// A channel is written by strangers, and a regular expression in it can run for years. Its length is limited. What the limit cannot
// prevent is ended by the engine's own watchdog: it interrupts a match in the middle, which no check of the pattern's text can promise.
const maxPatternLength = 300;
const maxNameLength = 200;
/** For one pattern over all names; the event loop waits no longer than this. */
const patternLimitMs = 20;
/** For all patterns of one map; those that are left then find nothing. */
const totalLimitMs = 400;

/** Patterns that ran away; they are not tried again while the app runs. */
const escaped = new Set<string>();
const search = new Script('search()');

/** Reads a pattern as Python's `re` would, as far as both languages agree. Null when it is none, is too long, or ran away before. */
function readPattern(pattern: string): RegExp | null {
  if (pattern === '' || pattern.length > maxPatternLength || escaped.has(pattern)) return null;
  const isCaseless = pattern.startsWith('(?i)');
  try {
    return new RegExp(isCaseless ? pattern.slice('(?i)'.length) : pattern, isCaseless ? 'i' : '');
  } catch {
    return null;
  }
}

interface Watchdog {
  search: (() => void) | null;
}

/** How often a search may be held up by other programs before its pattern is given up. */
const maxTries = 50;

/** Processor time of this process, in ms. */
function usedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function findWithin(watchdog: Watchdog, expression: RegExp, names: readonly string[]): string[] | null {
  const found: string[] = [];
  watchdog.search = () => {
    for (const name of names) if (expression.test(name)) found.push(name);
  };
  try {
    search.runInContext(watchdog, { timeout: patternLimitMs });
    return found;
  } catch {
    return null;
  }
}

/**
 * The names in which each pattern is found, anywhere unless the pattern says otherwise (beats W48). Patterns that are no regular
 * expression, are too long or take too long find nothing and hold nobody up.
 */
export async function matchPatterns(
  patterns: Iterable<string>,
  names: readonly string[],
  slice: TimeSlice,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const matches = new Map<string, readonly string[]>();
  const candidates = names.filter((name) => name.length <= maxNameLength);
  if (candidates.length === 0) return matches;
  const watchdog: Watchdog = { search: null };
  createContext(watchdog);
  let spentMs = 0;
  for (const pattern of new Set(patterns)) {
    const expression = spentMs < totalLimitMs ? readPattern(pattern) : null;
    if (expression === null) continue;
    let found: readonly string[] | null = null;
    // The watchdog reads the clock: on a busy machine an innocent pattern is ended without having had the processor.
    let ranMs = 0;
    for (let tries = 0; found === null && ranMs < patternLimitMs && tries < maxTries; tries += 1) {
      const beforeMs = usedMs();
      found = findWithin(watchdog, expression, candidates);
      ranMs += usedMs() - beforeMs;
      await slice.giveWay();
    }
    spentMs += ranMs;
    if (found === null) escaped.add(pattern);
    else if (found.length > 0) matches.set(pattern, found);
  }
  return matches;
}
