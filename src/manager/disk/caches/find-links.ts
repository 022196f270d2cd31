import { opendir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { isInside } from '../../../base/files/files';

/** Which things directly below a folder are led to from elsewhere, each with the link or the folder that does. */
export type LinksInto = ReadonlyMap<string, string>;

interface Search {
  root: string;
  signal: AbortSignal;
  found: Map<string, string>;
  seen: Set<string>;
  waiting: string[];
}

/** Notes what leads into the folder; answers whether it does. */
function note({ root, found }: Search, target: string, from: string): boolean {
  if (target !== root && !isInside(root, target)) return false;
  const [first = ''] = relative(root, target).split(sep);
  if (!found.has(first)) found.set(first, from);
  return true;
}

async function follow(search: Search, link: string): Promise<void> {
  const target = await realpath(link).catch(() => null);
  if (target === null || note(search, target, link)) return;
  if ((await stat(target).catch(() => null))?.isDirectory() === true) search.waiting.push(target);
}

async function searchFolder(search: Search, folder: string): Promise<void> {
  if (search.seen.has(folder)) return;
  search.seen.add(folder);
  const dir = await opendir(folder).catch(() => null);
  if (dir === null) return;
  for await (const entry of dir) {
    search.signal.throwIfAborted();
    if (entry.isSymbolicLink()) await follow(search, join(folder, entry.name));
    else if (entry.isDirectory()) search.waiting.push(join(folder, entry.name));
  }
}

/**
 * Looks through folders, and through those that links in them lead to, for what lies in another folder: models that are links into a cache, packages that are.
 * The map has the name below `root` (`''`: the folder itself).
 *
 * @param folders Where to look; one that is not there is left out.
 * @param root The real path of the folder that is led into.
 */
export async function findLinksInto(folders: readonly string[], root: string, signal: AbortSignal): Promise<LinksInto> {
  const search: Search = { root, signal, found: new Map(), seen: new Set(), waiting: [] };
  for (const folder of folders) await follow(search, folder);
  for (let next = search.waiting.pop(); next !== undefined; next = search.waiting.pop())
    await searchFolder(search, next);
  return search.found;
}
