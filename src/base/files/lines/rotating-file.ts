import { constants } from 'node:fs';
import { rename, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ensureFolder } from '../files';
import { openOwn } from '../own-file';
import { makePrivate } from '../private-folder';

/** A log file, for this account alone, that never grows beyond its limit. */
export interface RotatingFile {
  /** Adds text, written in the order it came. Returns at once and never throws: what is logged must not suffer from its log. */
  write(text: string): void;
  /** Resolves when all that was added so far is in the file, or was given up. */
  flush(): Promise<void>;
  /** Writes what is left and closes the file; nothing is taken any more. */
  close(): Promise<void>;
}

export interface RotatingOptions {
  /** A file is put aside before it grows beyond this. */
  maxBytes: number;
  /** How many there are at most, the one being written included: `x.log`, `x.log.1` and so on, the oldest last. */
  keep: number;
  /** The disk took nothing; told once, until it takes something again. */
  onProblem?: (error: unknown) => void;
  /** How long after a failure the next attempt is made; 10 s when left out. */
  retryAfterMs?: number;
}

/** What waits for a slow disk; beyond it the oldest is given up and counted. */
const maxWaitingLength = 8 * 1024 * 1024;

async function shiftFiles(file: string, keep: number): Promise<void> {
  const numbered = (index: number) => (index === 0 ? file : `${file}.${index}`);
  for (let index = keep - 1; index >= 1; index -= 1) {
    // Gaps are usual: the first time, none of them is there.
    await rename(numbered(index - 1), numbered(index)).catch(() => undefined);
  }
}

/** The open file with its size. */
class Current {
  #handle: FileHandle | null = null;
  #sizeBytes = 0;

  readonly #file: string;
  readonly #options: RotatingOptions;

  constructor(file: string, options: RotatingOptions) {
    this.#file = file;
    this.#options = options;
  }

  async append(bytes: Buffer): Promise<void> {
    const handle = await this.#openFor(bytes.length);
    await handle.appendFile(bytes);
    this.#sizeBytes += bytes.length;
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close().catch(() => undefined);
  }

  async #openFor(addedBytes: number): Promise<FileHandle> {
    if (this.#handle !== null && this.#sizeBytes + addedBytes <= this.#options.maxBytes) return this.#handle;
    // Closed before it is renamed: Windows renames no open file.
    await this.close();
    await ensureFolder(dirname(this.#file));
    makePrivate(dirname(this.#file));
    const sizeBytes = await stat(this.#file).then(
      ({ size }) => size,
      () => 0,
    );
    const isFull = sizeBytes > 0 && sizeBytes + addedBytes > this.#options.maxBytes;
    if (isFull) await shiftFiles(this.#file, this.#options.keep);
    this.#handle = await openOwn(this.#file, { flags: constants.O_CREAT | constants.O_APPEND | constants.O_WRONLY });
    this.#sizeBytes = (await this.#handle.stat()).size;
    return this.#handle;
  }
}

/** Cuts bytes into parts that fit into one file each. */
function* partsOf(bytes: Buffer, maxBytes: number): Generator<Buffer> {
  for (let from = 0; from < bytes.length;) {
    const newline = bytes.lastIndexOf(0x0a, from + maxBytes - 1);
    const to = from + maxBytes >= bytes.length ? bytes.length : newline >= from ? newline + 1 : from + maxBytes;
    yield bytes.subarray(from, to);
    from = to;
  }
}

/**
 * Opens a log that is kept in `keep` files. It is opened with the first text and held by one handle. A full or missing disk costs only
 * the text that came meanwhile.
 */
export function openRotatingFile(file: string, options: RotatingOptions): RotatingFile {
  const { maxBytes, onProblem, retryAfterMs = 10_000 } = options;
  const current = new Current(file, options);
  let waiting: string[] = [];
  let waitingLength = 0;
  let lostLength = 0;
  let failedAtMs: number | null = null;
  let writing: Promise<void> | null = null;
  let isClosed = false;

  function giveUpOldest(): void {
    const { length } = waiting.shift() ?? '';
    waitingLength -= length;
    lostLength += length;
  }

  function takeWaiting(): { bytes: Buffer; length: number; lost: number } {
    const gap = lostLength > 0 ? `[about ${lostLength} characters are missing here: the disk did not take them]\n` : '';
    const taken = { bytes: Buffer.from(gap + waiting.join('')), length: waitingLength, lost: lostLength };
    waiting = [];
    waitingLength = 0;
    return taken;
  }

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const { bytes, length, lost } = takeWaiting();
      try {
        for (const part of partsOf(bytes, maxBytes)) await current.append(part);
        lostLength -= lost;
        failedAtMs = null;
      } catch (error) {
        lostLength += length;
        await current.close();
        if (failedAtMs === null) onProblem?.(error);
        failedAtMs = Date.now();
      }
    }
  }

  const flush = async () => {
    writing ??= writeAll().finally(() => (writing = null));
    await writing;
  };

  return {
    write(text) {
      if (isClosed) return;
      waiting.push(text);
      waitingLength += text.length;
      while (waitingLength > maxWaitingLength) giveUpOldest();
      const isBroken = failedAtMs !== null && Date.now() - failedAtMs < retryAfterMs;
      if (!isBroken) void flush();
    },
    flush,
    async close() {
      isClosed = true;
      await flush();
      await current.close();
    },
  };
}
