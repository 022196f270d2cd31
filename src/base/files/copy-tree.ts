import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import {
  copyFile,
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  readlink,
  rm,
  symlink,
  utimes,
} from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { tryLink } from './hard-links';
import { guardDisk } from './write-guard';

/** How far a copy has come. */
export interface CopyProgress {
  bytesDone: number;
  bytesTotal: number;
}

interface Tree {
  folders: string[];
  links: string[];
  files: { path: string; bytes: number; modified: Date }[];
}

/** How a folder is copied. */
export interface CopyTreeOptions {
  signal: AbortSignal;
  onProgress: (progress: CopyProgress) => void;
  /** Files, by their paths below the folder, that nobody writes in place: they may be one file with two names. None when it is left out. */
  mayShare?: (path: string) => boolean;
  /** Names of folders that are not copied, wherever they stand. */
  excluded?: ReadonlySet<string>;
}

/** As many as the thread pool works on. */
const atOnce = 4;

async function listTree(
  root: string,
  below: string,
  into: { tree: Tree; excluded: ReadonlySet<string> },
): Promise<Tree> {
  const { tree, excluded } = into;
  for (const entry of await readdir(join(root, below), { withFileTypes: true })) {
    const path = join(below, entry.name);
    if (entry.isDirectory() && excluded.has(entry.name)) continue;
    if (entry.isDirectory()) {
      tree.folders.push(path);
      await listTree(root, path, into);
    } else if (entry.isSymbolicLink()) tree.links.push(path);
    else if (entry.isFile()) {
      const { size, mtime } = await lstat(join(root, path));
      tree.files.push({ path, bytes: size, modified: mtime });
    }
  }
  return tree;
}

/** Gives a folder a second name that leads to it. False where the system makes none; on Windows it is a junction, which needs no rights. */
export async function linkFolder(from: string, to: string): Promise<boolean> {
  return symlink(from, to, process.platform === 'win32' ? 'junction' : 'dir').then(
    () => true,
    () => false,
  );
}

/**
 * Copies a folder with many files into a place that must not exist yet; links stay links, and files keep their times. Where the disk can, a copy shares
 * its content with the file until one of them changes. Throws `disk-full`, and the reason of the signal.
 */
export async function copyTree(
  from: string,
  to: string,
  { signal, onProgress, mayShare = () => false, excluded = new Set() }: CopyTreeOptions,
): Promise<void> {
  const { folders, links, files } = await listTree(from, '', { tree: { folders: [], links: [], files: [] }, excluded });
  const bytesTotal = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let bytesDone = 0;
  await guardDisk(async () => {
    await mkdir(to);
    for (const folder of folders) await mkdir(join(to, folder));
    for (const link of links) await symlink(await readlink(join(from, link)), join(to, link));
    const limit = pLimit(atOnce);
    const copyOne = async ({ path, bytes, modified }: Tree['files'][number]): Promise<void> => {
      signal.throwIfAborted();
      if (!(mayShare(path) && (await tryLink(join(from, path), join(to, path))))) {
        await copyFile(join(from, path), join(to, path), constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
        await utimes(join(to, path), modified, modified);
      }
      bytesDone += bytes;
      onProgress({ bytesDone, bytesTotal });
    };
    await Promise.all(files.map((file) => limit(copyOne, file)));
  }, to);
}

/** Large enough for the speed of a disk, small enough to stop within a moment. */
const pieceBytes = 4 * 1024 * 1024;

/** Makes the copy share its content with the file, where the file system can: it is there at once. Answers whether it did. */
async function cloneFile(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    return false;
  }
}

/** What stops a copy, and who hears how far it is. */
interface CopyOptions {
  signal: AbortSignal;
  /** Hears of every piece. */
  onProgress: (progress: CopyProgress) => void;
  /** So many bytes of it lie there from a copy that was stopped. They are believed: whoever goes on proves the whole afterwards. */
  begun?: number;
}

// A link in the place of what was begun is not followed, where the system can say so.
const goOnFlags = constants.O_RDWR | (process.platform === 'win32' ? 0 : constants.O_NOFOLLOW);

async function copyPieces(
  source: FileHandle,
  target: FileHandle,
  { signal, onProgress, begun = 0 }: CopyOptions,
): Promise<void> {
  const { size, mode, atime, mtime } = await source.stat();
  const piece = Buffer.allocUnsafe(pieceBytes);
  for (let bytesDone = begun; ;) {
    signal.throwIfAborted();
    const { bytesRead } = await source.read(piece, 0, pieceBytes, bytesDone);
    if (bytesRead === 0) break;
    for (let written = 0; written < bytesRead;) {
      written += (await target.write(piece, written, bytesRead - written, bytesDone + written)).bytesWritten;
    }
    bytesDone += bytesRead;
    onProgress({ bytesDone, bytesTotal: Math.max(size, bytesDone) });
  }
  // Disks of sticks and cameras keep no rights.
  await target.chmod(mode).catch(() => undefined);
  await target.utimes(atime, mtime);
}

/**
 * Copies one file, with its times, into a place that must not exist yet, or goes on with what was begun there. One that is stopped or fails leaves what it has written: it is meant for a
 * folder that goes as a whole. Throws `disk-full`, and the reason of the signal.
 */
export async function copyOneFile(from: string, to: string, options: CopyOptions): Promise<void> {
  options.signal.throwIfAborted();
  const { begun = 0 } = options;
  await guardDisk(async () => {
    const source = await open(from, 'r');
    try {
      if (begun === 0 && (await cloneFile(from, to))) {
        // Linux clones the content without the times.
        const { atime, mtime } = await source.stat();
        await utimes(to, atime, mtime);
        return;
      }
      const target = await open(to, begun === 0 ? 'wx' : goOnFlags);
      try {
        await copyPieces(source, target, options);
      } finally {
        await target.close();
      }
    } finally {
      await source.close();
    }
  }, to);
}

/** The rights that a new file gets in a folder: 0666 less the umask, or what the folder hands on. */
async function rightsIn(folder: string): Promise<number> {
  const probe = join(folder, `.${randomUUID()}`);
  const handle = await open(probe, 'wx', 0o666);
  try {
    return (await handle.stat()).mode & 0o777;
  } finally {
    await handle.close();
    await rm(probe, { force: true });
  }
}

/**
 * Gives a file the rights that any new one has in a folder, where the system knows such rights: a copy has those of its original, which other accounts and
 * containers may not read. A link in its place is not followed.
 */
export async function giveUsualRights(file: string, folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await guardDisk(async () => {
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      // Disks of sticks and cameras keep no rights.
      await handle.chmod(await rightsIn(folder)).catch(() => undefined);
    } finally {
      await handle.close();
    }
  }, file);
}
