import { createWriteStream } from 'node:fs';
import { mkdir, open, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { getFileNameLowLevel, openPromise, type Entry, type ZipFile } from 'yauzl';
import { AppError } from '../contract/errors';
import { findNameCollision, findNameProblem } from './archive-names';
import { guardDisk } from './files';
import type { JobContext } from './job';

export interface ArchiveLimits {
  /** All files together, unpacked. */
  maxBytes: number;
  maxEntries: number;
  /** Unpacked to packed; judged only above 100 MiB unpacked. */
  maxRatio: number;
}

interface ArchiveFile {
  entry: Entry;
  name: string;
  isExecutable: boolean;
}

const ratioFloorBytes = 100 * 1024 ** 2;
/** Up to here a file is written in one call, which is several times faster than a stream. */
const smallFileBytes = 1024 ** 2;
const madeOnUnix = 3;
const fileTypeMask = 0o170000;
const regularFile = 0o100000;
const folder = 0o040000;

function unsafe(archiveName: string, problem: string): AppError {
  return new AppError('archive-unsafe', `The archive ${archiveName} was refused: ${problem}. Nothing was unpacked.`, {
    remedy: 'Tell the author of the pack, or install another version.',
  });
}

function invalid(archiveName: string, reason: string, cause?: unknown): AppError {
  return new AppError('archive-invalid', `The archive ${archiveName} cannot be read: ${reason}.`, {
    remedy: 'Try again; when it stays so, the archive is damaged on the server.',
    cause,
  });
}

function tooLarge(archiveName: string, reason: string): AppError {
  return new AppError('archive-too-large', `The archive ${archiveName} was refused: ${reason}.`, {
    remedy: 'When you trust it, raise the archive limits in the settings.',
  });
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)} MiB`;
}

/** Reads one entry of the list and proves that it is harmless. */
function readEntry(entry: Entry, archiveName: string): ArchiveFile {
  // Strict: a backslash stays one, so that it is refused instead of read as a folder.
  const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
  const problem = findNameProblem(name);
  if (problem !== null) throw unsafe(archiveName, `the name ${JSON.stringify(name.slice(0, 200))} ${problem}`);
  const isUnix = entry.versionMadeBy >>> 8 === madeOnUnix;
  const mode = entry.externalFileAttributes >>> 16;
  const type = mode & fileTypeMask;
  // The type is judged whatever system the archive names: unpackers read it from either.
  if (type !== 0 && type !== regularFile && type !== folder) {
    throw unsafe(archiveName, `${JSON.stringify(name)} is a link or a special file`);
  }
  if (entry.isEncrypted()) throw invalid(archiveName, `${JSON.stringify(name)} is encrypted`);
  if (!entry.canDecodeFileData()) throw invalid(archiveName, `${JSON.stringify(name)} uses an unknown compression`);
  return { entry, name, isExecutable: isUnix && (mode & 0o111) !== 0 };
}

function listEntries(zip: ZipFile, archiveName: string): Promise<ArchiveFile[]> {
  const files: ArchiveFile[] = [];
  return new Promise((resolve, reject) => {
    zip.on('error', (error: Error) => {
      reject(invalid(archiveName, error.message, error));
    });
    zip.on('end', () => {
      resolve(files);
    });
    zip.on('entry', (entry: Entry) => {
      try {
        files.push(readEntry(entry, archiveName));
        zip.readEntry();
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    zip.readEntry();
  });
}

function checkLimits(files: readonly ArchiveFile[], packedBytes: number, check: Check): void {
  const { archiveName, limits } = check;
  const names = files.map(({ name }) => name);
  const collision = findNameCollision(names);
  if (collision !== null) throw unsafe(archiveName, `it holds ${collision}`);
  const totalBytes = files.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
  if (totalBytes > limits.maxBytes) {
    throw tooLarge(archiveName, `it unpacks to ${mebibytes(totalBytes)}, the limit is ${mebibytes(limits.maxBytes)}`);
  }
  if (totalBytes > ratioFloorBytes && totalBytes > packedBytes * limits.maxRatio) {
    throw tooLarge(
      archiveName,
      `it unpacks to ${mebibytes(totalBytes)} from ${packedBytes} bytes, as archive bombs do`,
    );
  }
}

interface Check {
  archiveName: string;
  limits: ArchiveLimits;
}

/** Counts and checksums what really comes out, whatever the archive declared. */
function createMeter(file: ArchiveFile, archiveName: string): { watch(chunk: Buffer): void; finish(): void } {
  let sizeBytes = 0;
  let checksum = 0;
  return {
    watch(chunk) {
      sizeBytes += chunk.length;
      checksum = crc32(chunk, checksum);
      if (sizeBytes > file.entry.uncompressedSize) {
        throw unsafe(archiveName, `${JSON.stringify(file.name)} unpacks to more than it declares`);
      }
    },
    finish() {
      if (sizeBytes === file.entry.uncompressedSize && checksum === file.entry.crc32) return;
      throw invalid(archiveName, `${JSON.stringify(file.name)} is damaged (size or checksum differ)`);
    },
  };
}

async function writeEntry(
  stream: Readable,
  file: ArchiveFile,
  write: { target: string; archiveName: string },
): Promise<void> {
  const meter = createMeter(file, write.archiveName);
  const mode = file.isExecutable ? 0o755 : 0o644;
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
    if (job.signal.aborted) throw new AppError('cancelled', 'Cancelled.');
    if (index % 50 === 0) job.report({ phase: 'Unpacking', message: `${index} of ${files.length} entries` });
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

async function openZip(file: string, archiveName: string): Promise<ZipFile> {
  try {
    return await openPromise(file, {
      lazyEntries: true,
      autoClose: false,
      decodeStrings: false,
      validateEntrySizes: true,
    });
  } catch (error) {
    throw invalid(archiveName, await describeContent(file, error), error);
  }
}

/** A server's error page saved as an archive is the usual reason; say so. */
async function describeContent(file: string, error: unknown): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    const start = buffer.subarray(0, bytesRead).toString('latin1').trimStart();
    if (bytesRead === 0) return 'it is empty';
    if (/^(<!doctype|<html|<\?xml|\{)/i.test(start)) return 'it is a page of text, not an archive';
    return error instanceof Error ? error.message.replace(/\.$/, '') : 'it is no zip file';
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
export async function unpackArchive(
  input: { file: string; dir: string; name: string; limits: ArchiveLimits },
  job: JobContext,
): Promise<string[]> {
  const { file, dir, name: archiveName, limits } = input;
  const zip = await openZip(file, archiveName);
  try {
    if (zip.entryCount > limits.maxEntries) {
      throw tooLarge(archiveName, `it holds ${zip.entryCount} entries, the limit is ${limits.maxEntries}`);
    }
    const files = await listEntries(zip, archiveName);
    checkLimits(files, (await stat(file)).size, { archiveName, limits });
    await guardDisk(() => mkdir(dir, { recursive: true }), dir);
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
    return unsafe(archiveName, 'an entry unpacks to more than it declares');
  return invalid(archiveName, error.message, error);
}
