import { constants } from 'node:fs';
import { lstat, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readOwnText } from '../../files/own-file';
import { openLineFile, type LineFile } from '../../files/lines/line-file';
import { guardDisk } from '../../files/write-guard';
import { Identity } from './identity';
import { joinSpans, type Span } from './pieces';

const isWindows = process.platform === 'win32';

const JournalLine = z.union([
  z.object({ file: Identity }),
  z.object({ done: z.array(z.tuple([z.int().nonnegative(), z.int().positive()])) }),
]);

/** What an earlier run claims to have written. */
export interface Claimed {
  file: Identity;
  done: Span[];
}

// A link in the place of the part is not followed, where the system can say so.
const openFlags = constants.O_RDWR | constants.O_CREAT | (isWindows ? 0 : constants.O_NOFOLLOW);
const partName = 'part';
const journalName = 'journal';

/** Where the part in a folder lies. */
export const partPath = (folder: string): string => join(folder, partName);

function parseLine(line: string): z.infer<typeof JournalLine> | null {
  try {
    return JournalLine.parse(JSON.parse(line));
  } catch {
    // The last line after a power cut. What it would claim is fetched again.
    return null;
  }
}

/** What the lines of a journal come to: the last claim about the last file. Null when there is none. */
function replay(text: string): Claimed | null {
  let claimed: Claimed | null = null;
  for (const line of text.split('\n').map(parseLine)) {
    if (line !== null && 'file' in line) claimed = { file: line.file, done: [] };
    else if (line !== null && claimed !== null) claimed.done = joinSpans(line.done, claimed.file.bytes);
  }
  return claimed;
}

/** Reads what is claimed of a part in a folder; null when there is none that can be gone on with. */
export async function readClaimed(folder: string): Promise<Claimed | null> {
  const found = await lstat(partPath(folder)).catch(() => null);
  if (found?.isFile() !== true) return null;
  const claimed = replay((await readOwnText(join(folder, journalName))) ?? '');
  // What is claimed and not there was taken away by somebody.
  const end = claimed?.done.at(-1)?.[1] ?? 0;
  return end <= found.size ? claimed : null;
}

/** Bytes of the part in a folder; fewer where it ends before. */
export async function readPart(folder: string, from: number, bytes: number): Promise<Buffer> {
  const handle = await open(partPath(folder), constants.O_RDONLY | (isWindows ? 0 : constants.O_NOFOLLOW));
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, from);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** A file that arrives in pieces, with the journal that says which of them are there. */
export class Part {
  readonly path: string;
  readonly #handle: FileHandle;
  #journal: LineFile | null;
  #claiming: Promise<void> | null = null;

  constructor(folder: string, handle: FileHandle, journal: LineFile | null) {
    this.path = partPath(folder);
    this.#handle = handle;
    this.#journal = journal;
  }

  /** Removes the part in a folder, the journal first: without it nothing is claimed. */
  static async forget(folder: string): Promise<void> {
    for (const name of [journalName, partName]) await rm(join(folder, name), { force: true });
  }

  /** Opens the part in a folder: to go on with what is claimed, or, with null, anew. Without a `file` nothing is ever claimed. */
  static async open(folder: string, file: Identity | null, claimed: Claimed | null): Promise<Part> {
    const [path, journalPath] = [partPath(folder), join(folder, journalName)];
    if (claimed === null) await Part.forget(folder);
    const handle = await guardDisk(() => open(path, openFlags), path);
    if (file === null) return new Part(folder, handle, null);
    const journal = openLineFile(journalPath);
    // Written anew, so that it does not grow with each start.
    journal.replace([{ file }, { done: claimed?.done ?? [] }].map((line) => JSON.stringify(line)));
    return new Part(folder, handle, journal);
  }

  /** Writes chunks one after the other, from this byte on. Throws `disk-full`. */
  async write(chunks: readonly Buffer[], at: number): Promise<void> {
    await guardDisk(async () => {
      const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
      const { bytesWritten } = await this.#handle.writev(chunks, at);
      if (bytesWritten === bytes) return;
      // A disk that fills takes a part of it; the next write says why.
      const rest = Buffer.concat(chunks).subarray(bytesWritten);
      for (let done = 0; done < rest.length;) {
        done += (await this.#handle.write(rest, done, rest.length - done, at + bytesWritten + done)).bytesWritten;
      }
    }, this.path);
  }

  async read(into: Buffer, at: number): Promise<number> {
    return (await this.#handle.read(into, 0, into.length, at)).bytesRead;
  }

  /**
   * Writes down what is there, once it is on the disk and not only in the system's cache: a journal that is ahead of the disk would be believed after a power
   * cut. Whoever comes while one is under way waits for that one.
   */
  claim(spans: () => Span[]): Promise<void> {
    this.#claiming ??= this.#claim(spans()).finally(() => {
      this.#claiming = null;
    });
    return this.#claiming;
  }

  async #claim(done: Span[]): Promise<void> {
    if (this.#journal === null) return;
    await guardDisk(() => this.#handle.datasync(), this.path);
    this.#journal.append(JSON.stringify({ done }));
  }

  /** Makes the file so long, and waits until all of it is on the disk. */
  async finish(bytes: number): Promise<void> {
    await this.#handle.truncate(bytes);
    await guardDisk(() => this.#handle.sync(), this.path);
  }

  async close(): Promise<void> {
    await this.#claiming?.catch(() => undefined);
    this.#journal?.close();
    this.#journal = null;
    await this.#handle.close();
  }
}
