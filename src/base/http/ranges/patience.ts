import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../contract/errors';
import { answeredStatus } from '../failure';
import { FileChanged } from './identity';

/** How often one connection is tried again while nothing arrives by any of them: for about two minutes, stalls not counted. */
const attempts = 8;
/** The same before the first answer of a server: who mistyped an address shall not wait for minutes. */
const firstAttempts = 3;
/** A line that is silent for longer is given up where that loses nothing. */
export const longestStallMs = 30_000;
/** No server is waited for longer than this between two attempts. */
const longestMs = 120_000;

/** Less than this between two failures is no progress: a server that sends a few bytes each time would be tried for ever. */
const progressBytes = 64 * 1024;

/** Statuses that pass by themselves (RFC 9110, 15; 429: RFC 6585). */
const passing = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Whether a failure can pass by itself: a line that was cut, a server that is busy. Everything else stays. */
function isPassing(error: unknown): boolean {
  const status = answeredStatus(error);
  if (status !== null) return passing.has(status);
  if (error instanceof FileChanged) return false;
  return !(error instanceof AppError) || error.code === 'network-failed' || error.code === 'download-stalled';
}

/** How long a server asks to be left alone, in milliseconds; null when it does not say. */
function requestedMs(error: unknown): number | null {
  const seconds = error instanceof AppError ? error.details['retryAfterSeconds'] : null;
  return typeof seconds === 'number' ? Math.min(seconds * 1000, longestMs) : null;
}

/** Says whether to go on after a failure, and waits before that. */
export interface Patience {
  /** Waits for longer each time, or as long as the server asks for. Throws the failure when it is one too many, and what the signal was aborted with. */
  wait(error: unknown, signal: AbortSignal): Promise<void>;
}

/**
 * Counts failures in a row: one after which more has arrived is the first again. `stallMs` of the source is the measure of the waiting: a thirtieth of it at first.
 */
export function createPatience({
  source,
  arrived,
  hasBegun,
}: {
  source: { stallMs: number };
  arrived: () => number;
  hasBegun: boolean;
}): Patience {
  const measureMs = Math.min(source.stallMs, longestStallMs);
  let failures = 0;
  let before = arrived();
  return {
    async wait(error, signal) {
      failures = arrived() >= before + progressBytes ? 1 : failures + 1;
      before = arrived();
      if (!isPassing(error) || failures >= (hasBegun ? attempts : firstAttempts)) throw error;
      // Connections that were cut together do not come back together.
      const spread = 0.75 + randomInt(500) / 1000;
      const waitMs = Math.min(measureMs, (measureMs / 30) * 2 ** (failures - 1)) * spread;
      await sleep(Math.max(waitMs, requestedMs(error) ?? 0), undefined, { signal });
    },
  };
}
