import { createWriteStream } from 'node:fs';
import { msg, type Sentence } from '../../contract/text/message';
import { mkdir, open, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { openPromise, type ZipFile } from 'yauzl';
import { AppError } from '../../contract/errors';
import {
  checkArchive,
  invalidArchive,
  listArchive,
  tooLargeArchive,
  unsafeArchive,
  type ArchiveFile,
  type ArchiveLimits,
} from './archive-list';
import { readBeside } from '../beside/read-beside';
import { TooDearError, type Reading } from '../beside/reading';
import { ensureFolder } from '../files/files';
import { guardDisk } from '../files/write-guard';
import { stopIfCancelled, type JobContext } from '../async/job';

/** Up to here a file is written in one call, which is several times faster than a stream. */
const smallFileBytes = 1024 ** 2;
/** Counts and checksums what really comes out, whatever the archive declared. */
function createMeter(file: ArchiveFile, archiveName: string): { watch(chunk: Buffer): void; finish(): void } {
  let sizeBytes = 0;
  let checksum = 0;
  return {
    watch(chunk) {
      sizeBytes += chunk.length;
      checksum = crc32(chunk, checksum);
      if (sizeBytes > file.entry.uncompressedSize) {
        throw unsafeArchive(archiveName, msg`${JSON.stringify(file.name)} unpacks to more than it declares`);
      }
    },
    finish() {
      if (sizeBytes === file.entry.uncompressedSize && checksum === file.entry.crc32) return;
      throw invalidArchive(archiveName, msg`${JSON.stringify(file.name)} is damaged (size or checksum differ)`);
    },
  };
}

async function writeEntry(
  stream: Readable,
  file: ArchiveFile,
  write: { target: string; archiveName: string },
): Promise<void> {
  const meter = createMeter(file, write.archiveName);
  // Less the umask of this account.
  const mode = file.isExecutable ? 0o777 : 0o666;
  if (file.entry.uncompressedSize <= smallFileBytes) {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) {
      const data = chunk as Buffer;
      meter.watch(data);
      chunks.push(data);
    }
    meter.finish();
    await writeFile(write.target, Buffer.concat(chunks), { mode, flag: 'wx' });
    return;
  }
  const watched = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        meter.watch(chunk);
        done(null, chunk);
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
  await pipeline(stream, watched, createWriteStream(write.target, { mode, flags: 'wx' }));
  meter.finish();
}

async function writeAll(zip: ZipFile, files: readonly ArchiveFile[], input: WriteInput): Promise<void> {
  const { dir, archiveName, job } = input;
  const made = new Set<string>();
  const makeFolder = async (path: string) => {
    if (made.has(path)) return;
    await mkdir(path, { recursive: true });
    made.add(path);
  };
  for (const [index, file] of files.entries()) {
    stopIfCancelled(job);
    if (index % 50 === 0) job.report({ phase: msg`Unpacking`, message: msg`${index} of ${files.length} entries` });
    const target = join(dir, ...file.name.split('/').filter((segment) => segment !== ''));
    if (file.name.endsWith('/')) {
      await makeFolder(target);
      continue;
    }
    await makeFolder(dirname(target));
    const stream = await zip.openReadStreamPromise(file.entry);
    await writeEntry(stream, file, { target, archiveName });
  }
}

interface WriteInput {
  dir: string;
  archiveName: string;
  job: JobContext;
}

/** An archive, as people are told of it, and what it may be at most. */
interface ArchiveInput {
  file: string;
  name: string;
  limits: ArchiveLimits;
}

/** Proves a whole archive by its list: names, types, sizes. Throws `archive-unsafe`, `archive-too-large`, `archive-invalid`. */
export const archiveProof: Reading<ArchiveInput, null> = {
  name: 'archive-proof',
  seconds: 60,
  read: async ({ file, name: archiveName, limits }) => {
    const zip = await openZip(file, archiveName);
    try {
      if (zip.entryCount > limits.maxEntries)
        throw tooLargeArchive(
          archiveName,
          msg`it contains ${zip.entryCount} entries, but the limit is ${limits.maxEntries}`,
        );
      checkArchive(await listArchive(zip, archiveName), { packedBytes: (await stat(file)).size, archiveName, limits });
      return null;
    } finally {
      zip.close();
    }
  },
};

async function proveBeside(input: ArchiveInput): Promise<void> {
  try {
    await readBeside(archiveProof, input);
  } catch (error) {
    if (!(error instanceof TooDearError)) throw error;
    throw tooLargeArchive(input.name, msg`its list takes more time or memory to read than that of any real archive`);
  }
}

async function openZip(file: string, archiveName: string): Promise<ZipFile> {
  try {
    return await openPromise(file, {
      lazyEntries: true,
      autoClose: false,
      decodeStrings: false,
      validateEntrySizes: true,
    });
  } catch (error) {
    throw invalidArchive(archiveName, await describeContent(file, error), error);
  }
}

/** A server's error page saved as an archive is the usual reason; say so. */
async function describeContent(file: string, error: unknown): Promise<Sentence> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    const start = buffer.subarray(0, bytesRead).toString('latin1').trimStart();
    if (bytesRead === 0) return msg`it is empty`;
    if (/^(<!doctype|<html|<\?xml|\{)/i.test(start)) return msg`it is a page of text, not an archive`;
    return error instanceof Error ? error.message.replace(/\.$/, '') : msg`it is not a zip file`;
  } finally {
    await handle.close();
  }
}

/**
 * Unpacks a zip into `dir` (made when missing) and answers every name as archived, folders ending in `/`, in archive order.
 * All names, types and sizes are checked before the first byte is written; sizes and checksums again while unpacking. The executable
 * bit is kept. What a failure or a cancel leaves in `dir` is the caller's to remove.
 * Throws `archive-unsafe`, `archive-too-large`, `archive-invalid`, `disk-full`, `cancelled`.
 */
export async function unpackArchive(input: ArchiveInput & { dir: string }, job: JobContext): Promise<string[]> {
  const { file, dir, name: archiveName, limits } = input;
  await proveBeside({ file, name: archiveName, limits });
  const zip = await openZip(file, archiveName);
  try {
    const files = await listArchive(zip, archiveName);
    await ensureFolder(dir);
    await guardDisk(() => writeAll(zip, files, { dir, archiveName, job }), dir);
    return files.map(({ name }) => name);
  } catch (error) {
    throw describeUnpackFailure(error, archiveName);
  } finally {
    zip.close();
  }
}

function describeUnpackFailure(error: unknown, archiveName: string): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const isFileSystem = 'syscall' in error;
  if (isFileSystem) return error;
  if (/too many bytes in the stream/.test(error.message))
    return unsafeArchive(archiveName, msg`an entry unpacks to more than it declares`);
  return invalidArchive(archiveName, error.message, error);
}
