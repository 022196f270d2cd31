import { stopIfCancelled, type JobContext } from '../../async/job';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import { createProgress, cut, readLength } from '../download';
import { describeNetworkCause, hostOf } from '../failure';
import { beginDownload, waitOrThrow, type Begin } from './begin';
import { fetchPieces, takeAnswer, type Flow } from './connections';
import { FileChanged } from './identity';
import { Part, readClaimed } from './part';
import { createPatience } from './patience';
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

/** Takes a file in one go. It cannot be gone on with. */
async function takeWhole(flow: Flow, { answer, span }: Begin, total: number | null): Promise<void> {
  const { source, transfer } = flow;
  const piece = transfer.pieces.take();
  if (piece === null) return;
  await takeAnswer(flow, { piece, stallMs: source.stallMs, open: () => ({ ...answer, to: span.to }) });
  if (total !== null && transfer.done !== total) {
    throw new Error(`the answer ended after ${transfer.done} of ${total} bytes`);
  }
}

/** Opens the part for what begins, and a transfer into it. */
async function openTransfer(input: RangedInput, { answer, file, claimed }: Begin, job: JobContext) {
  const { segmentBytes = defaultSegmentBytes } = input;
  const total = file?.bytes ?? readLength(answer);
  const part = await Part.open(input.folder, file, claimed);
  const pieces = new Pieces(total ?? Number.MAX_SAFE_INTEGER, file === null ? Infinity : segmentBytes, claimed?.done);
  const progress = createProgress(job);
  const report = () => progress(transfer.done, total);
  const transfer: Transfer = new Transfer(part, pieces, { segmentBytes, onWritten: report });
  report();
  return { part, transfer, total };
}

/** Takes what the first answer has begun. */
async function receive(
  input: RangedInput,
  begin: Begin,
  context: { requester: Requester; job: JobContext },
): Promise<Arrived> {
  const { requester, job } = context;
  const { answer, file } = begin;
  const { part, transfer, total } = await openTransfer(input, begin, job);
  try {
    await input.reserve?.(() => Math.max(0, (total ?? 0) - transfer.done));
    const flow = { source: input, requester, transfer, signal: job.signal };
    const hashing = transfer.hash();
    hashing.catch(() => undefined);
    if (file === null) await takeWhole(flow, begin, total);
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

/** Fetches the file; anew, where it is another one than the one that was begun. */
async function fetchFile(input: RangedInput, job: JobContext): Promise<Arrived> {
  const { folder, segmentBytes = defaultSegmentBytes } = input;
  const requester = new Requester(input);
  const patience = createPatience({ source: input, arrived: () => 0, hasBegun: false });
  const warnOfNewStart = () =>
    job.warn(
      msg`The file at ${hostOf(input.url)} has changed, or can no longer be gone on with, so its download started from the beginning.`,
    );
  for (let changes = 0; ;) {
    // Read anew each time: an attempt in one go has taken its place.
    const claimed = await readClaimed(folder);
    const wanted = { source: input, requester, segmentBytes, claimed, job };
    const begin = await beginDownload(wanted, changes > maxChanges);
    if (claimed !== null && begin.claimed === null && claimed.done.length > 0) warnOfNewStart();
    try {
      return await receive(input, begin, { requester, job });
    } catch (error) {
      if (error instanceof FileChanged) {
        changes += 1;
        warnOfNewStart();
        await Part.forget(folder);
      } else if (begin.file === null) await waitOrThrow(patience, error, job);
      else throw error;
    } finally {
      drop(begin.answer);
    }
  }
}

/**
 * Fetches a file in stretches over several connections, and goes on where an earlier run ended. A line that is cut or silent is tried again, for about two
 * minutes without a byte. Pieces are put together only where they are of one file by its hash, its ETag or its time; else the file comes in one go. Reports
 * `Downloading` with bytes, warns where it had to start anew. Throws `download-stalled`, `download-failed`, `network-failed`, `disk-full`, `cancelled`, and
 * what `inspect` and `reserve` throw; then what has arrived stays in its folder.
 */
export async function downloadInRanges(input: RangedInput, job: JobContext): Promise<Arrived> {
  stopIfCancelled(job);
  try {
    return await fetchFile(input, job);
  } catch (error) {
    stopIfCancelled(job);
    if (error instanceof AppError) throw error;
    throw cut(hostOf(input.url), null, { reason: describeNetworkCause(error), cause: error });
  }
}
