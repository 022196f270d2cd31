import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isInside, listNames, readTextIfPresent } from '../../../base/files/files';
import { removeInside } from '../../../base/files/move-files';
import { removeIfEmpty } from '../../../base/files/hard-links';
import { placesOf, rootOf } from './kept-distribution';
import type { JournalEntry, KnownDistribution } from './package-journal';
import type { PackageStore } from './package-store';
import type { Distribution } from './packages';
import { isCompiled, parseRecord } from './record';

/** The places of everything that stays, and the folders they lie in. */
export interface ProtectedPlaces {
  files: ReadonlySet<string>;
  folders: ReadonlySet<string>;
}

/** Gathers what stays, so that nothing of it goes with what is taken away. */
export async function listProtected(
  staying: readonly KnownDistribution[],
  store: PackageStore,
  installedAnew: ReadonlySet<KnownDistribution> = new Set(),
): Promise<ProtectedPlaces> {
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const known of staying) {
    folders.add(known.infoPath);
    const keptFiles = installedAnew.has(known) ? null : await store.placesOf(known);
    for (const place of keptFiles ?? (await placesNow(known))) files.add(place);
  }
  for (const file of files) {
    for (let folder = dirname(file); !folders.has(folder) && folder !== dirname(folder); folder = dirname(folder))
      folders.add(folder);
  }
  return { files, folders };
}

/** The places of the files that a record names now. */
export async function placesNow({ infoPath }: Pick<Distribution, 'infoPath'>): Promise<string[]> {
  const text = (await readTextIfPresent(join(infoPath, 'RECORD'))) ?? '';
  return placesOf(dirname(infoPath), parseRecord(text)).map(({ place }) => place);
}

/** Removes one path below the root of its environment, and the folders that it leaves empty. */
async function removePlace(sitePackages: string, place: string): Promise<void> {
  const root = rootOf(sitePackages);
  await removeInside(root, place.slice(root.length + 1));
  for (let folder = dirname(place); isInside(sitePackages, folder); folder = dirname(folder)) {
    await removeInside(folder, '__pycache__');
    if (!(await removeIfEmpty(folder))) return;
  }
}

/** Removes the files of a distribution that belong to no other. */
export async function removePlaces(
  infoPath: string,
  places: readonly string[],
  protectedPlaces: ProtectedPlaces,
): Promise<void> {
  for (const place of places) if (!protectedPlaces.files.has(place)) await removePlace(dirname(infoPath), place);
}

/** Takes a distribution away, with its files that belong to no other. */
export async function takeAway(
  { infoPath }: Pick<Distribution, 'infoPath'>,
  protectedPlaces: ProtectedPlaces,
): Promise<void> {
  const sitePackages = dirname(infoPath);
  await removePlaces(infoPath, await placesNow({ infoPath }), protectedPlaces);
  if (!protectedPlaces.folders.has(infoPath)) await removeInside(sitePackages, basename(infoPath));
}

/** Whether a file or folder came during the change: the disk gives every new name a time of its own. */
async function isNew(path: string, sinceMs: number): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  return found !== null && found.ctimeMs >= sinceMs;
}

/** Removes what the change left in a folder of packages and no record names: files of a version that came only in part. */
async function removeStrays(folder: string, protectedPlaces: ProtectedPlaces, sinceMs: number): Promise<number> {
  let removed = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && protectedPlaces.folders.has(path))
      removed += await removeStrays(path, protectedPlaces, sinceMs);
    else if (!protectedPlaces.files.has(path) && (await isNew(path, sinceMs))) {
      await removeInside(folder, entry.name);
      removed += Number(!isCompiled(`${entry.name}/`));
    }
  }
  return removed;
}

/** Removes what came to the top of the package folders since and belongs to nothing, and what came into the folders of packages that were changed. */
export async function clearUp(
  { names }: JournalEntry,
  about: { protectedPlaces: ProtectedPlaces; changed: ReadonlySet<string>; sinceMs: number },
): Promise<number> {
  const { protectedPlaces, changed, sinceMs } = about;
  let removed = 0;
  for (const [folder, before] of Object.entries(names)) {
    const known = new Set([...before, '__pycache__']);
    for (const name of await listNames(folder)) {
      const path = join(folder, name);
      if (changed.has(path)) removed += await removeStrays(path, protectedPlaces, sinceMs);
      else if (
        !known.has(name) &&
        !protectedPlaces.files.has(path) &&
        !protectedPlaces.folders.has(path) &&
        (await isNew(path, sinceMs))
      ) {
        await removeInside(folder, name);
        removed += 1;
      }
    }
  }
  return removed;
}
