import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, readdir, readlink, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
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

/** As many as the thread pool works on. */
const atOnce = 4;

async function listTree(root: string, below: string, tree: Tree): Promise<Tree> {
  for (const entry of await readdir(join(root, below), { withFileTypes: true })) {
    const path = join(below, entry.name);
    if (entry.isDirectory()) {
      tree.folders.push(path);
      await listTree(root, path, tree);
    } else if (entry.isSymbolicLink()) tree.links.push(path);
    else if (entry.isFile()) {
      const { size, mtime } = await lstat(join(root, path));
      tree.files.push({ path, bytes: size, modified: mtime });
    }
  }
  return tree;
}

/**
 * Copies a folder with many files into a place that must not exist yet; links stay links, and files keep their times. Where the disk can, a copy shares
 * its content with the file until one of them changes. Throws `disk-full`, and the reason of the signal.
 */
export async function copyTree(
  from: string,
  to: string,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: CopyProgress) => void },
): Promise<void> {
  const { folders, links, files } = await listTree(from, '', { folders: [], links: [], files: [] });
  const bytesTotal = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let bytesDone = 0;
  await guardDisk(async () => {
    await mkdir(to);
    for (const folder of folders) await mkdir(join(to, folder));
    for (const link of links) await symlink(await readlink(join(from, link)), join(to, link));
    const limit = pLimit(atOnce);
    const copyOne = async ({ path, bytes, modified }: Tree['files'][number]): Promise<void> => {
      signal.throwIfAborted();
      await copyFile(join(from, path), join(to, path), constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      await utimes(join(to, path), modified, modified);
      bytesDone += bytes;
      onProgress({ bytesDone, bytesTotal });
    };
    await Promise.all(files.map((file) => limit(copyOne, file)));
  }, to);
}
