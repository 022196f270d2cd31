import { z } from 'zod';
import { createSerial } from '../async/serial';
import { readJsonIfPresent, writeJson } from './files';

const dayMs = 24 * 60 * 60 * 1000;
/** Time in which nobody opened the app counts as this at most: so long a leap may be a holiday, or a clock that is wrong. */
const longestGapMs = 7 * dayMs;
/** More than a year of them. */
const maxDays = 400;

/** How old something is that came at this time, in milliseconds. */
export type AgeOf = (atMs: number) => number;

/** By the clock alone, for whoever deletes nothing that matters. */
export const ageByClock: AgeOf = (atMs) => Date.now() - atMs;

/**
 * The age of things as the days on which the app was used tell it. The clock alone must not say what is old enough to be deleted: set to 2099 for an hour it
 * would take everything.
 */
export interface DaysOfUse {
  /** Notes today, and answers how old things are now. Never fails: where nothing can be noted, everything is young. */
  readAge(): Promise<AgeOf>;
}

const Document = z.object({ days: z.array(z.number()) });

/** The days before now, and now itself, are looked at in turn; a step between two counts as a week at most. Pure. */
export function agesFrom(days: readonly number[], nowMs: number): AgeOf {
  const known = days.filter((day) => day < nowMs).sort((a, b) => a - b);
  return (atMs) => {
    const points = [atMs, ...known.filter((day) => day > atMs), nowMs];
    const steps = points.slice(1).map((point, at) => Math.min(point - (points[at] ?? point), longestGapMs));
    return Math.max(
      0,
      steps.reduce((sum, step) => sum + step, 0),
    );
  };
}

/** Opens the days in a file of ours. One that cannot be read counts as empty, and then things are young for some days more. */
export function createDaysOfUse(file: string, now: () => number = Date.now): DaysOfUse {
  const inOrder = createSerial();
  let known: number[] | null = null;
  return {
    readAge: () =>
      inOrder(async () => {
        known ??= Document.safeParse(await readJsonIfPresent(file).catch(() => null)).data?.days ?? [];
        const nowMs = now();
        if (!known.some((day) => Math.abs(nowMs - day) < dayMs)) {
          known = [...known, nowMs].slice(-maxDays);
          await writeJson(file, { days: known }).catch(() => undefined);
        }
        return agesFrom(known, nowMs);
      }),
  };
}
