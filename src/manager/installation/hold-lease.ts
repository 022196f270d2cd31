import { basename, dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createSerial } from '../../base/async/serial';
import { removeInside } from '../../base/files/move-files';
import { exchangeWhole, overwriteIf, replaceName, writeNewWhole } from '../../base/files/hard-links';
import { readOwnText } from '../../base/files/own-file';
import { AppError, toAppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { readOwnFacts } from './judge-holder';
import { describeHolder, formatHolder, mostLeaseBytes, parseHolder, type Holder } from './lease-file';

/** How a folder is held, in milliseconds. */
export interface LeaseTimes {
  /** How often the file is renewed. */
  renewMs: number;
  /** How long a file must be silent, under the eyes of who waits, before the folder is taken over. */
  silenceMs: number;
}

/** The right to work in a folder while it is held. */
export interface Lease {
  /** Throws `installation-in-use` when another app has the folder by now, and why it could not be renewed for long. To be asked before something changes. */
  prove(): Promise<void>;
  /** Writes down where the API of the folder is served. */
  serveAt(address: string): Promise<void>;
  release(): Promise<void>;
}

interface Held {
  file: string;
  holder: Holder;
  /** What a person calls the place. */
  folder: string;
  times: LeaseTimes;
  /** Called once, when another app is found to have the folder. */
  onLost: (error: AppError) => void;
  /** Called when it is released, whatever becomes of its file. */
  forget: () => void;
}

function lostTo(folder: string, other: Holder): AppError {
  const message = msg`${folder} was taken over by another ComfyUI Manager Desktop (${describeHolder(other)}) while this one did not answer, so it was closed here, and nothing more was changed.`;
  const { pid, host, since, address } = other;
  return new AppError('installation-in-use', message, {
    remedy: msg`Use it there, or close it there and open it here again. Tasks that waited here wait there.`,
    details: { folder, pid, host, since, address },
  });
}

/** Elapsed time by whichever clock counts more: one stands still while the computer sleeps, the other may be set. */
function createStopwatch(): { elapsedMs: () => number; startFrom: (moment: Moment) => void } {
  let start = now();
  return {
    elapsedMs: () => Math.max(now().steady - start.steady, now().clock - start.clock),
    startFrom: (moment) => (start = moment),
  };
}

type Moment = ReturnType<typeof now>;
const now = () => ({ steady: performance.now(), clock: Date.now() });

/** The file as it is after a try to renew it. */
type Found = 'ours' | { other: Holder };

/**
 * Renews the file once, or writes it again where it was removed or damaged. A damaged one is mended in its place, so that its name is never free for others.
 * Only who was silent for long changes it for a whole one: others may have taken the folder by now, and may be about to mend the same file.
 */
async function renewFile(file: string, holder: Holder, wasSilent: boolean): Promise<Found> {
  const content = formatHolder(holder);
  const isOurs = (text: string) => {
    const found = parseHolder(text);
    return found === null ? !wasSilent : found.id === holder.id;
  };
  for (;;) {
    const text = await overwriteIf(file, isOurs, content).catch((error: unknown) => {
      // A link, a pipe, or a file with a second name has come in its place: nothing is written to that. Its name is never free for others meanwhile.
      if (wasSilent || !(error instanceof AppError) || error.code !== 'path-outside-root') throw error;
      return replaceName(file, content).then(() => content);
    });
    if (text === null) await writeNewWhole(file, content);
    else if (wasSilent && parseHolder(text) === null) await exchangeWhole(file, text, content);
    // Looked at anew by its name: what was written over may have been taken out of its place just before.
    const other = parseHolder((await readOwnText(file, mostLeaseBytes)) ?? '');
    if (other !== null) return other.id === holder.id ? 'ours' : { other };
  }
}

/** Keeps the file of a folder renewed until it is released, or another app is found to have it. */
export function holdLease({ file, holder, folder, times, onLost, forget }: Held): Lease {
  const inTurn = createSerial();
  const stopwatch = createStopwatch();
  const released = new AbortController();
  let lost: AppError | null = null;
  let failure: AppError | null = null;
  /** Others wait longer than this before they take the folder, so that never two work. */
  const wasSilent = () => stopwatch.elapsedMs() > (times.silenceMs * 2) / 3;

  async function renew(): Promise<void> {
    if (lost !== null || released.signal.aborted) return;
    holder.renewals += 1;
    const began = now();
    try {
      const found = await renewFile(file, holder, wasSilent());
      failure = null;
      if (found === 'ours') {
        stopwatch.startFrom(began);
        return;
      }
      lost = lostTo(folder, found.other);
      released.abort();
      onLost(lost);
    } catch (error) {
      // The folder may be away for a moment, or take nothing; nobody takes it over as long as it has not been silent for long.
      failure = toAppError(error);
    }
  }

  async function renewAgainAndAgain(): Promise<void> {
    for (;;) {
      await wait(times.renewMs, undefined, { ref: false, signal: released.signal });
      await inTurn(async () => {
        Object.assign(holder, await readOwnFacts());
        await renew();
      });
    }
  }
  renewAgainAndAgain().catch(() => undefined);

  return {
    prove: () =>
      inTurn(async () => {
        if (stopwatch.elapsedMs() > times.renewMs / 10) await renew();
        if (lost !== null) throw lost;
        if (failure !== null && wasSilent()) throw failure;
      }),
    serveAt: (address) =>
      inTurn(async () => {
        holder.address = address;
        await renew();
      }),
    async release() {
      released.abort();
      await inTurn(async () => {
        // What else may lie there by now is not removed.
        const text = await readOwnText(file, mostLeaseBytes).catch(() => null);
        if (text !== null && parseHolder(text)?.id === holder.id) await removeInside(dirname(file), basename(file));
      }).finally(forget);
    },
  };
}
