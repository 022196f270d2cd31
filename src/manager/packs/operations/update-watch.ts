import { toAppError } from '../../../contract/errors';
import type { Logger } from '../../../base/log';

/** When the background looks. */
interface WatchTimes {
  /** After a start other work is more urgent. */
  firstMs: number;
  everyMs: number;
  /** What is younger is not asked again, also after a start. */
  oldMs: number;
}

const usualTimes: WatchTimes = { firstMs: 60_000, everyMs: 15 * 60_000, oldMs: 6 * 3_600_000 };

export interface UpdateWatchOptions {
  check: (signal: AbortSignal) => Promise<void>;
  /** When packs were checked last, by whomever; null: never. */
  checkedMs: () => Promise<number | null>;
  /** Whether the network may be used, and the person wants it. */
  isAllowed: () => boolean;
  log: Logger;
  times?: WatchTimes;
}

/** Looks for updates of packs while nobody asks. */
export interface UpdateWatch {
  begin: () => void;
  /** Ends it, with the questions that are out. */
  close: () => Promise<void>;
}

/** Whether it is time to ask. A time that is still to come was written by a clock that went wrong. Pure. */
export function isCheckDue(lastMs: number | null, nowMs: number, oldMs: number): boolean {
  return lastMs === null || lastMs > nowMs || nowMs - lastMs >= oldMs;
}

/** Creates the watch; nothing is asked before `begin`. A check that fails is made again when the next one would be due. */
export function createUpdateWatch(options: UpdateWatchOptions): UpdateWatch {
  const { check, checkedMs, isAllowed, log, times = usualTimes } = options;
  const end = new AbortController();
  let timer: NodeJS.Timeout | null = null;
  let looking: Promise<void> = Promise.resolve();
  let triedMs: number | null = null;

  const checkOnce = async (): Promise<void> => {
    if (!isAllowed()) return;
    const now = Date.now();
    const isDue = isCheckDue(await checkedMs(), now, times.oldMs) && isCheckDue(triedMs, now, times.oldMs);
    if (!isDue || end.signal.aborted) return;
    triedMs = now;
    await check(end.signal);
  };
  const checkQuietly = async (): Promise<void> => {
    try {
      await checkOnce();
    } catch (error) {
      // Nobody waits for it, and whoever asks by hand is told why.
      if (!end.signal.aborted) log.info('Updates of packs were not checked.', { reason: toAppError(error).message });
    }
    plan(times.everyMs);
  };
  const plan = (ms: number): void => {
    if (end.signal.aborted) return;
    timer = setTimeout(() => {
      looking = checkQuietly();
    }, ms).unref();
  };
  return {
    begin: () => plan(times.firstMs),
    close: async () => {
      end.abort();
      if (timer !== null) clearTimeout(timer);
      await looking;
    },
  };
}
