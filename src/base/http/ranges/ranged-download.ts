import type { JobContext } from '../../async/job';
import { stopIfCancelled } from '../../async/job';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import { createProgress, cut, readLength, stalled } from '../download';
import { answeredStatus, describeNetworkCause, hostOf } from '../failure';
import type { HttpAnswer } from '../fetch';
import { FileChanged, identityOf, isSameFile, isTellable, rangeOf, type Identity } from './identity';
import { Part, readClaimed, type Claimed } from './part';
import { createPatience, type Patience } from './patience';
import { Pieces, type Piece } from './pieces';
import { drop, Requester, watchStall, type Named, type RangedSource } from './request';
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
/** A line that is silent for longer is given up where that loses nothing. */
const longestStallMs = 30_000;
/** A file that changes again and again, or is another one at each server behind one name, is fetched in one go. */
const maxChanges = 2;

/** The first answer, and what is to be done with it. */
interface Begin {
  answer: HttpAnswer & Named;
  /** Null where the file comes in one go, because it cannot be told from another one, or the server sends no stretches. */
  file: Identity | null;
  claimed: Claimed | null;
  /** Where the answer begins and ends. */
  span: { from: number; to: number };
}

/** One download, with all that its steps share. */
class RangedDownload {
  readonly #input: RangedInput;
  readonly #job: JobContext;
  readonly #requester: Requester;
  readonly #segmentBytes: number;
  readonly #report: (done: number, total: number | null) => void;

  constructor(input: RangedInput, job: JobContext) {
    this.#input = input;
    this.#job = job;
    this.#requester = new Requester(input);
    this.#segmentBytes = input.segmentBytes ?? defaultSegmentBytes;
    this.#report = createProgress(job);
  }

  /** Fetches the file; anew, where it is another one than the one that was begun. */
  async run(): Promise<Arrived> {
    const { folder, stallMs, url } = this.#input;
    let claimed = await readClaimed(folder);
    const patience = createPatience(Math.min(stallMs, longestStallMs), () => 0, () => false);
    for (let changes = 0; ;) {
      const begin = await this.#begin(changes > maxChanges ? 'whole' : 'ranges', claimed);
      if (claimed !== null && begin.claimed === null && claimed.done.length > 0) this.#warnOfNewStart(url);
      try {
        return await this.#receive(begin);
      } catch (error) {
        if (error instanceof FileChanged) {
          changes += 1;
          this.#warnOfNewStart(url);
          // What is there is of the former file.
          claimed = null;
          await (await Part.open(folder, null, null)).close();
        } else if (begin.file === null) await this.#wait(patience, error);
        else throw error;
      }
    }
  }

