import { createHash } from 'node:crypto';
import type { HttpAnswer } from '../fetch';
import type { Part } from './part';
import type { Piece, Pieces } from './pieces';
import type { RateLimit } from './rate-limit';
import type { StallWatch } from './request';

/** What is written in one call: each costs two changes of threads, and chunks that wait for long cost the collector more. */
const writeBytes = 256 * 1024;
/** On a slow line less is written, so that it counts and shows. */
const writeEveryMs = 200;
/** What is read again for the hash in one call. */
const blockBytes = 1024 * 1024;
const claimEveryMs = 1000;

/** Of ECMAScript 2024: Node 20 does not have it. */
const { transfer } = ArrayBuffer.prototype as { transfer?: (bytes: number) => ArrayBuffer };

/**
 * Frees what is written at once: the collector would let dozens of megabytes come together first. A chunk that is not all of its memory may share it with
 * bytes that are still to come, and is left to the collector.
 */
function free(chunks: readonly Buffer[]): void {
  for (const { buffer, byteLength } of chunks) if (byteLength === buffer.byteLength) transfer?.call(buffer, 0);
}

/** What is written of a file, by however many connections. */
export class Transfer {
  readonly pieces: Pieces;
  readonly #part: Part;
  readonly #claimBytes: number;
  readonly #onWritten: (bytes: number) => void;
  #done: number;
  #unclaimed = 0;
  #claimedAtMs = performance.now();
  #wake: () => void = () => undefined;
  #isOver = false;
  #claimError: Error | null = null;

  constructor(part: Part, pieces: Pieces, about: { segmentBytes: number; onWritten: (bytes: number) => void }) {
    this.#part = part;
    this.pieces = pieces;
    this.#claimBytes = about.segmentBytes / 2;
    this.#onWritten = about.onWritten;
    this.#done = pieces.doneBytes;
  }

  /** How many bytes are there. */
  get done(): number {
    return this.#done;
  }

  /**
   * Writes an answer into a piece, until one of them ends; the piece may have become shorter meanwhile. What has come is written even where the answer
   * breaks off. Throws what reading and writing throw.
   */
  async take(
    answer: Pick<HttpAnswer, 'body'> & { to: number },
    piece: Piece,
    flow: { watch: StallWatch; limit?: RateLimit },
  ) {
    const { watch, limit } = flow;
    let held: Buffer[] = [];
    let bytes = 0;
    let writtenMs = performance.now();
    const write = async (): Promise<void> => {
      const room = piece.to - piece.at;
      const taken = held;
      const chunks = bytes <= room ? taken : [Buffer.concat(taken).subarray(0, room)];
      const fits = Math.min(bytes, room);
      held = [];
      bytes = 0;
      writtenMs = performance.now();
      if (fits === 0) return;
      await this.#part.write(chunks, piece.at);
      free(taken);
      piece.at += fits;
      this.#note(fits);
    };
    try {
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        watch.touch();
        await limit?.pass(chunk.length, watch);
        held.push(chunk);
        bytes += chunk.length;
        const isDue =
          bytes >= writeBytes || piece.at + bytes >= piece.to || performance.now() - writtenMs > writeEveryMs;
        if (isDue) await write();
        // Read to its end, so that the connection serves the next piece, unless there is more than this piece takes.
        if (piece.at >= piece.to && piece.to < answer.to) break;
      }
    } finally {
      await write();
    }
  }

  #note(bytes: number): void {
    this.#done += bytes;
    this.#unclaimed += bytes;
    this.#wake();
    this.#onWritten(bytes);
    if (this.#unclaimed < this.#claimBytes && performance.now() - this.#claimedAtMs < claimEveryMs) return;
    this.claim().catch((error: unknown) => {
      this.#claimError = error instanceof Error ? error : new Error(String(error));
    });
  }

  /** Writes down what is there. */
  async claim(): Promise<void> {
    this.#unclaimed = 0;
    this.#claimedAtMs = performance.now();
    await this.#part.claim(() => this.pieces.spans());
  }

  /** The file is whole, or has failed. */
  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  /** Throws why the journal could not be written. */
  assertClaimed(): void {
    if (this.#claimError !== null) throw this.#claimError;
  }

  /** SHA-256 in lower-case hex, computed behind the front of what is written: to read a big file again at the end takes minutes. */
  async hash(): Promise<string> {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(blockBytes);
    for (let at = 0; ;) {
      const bytes = Math.min(this.pieces.front - at, blockBytes);
      if (bytes === blockBytes || (bytes > 0 && this.#isOver)) {
        const read = await this.#part.read(buffer.subarray(0, bytes), at);
        if (read === 0) throw new Error(`${this.#part.path} is shorter than what was written.`);
        hash.update(buffer.subarray(0, read));
        at += read;
      } else if (this.#isOver) return hash.digest('hex');
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}
