import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../contract/errors';
import { formatMessage, msg, type Message } from '../../../contract/text/message';
import { stopIfCancelled, type JobContext } from '../../async/job';
import {
  answeredStatus,
  describeNetworkCause,
  hostOf,
  isAnswerMalformed,
  isCertificateRefused,
  isLengthWrong,
  networkFailed,
} from '../failure';
import { FileChanged, OtherStretch } from './identity';

/** How often in a row an address is tried that is one of several, once it has sent something and before that. */
const attemptsOfSeveral = { begun: 8, first: 3 };
/** How often in a row a host may end its answers before their end and send nothing new: a network that is away would not let it answer. */
const attemptsOfShort = 6;
/** A line that is silent for longer is given up where that loses nothing. */
export const longestStallMs = 30_000;
/** No server is waited for longer than this between two attempts. */
const longestMs = 120_000;
/** Less than this between two failures is no progress. */
const progressBytes = 64 * 1024;

/** Statuses that pass by themselves (RFC 9110, 15; 429: RFC 6585). */
const passing = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Whether a failure can pass by itself: a line that was cut, a server that is busy or away. Everything else stays. `hasBegun`: something has come. */
export function isPassing(error: unknown, hasBegun = false): boolean {
  const status = answeredStatus(error);
  if (status !== null) return passing.has(status);
  if (error instanceof FileChanged) return false;
  // Once something has come, another certificate is that of a network which asks for a login first, and so is what no host of files says.
  if (!hasBegun && (isCertificateRefused(error) || isAnswerMalformed(error))) return false;
  return !(error instanceof AppError) || error.code === 'network-failed' || error.code === 'download-stalled';
}

/** Why a download did not go on, for the middle of a sentence. */
export function reasonOf(error: unknown): string | Message {
  if (error instanceof OtherStretch) return msg`it sent another part of the file than the one that was requested`;
  return describeNetworkCause(error);
}

/** How long a server asks to be left alone, in milliseconds; null when it does not say. */
function requestedMs(error: unknown): number | null {
  const seconds = error instanceof AppError ? error.details['retryAfterSeconds'] : null;
  return typeof seconds === 'number' ? Math.min(seconds * 1000, longestMs) : null;
}

/** The time; a test lets an hour pass at once. */
export interface Clock {
  nowMs(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

const realClock: Clock = {
  nowMs: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};

/** Whose failures are waited out. */
export interface Awaited {
  url: string;
  /** The measure of the waiting: a thirtieth of it at first. */
  stallMs: number;
  /** There are further addresses of the file, so this one is given up after a while. */
  isOneOfSeveral?: boolean;
  clock?: Clock;
}

/** Says whether to go on after a failure, and waits before that. */
export interface Patience {
  /** So many bytes have come. */
  note(bytes: number): void;
  /** Waits for longer each time, or as long as the server asks for. Throws a failure that does not pass by itself, and what the signal was aborted with. */
  wait(error: unknown, signal: AbortSignal): Promise<void>;
}

/**
 * Waits for the network for as long as it takes, and tells at the task that it does: once, when an attempt has failed that followed a failure. Connections that
 * fail while another one waits wait with it. What the network cannot be blamed for is thrown at once.
 */
export function createPatience(
  source: Awaited,
  job: Pick<JobContext, 'report' | 'log'>,
  onFailure: () => void = () => undefined,
): Patience {
  const { isOneOfSeveral = false, clock = realClock } = source;
  const measureMs = Math.min(source.stallMs, longestStallMs);
  let [arrived, before, failures, untilMs] = [0, 0, 0, 0];

  function tell(error: unknown): void {
    const why =
      error instanceof AppError
        ? error.words.message
        : msg`${hostOf(source.url)} could not be reached: ${reasonOf(error)}.`;
    const message = msg`${why} The download goes on by itself once the network is back.`;
    job.report({ phase: msg`Waiting for the network`, message });
    job.log(formatMessage(message));
  }

  /** Counts a failure, and says how long to wait. Throws it where it is one too many. */
  function beginWaiting(error: unknown): number {
    failures = arrived >= before + progressBytes ? 1 : failures + 1;
    before = arrived;
    const attempts = arrived > 0 ? attemptsOfSeveral.begun : attemptsOfSeveral.first;
    const isHopeless = isLengthWrong(error) && failures >= attemptsOfShort;
    if (isHopeless || (isOneOfSeveral && failures >= attempts)) {
      throw error instanceof AppError ? error : networkFailed(source.url, error);
    }
    if (failures === 2) tell(error);
    // Downloads that were cut together do not come back together.
    const spread = 0.75 + randomInt(500) / 1000;
    const waitMs = Math.min(measureMs, (measureMs / 30) * 2 ** (failures - 1)) * spread;
    return Math.max(waitMs, requestedMs(error) ?? 0);
  }

  return {
    note: (bytes) => {
      arrived += bytes;
    },
    async wait(error, signal) {
      if (!isPassing(error, arrived > 0)) throw error;
      onFailure();
      const nowMs = clock.nowMs();
      if (nowMs >= untilMs) untilMs = nowMs + beginWaiting(error);
      await clock.sleep(untilMs - nowMs, signal);
    },
  };
}

/** Waits before another attempt. Throws the failure where there shall be none, and `cancelled`. */
export async function waitOrThrow(patience: Patience, error: unknown, job: Pick<JobContext, 'signal'>): Promise<void> {
  stopIfCancelled(job);
  try {
    await patience.wait(error, job.signal);
  } catch (failed) {
    stopIfCancelled(job);
    throw failed;
  }
}

/** Does work that asks a host, again where the network breaks it. Throws what else it throws, and `cancelled`. */
export async function withPatience<T>(source: Awaited, job: JobContext, work: () => Promise<T>): Promise<T> {
  for (const patience = createPatience(source, job); ;) {
    try {
      return await work();
    } catch (error) {
      await waitOrThrow(patience, error, job);
    }
  }
}
