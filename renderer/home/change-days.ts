import type { BatchSummary } from '../../src/contract/changes';

/** The batches of one day, newest first. */
export interface ChangeDay {
  /** Any time of the day, in milliseconds; the start of its newest batch. */
  timeMs: number;
  batches: readonly BatchSummary[];
  /** Its oldest batch that can be taken back, and with it the whole day; null when there is none. */
  first: BatchSummary | null;
}

function startOf({ startedAt }: BatchSummary): number {
  const timeMs = Date.parse(startedAt);
  return Number.isNaN(timeMs) ? 0 : timeMs;
}

/** Midnight of a time's day, where the person is. */
function dayOf(timeMs: number): number {
  return new Date(timeMs).setHours(0, 0, 0, 0);
}

/** Whether a batch has something to tell: one in which every task was skipped has not. */
function isTold({ tasks }: BatchSummary): boolean {
  return tasks.some(({ result }) => result !== 'skipped');
}

/** Sorts batches, newest first, by the day they began on. */
export function groupByDay(batches: readonly BatchSummary[]): ChangeDay[] {
  const days = new Map<number, BatchSummary[]>();
  for (const batch of batches.filter(isTold)) {
    const day = dayOf(startOf(batch));
    days.set(day, [...(days.get(day) ?? []), batch]);
  }
  return [...days.entries()].map(([day, own]) => ({
    timeMs: own[0] === undefined ? day : startOf(own[0]),
    batches: own,
    first: own.findLast(({ undo }) => undo.state === 'snapshot') ?? null,
  }));
}

/** How many days ago a time was, by the calendar: 0 for today. */
export function daysAgo(timeMs: number, nowMs: number): number {
  // On a day when the clocks change, a day has 23 or 25 hours.
  return Math.round((dayOf(nowMs) - dayOf(timeMs)) / 86_400_000);
}
