import { closeSync, constants, fstatSync, openAsBlob, openSync, readSync, statSync } from 'node:fs';

/** One kind of work on bytes that strangers made. The thread of `read-beside.ts` knows it by its name; what goes in and comes out is cloned. */
export interface Reading<I, O> {
  name: string;
  /** How long one input may take; five when left out. */
  seconds?: number;
  read: (input: I) => O | Promise<O>;
}

/** That a file or a text takes more time or memory than anything real does, so that its reading was ended. */
export class TooDearError extends Error {
  constructor() {
    super('It takes more time or memory to read than any real file does.');
    this.name = 'TooDearError';
  }
}

/** A part of a file as one reading takes it. */
export interface FilePart {
  from?: number;
  /** At most so many; fewer where the file ends before. */
  bytes: number;
}

/**
 * Reads a part of a regular file at once, for the thread alone, where nobody else waits: a tenth of what a stream costs. Whatever else has the name (a pipe, a
 * device) is refused without waiting for it: a thread that hangs in the system cannot be ended. Throws what the system throws.
 */
export function readPart(file: string, { from = 0, bytes }: FilePart): Buffer {
  // The flag is 0 in this sum on Windows, which has neither it nor pipes among files.
  const opened = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(opened);
    if (!found.isFile()) throw new Error(`${file} is not a file.`);
    const part = Buffer.alloc(Math.max(0, Math.min(bytes, found.size - from)));
    let done = 0;
    while (done < part.length) {
      const count = readSync(opened, part, done, part.length - done, from + done);
      if (count === 0) break;
      done += count;
    }
    return part.subarray(0, done);
  } finally {
    closeSync(opened);
  }
}

/** A regular file to be read in parts by whoever takes what a browser calls a file. Throws what the system throws, and for whatever else has the name. */
export async function openFile(file: string): Promise<Blob> {
  if (!statSync(file).isFile()) throw new Error(`${file} is not a file.`);
  return openAsBlob(file);
}
