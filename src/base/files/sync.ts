import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { hasSystemCode } from './files';
import { guardDisk } from './write-guard';

/** Files that wait for the disk at the same time: the disk writes what waits together in one go. */
const filesAtOnce = 32;
/** What a system says of something that it cannot wait for. */
const withoutSync = ['EINVAL', 'ENOTSUP', 'EBADF'];
const isWindows = process.platform === 'win32';

async function syncPath(path: string, flags: 'r' | 'r+'): Promise<void> {
  const handle = await open(path, flags);
  try {
    await guardDisk(() => handle.sync(), path);
  } catch (error) {
    if (!hasSystemCode(error, ...withoutSync)) throw error;
  } finally {
    await handle.close();
  }
}

/** What is gone, or may not be opened, is nobody's to wait for. */
async function syncReachable(wait: () => Promise<void>): Promise<void> {
  try {
    await wait();
  } catch (error) {
    if (!hasSystemCode(error, 'ENOENT', 'EACCES', 'EPERM')) throw error;
  }
}

/** Waits until the names in a folder are on the disk. Windows cannot be asked to; it writes them in their order. */
export async function syncFolder(folder: string): Promise<void> {
  if (!isWindows) await syncPath(folder, 'r');
}

/**
 * Waits until the contents of these files are on the disk. A system keeps what is written for up to half a minute; the name of a file, and that it was
 * moved, may be on the disk before its content is. Throws `disk-full`: some systems look for room only now.
 */
export async function syncFiles(files: Iterable<string>): Promise<void> {
  const limit = pLimit(filesAtOnce);
  // Windows waits only for a file that may be written.
  await limit.map([...files], (file) => syncReachable(() => syncPath(file, isWindows ? 'r+' : 'r')));
}

/** Waits until the names in these folders are on the disk. */
export async function syncFolders(folders: Iterable<string>): Promise<void> {
  const limit = pLimit(filesAtOnce);
  await limit.map([...folders], (folder) => syncReachable(() => syncFolder(folder)));
}

/** The same for everything below a folder, with the names. Links are not followed. */
export async function syncTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const pathOf = ({ parentPath, name }: (typeof entries)[number]) => join(parentPath, name);
  await syncFiles(entries.filter((entry) => entry.isFile()).map(pathOf));
  await syncFolders([folder, ...entries.filter((entry) => entry.isDirectory()).map(pathOf)]);
}
