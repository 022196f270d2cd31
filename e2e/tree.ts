import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Every file and folder below a root with what it holds: two equal trees are the same state on disk. */
export type Tree = Record<string, string>;

/** What changes by looking (byte code, git's own bookkeeping of times) and is no state of ours. */
const volatile = /(^|\/)(__pycache__|\.git\/(index|logs|FETCH_HEAD|ORIG_HEAD))(\/|$)/;

/** Reads a tree; `skip` leaves out more by relative path. */
export async function readTree(root: string, skip: RegExp = /^$/): Promise<Tree> {
  const tree: Tree = {};
  const visit = async (folder: string): Promise<void> => {
    for (const name of (await readdir(folder)).sort()) {
      const path = join(folder, name);
      const key = relative(root, path).replaceAll('\\', '/');
      if (volatile.test(key) || skip.test(key)) continue;
      const info = await lstat(path);
      if (info.isDirectory()) {
        tree[key] = 'folder';
        await visit(path);
      } else {
        tree[key] = info.isSymbolicLink()
          ? `link ${await readlink(path)}`
          : createHash('sha256')
              .update(await readFile(path))
              .digest('hex');
      }
    }
  };
  await visit(root);
  return tree;
}

/** Files of this name, wherever they lie below a folder; links are not followed. */
export async function findFiles(folder: string, name: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await findFiles(path, name)));
    else if (entry.name === name) found.push(path);
  }
  return found;
}
