import { stopIfCancelled, type JobContext } from '../../async/job';
import { AppError } from '../../../contract/errors';
import { msg, type Message } from '../../../contract/text/message';
import { createProgress, cut, readLength } from '../download';
import { hostOf } from '../failure';
import { beginDownload, type Begin } from './begin';
import { fetchPieces, takeAnswer, type Flow } from './connections';
import { FileChanged, isCertain, isTellable } from './identity';
import { Part, readClaimed } from './part';
import { createPatience, reasonOf, waitOrThrow, type Patience } from './patience';
import { Pieces } from './pieces';
import { drop, Requester, type Named, type RangedSource } from './request';
import { Transfer } from './transfer';

export interface RangedInput extends RangedSource {
  /** A folder of its own, in which the part grows; what an earlier run has left there is gone on with. */
  folder: string;
  /** Called with what is still to come, once that is known: throws where there is no room for it. */
  reserve?: (bytesToCome: () => number) => Promise<void>;
  /** How long a piece is at most that one connection fetches. */
  segmentBytes?: number;
  connections?: number;
}

/** What arrived. */
export interface Arrived extends Named {
  /** The part; the caller moves it away. */
  file: string;
  bytes: number;
  /** In lower-case hex, of what is on the disk. */
  computed: string;
}

const defaultSegmentBytes = 16 * 1024 * 1024;
const defaultConnections = 8;
/** A file that changes again and again, or is another one at each server behind one name, is fetched in one go. */
const maxChanges = 2;
/** How often a file is begun anew that can only come in one go: each time all of it may come again. */
const mostStarts = 8;

/** Takes all that is missing by one answer. */
async function takeWhole(flow: Flow, { answer, span }: Begin, total: number | null): Promise<void> {
  const { source, transfer } = flow;
  const piece = transfer.pieces.take();
  if (piece === null) return;
  await takeAnswer(flow, { piece, stallMs: source.stallMs, open: () => ({ ...answer, to: span.to }) });
  if (total !== null && transfer.done !== total) {
    throw new Error(`the answer ended after ${transfer.done} of ${total} bytes`);
  }
}

/** What there is to know of a file that cannot be gone on with as a matter of course; nothing where it can. */
function noteOf({ file }: Begin, { url }: RangedInput): Message | undefined {
  if (file === null)
    return msg`${hostOf(url)} sends the file in one go only: after an interruption it starts from the beginning.`;
  return isCertain(file)
    ? undefined
    : msg`${hostOf(url)} does not say which file it sends: after an interruption the last bytes are compared before it goes on.`;
}

/** Reserves room, and opens the part for what begins and a transfer into it. Room comes first: what a server says of a length is not believed before. */
async function openTransfer(input: RangedInput, begin: Begin, { patience, job }: Context) {
  const { segmentBytes = defaultSegmentBytes } = input;
  const { answer, file, claimed } = begin;
  const total = file?.bytes ?? readLength(answer);
  const pieces = new Pieces(total ?? Number.MAX_SAFE_INTEGER, canShare(begin) ? segmentBytes : Infinity, claimed?.done);
  await input.reserve?.(() => Math.max(0, (total ?? 0) - pieces.doneBytes));
  const part = await Part.open(input.folder, file, claimed);
  const progress = createProgress(job, noteOf(begin, input));
  const onWritten = (bytes: number) => {
    // What begins anew after a failure is no progress.
    if (file !== null) patience.note(bytes);
    progress(transfer.done, total);
  };
  const transfer: Transfer = new Transfer(part, pieces, { segmentBytes, onWritten });
  onWritten(0);
  return { part, transfer, total };
}

/** Whether several connections may fetch it at once. */
const canShare = ({ file }: Begin): boolean => file !== null && isTellable(file);

interface Context {
  requester: Requester;
  patience: Patience;
  job: JobContext;
}

/** Takes what the first answer has begun. */
async function receive(input: RangedInput, begin: Begin, context: Context): Promise<Arrived> {
  const { requester, patience, job } = context;
  const { answer, file } = begin;
  const { part, transfer, total } = await openTransfer(input, begin, context);
  try {
    const flow = { source: input, requester, transfer, patience, signal: job.signal };
    const hashing = transfer.hash();
    hashing.catch(() => undefined);
    if (file === null || !canShare(begin)) await takeWhole(flow, begin, total);
    else await fetchPieces(flow, { ...begin, file }, input.connections ?? defaultConnections);
    transfer.end();
    const computed = await hashing;
    await part.finish(transfer.done);
    await transfer.claim();
    return { file: part.path, bytes: transfer.done, computed, sizeBytes: answer.sizeBytes, sha256: answer.sha256 };
  } finally {
    transfer.end();
    await transfer.claim().catch(() => undefined);
    await part.close();
  }
}

/** Whether another attempt goes on with what has come, or begins anew; throws the failure where there shall be none, and `cancelled`. */
function createRecovery(input: RangedInput, { patience, job }: Context) {
  const tries = { changes: 0, starts: 0 };
  const warnOfNewStart = () =>
    job.warn(
      msg`The file at ${hostOf(input.url)} has changed, or can no longer be gone on with, so its download started from the beginning.`,
    );
  const recover = async (error: unknown, begin: Begin): Promise<void> => {
    if (error instanceof FileChanged) {
      tries.changes += 1;
      warnOfNewStart();
      await Part.forget(input.folder);
    } else if (canShare(begin) || (begin.file === null && ++tries.starts >= mostStarts)) throw error;
    else await waitOrThrow(patience, error, job);
  };
  return { tries, warnOfNewStart, recover };
}

/** Fetches the file; anew, where it is another one than the one that was begun. */
async function fetchFile(input: RangedInput, job: JobContext): Promise<Arrived> {
  const { folder, segmentBytes = defaultSegmentBytes } = input;
  const requester = new Requester(input);
  const patience = createPatience(input, job, () => requester.walkAgain());
  const context = { requester, patience, job };
  const { tries, warnOfNewStart, recover } = createRecovery(input, context);
  for (;;) {
    // Read anew each time: an attempt in one go has taken its place.
    const claimed = await readClaimed(folder);
    const wanted = { source: input, requester, folder, segmentBytes, claimed, patience, job };
    const begin = await beginDownload(wanted, tries.changes > maxChanges);
    if (claimed !== null && begin.claimed === null && claimed.done.length > 0) warnOfNewStart();
    try {
      return await receive(input, begin, context);
    } catch (error) {
      await recover(error, begin);
    } finally {
      drop(begin.answer);
    }
  }
}

/**
 * Fetches a file in stretches over several connections, and goes on where an earlier run ended. What the network breaks is waited out, for as long as it takes.
 * Pieces are put together only where they are of one file by its hash, its ETag or its time; where nothing tells, the last bytes are compared; where a server
 * sends no stretches the file comes in one go. Reports `Downloading` with bytes, warns where it had to start anew. Throws `download-failed`, `disk-full`,
 * `cancelled`, where there are further addresses also `download-stalled` and `network-failed`, and what `inspect` and `reserve` throw; then what has arrived
 * stays in its folder.
 */
export async function downloadInRanges(input: RangedInput, job: JobContext): Promise<Arrived> {
  stopIfCancelled(job);
  try {
    return await fetchFile(input, job);
  } catch (error) {
    stopIfCancelled(job);
    if (error instanceof AppError) throw error;
    throw cut(hostOf(input.url), null, { reason: reasonOf(error), cause: error });
  }
}
