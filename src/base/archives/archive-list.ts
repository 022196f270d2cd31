import { getFileNameLowLevel, type Entry, type ZipFile } from 'yauzl';
import { AppError } from '../../contract/errors';
import { type Message, msg, type Sentence } from '../../contract/text/message';
import { findNameCollision, findNameProblem } from './archive-names';

export interface ArchiveLimits {
  /** All files together, unpacked. */
  maxBytes: number;
  maxEntries: number;
  /** Unpacked to packed; judged only above 100 MiB unpacked. */
  maxRatio: number;
}

/** One entry that was found harmless. */
export interface ArchiveFile {
  entry: Entry;
  name: string;
  isExecutable: boolean;
}

const ratioFloorBytes = 100 * 1024 ** 2;
const madeOnUnix = 3;
const fileTypeMask = 0o170000;
const regularFile = 0o100000;
const folder = 0o040000;

/** The error for an archive that wants to do harm. */
export function unsafeArchive(archiveName: string, problem: Message): AppError {
  return new AppError(
    'archive-unsafe',
    msg`The archive ${archiveName} was refused: ${problem}. Nothing was unpacked.`,
    {
      remedy: msg`Tell the author of the pack, or install another version.`,
    },
  );
}

/** The error for an archive that cannot be read. */
export function invalidArchive(archiveName: string, reason: Sentence, cause?: unknown): AppError {
  return new AppError('archive-invalid', msg`The archive ${archiveName} cannot be read: ${reason}.`, {
    remedy: msg`Try again. If it fails again, the archive is damaged on the server.`,
    cause,
  });
}

/** The error for an archive above the limits. */
export function tooLargeArchive(archiveName: string, reason: Message): AppError {
  return new AppError('archive-too-large', msg`The archive ${archiveName} was refused: ${reason}.`, {
    remedy: msg`If you trust it, raise the archive limits in the settings.`,
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
  if (problem !== null)
    throw unsafeArchive(archiveName, msg`the name ${JSON.stringify(name.slice(0, 200))} ${problem}`);
  const isUnix = entry.versionMadeBy >>> 8 === madeOnUnix;
  const mode = entry.externalFileAttributes >>> 16;
  const type = mode & fileTypeMask;
  // The type is judged whatever system the archive names: unpackers read it from either.
  if (type !== 0 && type !== regularFile && type !== folder) {
    throw unsafeArchive(archiveName, msg`${JSON.stringify(name)} is a link or a special file`);
  }
  if (entry.isEncrypted()) throw invalidArchive(archiveName, msg`${JSON.stringify(name)} is encrypted`);
  if (!entry.canDecodeFileData())
    throw invalidArchive(archiveName, msg`${JSON.stringify(name)} uses an unknown compression`);
  return { entry, name, isExecutable: isUnix && (mode & 0o111) !== 0 };
}

/** Reads the whole list of an archive; the first entry that could do harm ends it with `archive-unsafe`. */
export function listArchive(zip: ZipFile, archiveName: string): Promise<ArchiveFile[]> {
  const files: ArchiveFile[] = [];
  return new Promise((resolve, reject) => {
    zip.on('error', (error: Error) => {
      reject(invalidArchive(archiveName, error.message, error));
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

/** Judges the list as a whole: colliding names and declared sizes. Throws `archive-unsafe`, `archive-too-large`. */
export function checkArchive(
  files: readonly ArchiveFile[],
  about: { packedBytes: number; archiveName: string; limits: ArchiveLimits },
): void {
  const { packedBytes, archiveName, limits } = about;
  const names = files.map(({ name }) => name);
  const collision = findNameCollision(names);
  if (collision !== null) throw unsafeArchive(archiveName, msg`it contains ${collision}`);
  const totalBytes = files.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
  if (totalBytes > limits.maxBytes) {
    throw tooLargeArchive(
      archiveName,
      msg`it unpacks to ${mebibytes(totalBytes)}, but the limit is ${mebibytes(limits.maxBytes)}`,
    );
  }
  if (totalBytes > ratioFloorBytes && totalBytes > packedBytes * limits.maxRatio) {
    throw tooLargeArchive(
      archiveName,
      msg`it unpacks to ${mebibytes(totalBytes)} from ${packedBytes} bytes, as archive bombs do`,
    );
  }
}
