import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { listNames, pathExists } from '../../../base/files/files';
import type { CacheEntry } from '../../../contract/disk';

/** One thing of the cache of Hugging Face or of torch hub, before it is measured. */
export type FoundEntry = Pick<CacheEntry, 'id' | 'name' | 'kind'>;

const kinds: Readonly<Record<string, CacheEntry['kind']>> = { models: 'model', datasets: 'dataset', spaces: 'space' };

/** What is no repository of Hugging Face by its name is none of what is listed: a folder that somebody named by mistake must not be emptied. */
function readRepository(id: string): FoundEntry[] {
  const [type = '', ...parts] = id.split('--');
  const kind = kinds[type];
  return kind === undefined || parts.length === 0 || parts.includes('') ? [] : [{ id, kind, name: parts.join('/') }];
}

/** The repositories in a cache of huggingface_hub, which has `models--OWNER--NAME` for each. */
export async function listRepositories(folder: string): Promise<FoundEntry[]> {
  const found: FoundEntry[] = [];
  for (const entry of (await listNames(folder)).sort().flatMap(readRepository))
    if (await isFolder(join(folder, entry.id))) found.push(entry);
  return found;
}

const isFolder = (path: string): Promise<boolean> =>
  lstat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** A folder of xet that is filled again when a file is downloaded; beside them lies `staging`, in which an upload goes on that was interrupted. */
const xetParts = /^(?:chunk|shard)[-_]cache$/u;

/** The parts of files that the programs of Hugging Face keep, in a folder for each host. */
export async function listXetParts(folder: string): Promise<FoundEntry[]> {
  const found: FoundEntry[] = [];
  for (const host of (await listNames(folder)).sort())
    for (const part of (await listNames(join(folder, host))).filter((name) => xetParts.test(name)).sort())
      if (await isFolder(join(folder, host, part)))
        found.push({ id: `${host}/${part}`, name: `${host}/${part}`, kind: 'parts' });
  return found;
}

/** Weights in `checkpoints`, and repositories, which torch hub knows by their `hubconf.py`. */
export async function listTorchHub(folder: string): Promise<FoundEntry[]> {
  const found: FoundEntry[] = [];
  for (const name of (await listNames(join(folder, 'checkpoints'))).sort()) {
    const isFile = await lstat(join(folder, 'checkpoints', name)).then(
      (one) => one.isFile(),
      () => false,
    );
    if (isFile) found.push({ id: `checkpoints/${name}`, name, kind: 'file' });
  }
  for (const name of (await listNames(folder)).sort())
    if ((await isFolder(join(folder, name))) && (await pathExists(join(folder, name, 'hubconf.py'))))
      found.push({ id: name, name, kind: 'code' });
  return found;
}

/** What writes a file that was not there a moment ago touches it all the time. */
const quietMs = 10 * 60 * 1000;

/** Whether something is being downloaded into a repository of Hugging Face just now. */
export async function isBeingFilled(repository: string): Promise<boolean> {
  const blobs = join(repository, 'blobs');
  for (const name of (await listNames(blobs)).filter((one) => one.endsWith('.incomplete'))) {
    const found = await lstat(join(blobs, name)).catch(() => null);
    if (found !== null && Date.now() - found.mtimeMs < quietMs) return true;
  }
  return false;
}