  #warnOfNewStart(url: string): void {
    this.#job.warn(
      msg`The file at ${hostOf(url)} has changed, or can no longer be gone on with, so its download started from the beginning.`,
    );
  }

  async #wait(patience: Patience, error: unknown): Promise<void> {
    stopIfCancelled(this.#job);
    await patience.wait(error, this.#job.signal).catch((failed: unknown) => {
      stopIfCancelled(this.#job);
      throw failed;
    });
  }

  /** Opens the first answer, and tries a few times to get one. */
  async #begin(how: 'ranges' | 'whole', claimed: Claimed | null): Promise<Begin> {
    const measureMs = Math.min(this.#input.stallMs, longestStallMs);
    const patience = createPatience(measureMs, () => 0, () => claimed !== null);
    for (let tried = how; ;) {
      const watch = watchStall(this.#input.stallMs, this.#job.signal);
      try {
        const begin = tried === 'whole' ? null : await this.#beginRange(claimed, watch);
        if (begin !== null) return begin;
        const answer = await this.#requester.open(watch);
        return { answer, file: null, claimed: null, span: { from: 0, to: Number.MAX_SAFE_INTEGER } };
      } catch (error) {
        // An empty file has no first byte, and a shorter one none where the part ends (RFC 9110, 15.5.17).
        if (answeredStatus(error) === 416 && tried === 'ranges') tried = 'whole';
        else await this.#wait(patience, watch.isStalled() ? stalled(this.#input) : error);
      } finally {
        watch.stop();
      }
    }
  }

  async #beginRange(claimed: Claimed | null, watch: ReturnType<typeof watchStall>): Promise<Begin | null> {
    const front = claimed?.done[0]?.[0] === 0 ? claimed.done[0][1] : 0;
    // Of a part that is whole, one byte shows which file it is of.
    const from = claimed === null ? 0 : Math.min(front, Math.max(0, claimed.file.bytes - 1));
    const answer = await this.#requester.open(watch, { from, to: from + this.#segmentBytes });
    const range = rangeOf(answer);
    if (answer.status === 200) return { answer, file: null, claimed: null, span: { from: 0, to: Number.MAX_SAFE_INTEGER } };
    const file = range === null ? null : identityOf(answer, range.bytes, answer.sha256);
    if (file === null || range?.from !== from || !isTellable(file)) {
      drop(answer);
      return null;
    }
    if (claimed === null || isSameFile(claimed.file, file)) return { answer, file, claimed, span: range };
    drop(answer);
    const anew = await this.#beginRange(null, watch);
    return anew;
  }

  async #receive(begin: Begin): Promise<Arrived> {
    const { answer, file, claimed } = begin;
    const total = file?.bytes ?? readLength(answer);
    const part = await Part.open(this.#input.folder, file, claimed).catch((error: unknown) => {
      drop(answer);
      throw error;
    });
    const segmentBytes = file === null ? Infinity : this.#segmentBytes;
    const pieces = new Pieces(total ?? Number.MAX_SAFE_INTEGER, segmentBytes, claimed?.done ?? []);
    const transfer: Transfer = new Transfer(part, pieces, {
      segmentBytes: this.#segmentBytes,
      onWritten: () => this.#report(transfer.done, total),
    });
    this.#report(transfer.done, total);
    try {
      await this.#input.reserve?.(() => Math.max(0, (total ?? 0) - transfer.done));
      const hashing = transfer.hash();
      hashing.catch(() => undefined);
      if (file === null) await this.#takeWhole(transfer, begin, total);
      else await this.#takePieces(transfer, begin, file);
      transfer.end();
      const computed = await hashing;
      await part.sync();
      await transfer.claim();
      this.#report(transfer.done, total);
      return { file: part.path, bytes: transfer.done, computed, sizeBytes: answer.sizeBytes, sha256: answer.sha256 };
    } finally {
      drop(answer);
      transfer.end();
      await transfer.claim().catch(() => undefined);
      await part.close();
    }
  }

  /** Takes the file in one go. It cannot be gone on with. */
  async #takeWhole(transfer: Transfer, { answer, span }: Begin, total: number | null): Promise<void> {
    const piece = transfer.pieces.take();
    if (piece === null) return;
    await this.#takeAnswer(transfer, { ...answer, ...span }, piece);
    if (total !== null && transfer.done !== total) {
      throw new Error(`the answer ended after ${transfer.done} of ${total} bytes`);
    }
  }

  async #takeAnswer(
    transfer: Transfer,
    given: (HttpAnswer & { to: number }) | ((watch: ReturnType<typeof watchStall>) => Promise<HttpAnswer & { to: number }>),
    piece: Piece,
    outer: AbortSignal = this.#job.signal,
  ): Promise<void> {
    const { stallMs, limit, url } = this.#input;
    const isWhole = typeof given !== 'function' && given.status === 200;
    const watchMs = isWhole ? stallMs : Math.min(stallMs, longestStallMs);
    const watch = watchStall(watchMs, outer);
    let answer: (HttpAnswer & { to: number }) | null = null;
    const leave = () => answer?.body.destroy();
    watch.signal.addEventListener('abort', leave, { once: true });
    try {
      answer = typeof given === 'function' ? await given(watch) : given;
      await transfer.take(answer, piece, { watch, limit });
    } catch (error) {
      throw watch.isStalled() && !outer.aborted ? stalled({ url, stallMs: watchMs }) : error;
    } finally {
      watch.signal.removeEventListener('abort', leave);
      watch.stop();
    }
  }

  /** Several connections fetch piece by piece, until nothing is missing. The first failure that does not pass ends all of them. */
  async #takePieces(transfer: Transfer, begin: Begin, file: Identity): Promise<void> {
    const failed = new AbortController();
    const signal = AbortSignal.any([this.#job.signal, failed.signal]);
    const count = this.#input.connections ?? defaultConnections;
    let first: Begin | null = begin;
    const connect = async (): Promise<void> => {
      const mine = first;
      first = null;
      try {
        await this.#connect(transfer, { file, signal, first: mine });
      } catch (error) {
        failed.abort(error);
        throw error;
      }
    };
    await Promise.allSettled(Array.from({ length: count }, connect));
    stopIfCancelled(this.#job);
    if (failed.signal.aborted) throw failed.signal.reason;
  }

  async #connect(
    transfer: Transfer,
    { file, signal, first }: { file: Identity; signal: AbortSignal; first: Begin | null },
  ): Promise<void> {
    const measureMs = Math.min(this.#input.stallMs, longestStallMs);
    const patience = createPatience(measureMs, () => transfer.done, () => true);
    let given = first;
    for (let piece = transfer.pieces.take(); piece !== null; piece = transfer.pieces.take()) {
      const mine = piece;
      try {
        while (piece.at < piece.to) {
          transfer.assertClaimed();
          const isFirst = given?.span.from === piece.at;
          const answer = isFirst && given ? { ...given.answer, to: given.span.to } : null;
          if (given !== null && !isFirst) drop(given.answer);
          given = null;
          await this.#takeAnswer(
            transfer,
            answer ?? ((watch) => this.#requester.openPiece(mine, file, watch)),
            piece,
            signal,
          ).catch((error: unknown) => (signal.aborted ? Promise.reject(error) : patience.wait(error, signal)));
        }
      } finally {
        transfer.pieces.release(piece);
      }
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
    return await new RangedDownload(input, job).run();
  } catch (error) {
    stopIfCancelled(job);
    if (error instanceof AppError) throw error;
    throw cut(hostOf(input.url), null, { reason: describeNetworkCause(error), cause: error });
  }
}
