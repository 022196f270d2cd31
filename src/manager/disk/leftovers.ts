import { msg } from '../../contract/text/message';
import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { neverAborted } from '../../base/async/job';
import { isInside, listNames, readJsonIfPresent } from '../../base/files/files';
import { isGoing, removeByRename } from '../../base/files/remove-by-rename';
import type { DiskCleaned, DiskLeftover } from '../../contract/disk';
import { toAppError } from '../../contract/errors';
import { readRecord } from '../comfyui/code/switch-journal';
import type { Paths } from '../installation/paths';
import { measureFolders } from './measure-folders';

/** Where leftovers lie. */
export interface LeftoverPlaces extends Pick<Paths, 'desktopDir' | 'downloadsDir' | 'stagingDir' | 'trashDir'> {
  /** The trash of further volumes, those of models; asked anew at each use. */
  moreTrash: () => Promise<readonly string[]>;
  /** Where parts of downloads lie on those volumes; asked anew at each use. */
  partHomes: () => Promise<readonly string[]>;
  /** What was measured before, by path; left out, all is measured each time. */
  measured?: Map<string, Measured>;
}

/** The size of one of them: nobody writes into it any more, so it is walked through once. */
interface Measured {
  /** Of the folder itself: another one of that name is measured anew. */
  stamp: string;
  bytes: number;
}

/** Where one lies. */
type Place = Pick<DiskLeftover, 'kind' | 'name'> & { folder: string };

const Entry = z.object({
  state: z.enum(['open', 'closed']),
  moves: z.array(z.object({ from: z.string(), to: z.string() })),
});
type Entry = z.infer<typeof Entry>;

/**
 * The entries of the journal of swaps, or null when there is one that nobody can make sense of. Only looked at: the journal's own reader
 * clears away halves of entries, and a swap may be writing one now.
 */
async function readJournal(dir: string): Promise<Entry[] | null> {
  const entries: Entry[] = [];
  for (const name of (await listNames(dir)).filter((one) => one.endsWith('.json'))) {
    const entry = Entry.safeParse(await readJsonIfPresent(join(dir, name))).data;
    if (entry === undefined) return null;
    entries.push(entry);
  }
  return entries;
}

/** Where files of a person lie that were in the way of a version of ComfyUI. */
export function savedDirIn(desktopDir: string): string {
  return join(desktopDir, 'kept');
}

async function placesIn(folders: readonly string[], kind: Place['kind']): Promise<Place[]> {
  const found: Place[] = [];
  for (const folder of folders) {
    const names = (await listNames(folder)).filter((name) => !isGoing(name));
    found.push(...names.map((name) => ({ kind, name, folder })));
  }
  return found;
}

/** What may go now. A change that is not over can still take back what is in the trash, and works in staging. */
async function findPlaces(places: LeftoverPlaces, isBusy: boolean): Promise<Place[]> {
  const { desktopDir, downloadsDir, stagingDir, trashDir, moreTrash, partHomes } = places;
  const [journal, record] = await Promise.all([readJournal(join(desktopDir, 'journal')), readRecord(desktopDir)]);
  const open = journal?.filter(({ state }) => state === 'open') ?? [];
  const used = open.flatMap(({ moves }) => moves.flatMap(({ from, to }) => [from, to]));
  const isUsed = ({ folder, name }: Place): boolean =>
    used.some((path) => path === join(folder, name) || isInside(join(folder, name), path));
  const isQuiet = !isBusy && journal !== null && open.length === 0;
  const found: Place[] = [];
  const trash = await placesIn([trashDir, ...(await moreTrash())], 'trash');
  if (journal !== null) found.push(...trash.filter((place) => !isUsed(place)));
  if (isQuiet) found.push(...(await placesIn([stagingDir], 'staging')));
  // One that waits to go on would start anew.
  if (!isBusy) found.push(...(await placesIn([downloadsDir, ...(await partHomes())], 'download')));
  // The record of an unfinished switch may still want its files back.
  if (record === null) found.push(...(await placesIn([savedDirIn(desktopDir)], 'kept')));
  return found;
}

/** Bytes of a file, or of everything in a folder; 0 for what is gone. Throws `cancelled`. */
export async function measureOne(path: string, signal?: AbortSignal): Promise<number> {
  const found = await lstat(path).catch(() => null);
  if (!found?.isDirectory()) return found?.size ?? 0;
  const measured = await measureFolders([{ part: 'manager', path, followsLinks: false }], signal ?? neverAborted());
  return measured.reduce((sum, part) => sum + part.bytes, 0);
}

async function describe({ kind, name, folder }: Place, measured: Map<string, Measured>): Promise<DiskLeftover[]> {
  const path = join(folder, name);
  const found = await lstat(path).catch(() => null);
  if (found === null) return [];
  const stamp = `${found.ino} ${found.ctimeMs}`;
  const known = measured.get(path);
  const bytes = known?.stamp === stamp ? known.bytes : await measureOne(path);
  measured.set(path, { stamp, bytes });
  return [{ id: `${kind}/${name}`, kind, name, path, bytes, changedAt: found.mtime.toISOString(), change: null }];
}

/** Everything of ours that nothing needs any more, with its size. `isBusy`: a task is under way. */
export async function listLeftovers(places: LeftoverPlaces, isBusy: boolean): Promise<DiskLeftover[]> {
  const found: DiskLeftover[] = [];
  const { measured = new Map<string, Measured>() } = places;
  for (const place of await findPlaces(places, isBusy)) found.push(...(await describe(place, measured)));
  const there = new Set(found.map(({ path }) => path));
  for (const path of measured.keys()) if (!there.has(path)) measured.delete(path);
  return found;
}

/** What a cleaning needs beside the places. */
export interface Cleaning {
  ids: readonly string[];
  /** A task is under way. */
  isBusy: boolean;
  /** Deletes one thing of the trash; false while a change that is not over needs it. */
  discard: (path: string) => Promise<boolean>;
}

/** What was cleaned, for those who have to forget it. */
export interface Cleaned extends DiskCleaned {
  /** The places in the trash that are empty now. */
  trashPlaces: string[];
}

/**
 * Removes leftovers by id. What is not among the leftovers now is not touched, whatever its id says; each path is proven to lie in its
 * folder. Each goes by a rename first, so that a kill leaves none of them half there. What cannot be removed is named with the reason, and the
 * others go on.
 */
export async function cleanLeftovers(places: LeftoverPlaces, { ids, isBusy, discard }: Cleaning): Promise<Cleaned> {
  const listed = new Map((await listLeftovers(places, isBusy)).map((leftover) => [leftover.id, leftover]));
  const cleaned: Cleaned = { freedBytes: 0, failed: [], trashPlaces: [] };
  const remove = async ({ kind, path }: DiskLeftover): Promise<boolean> => {
    if (kind === 'trash') return discard(path);
    await removeByRename(dirname(path), basename(path));
    return true;
  };
  for (const id of new Set(ids)) {
    const leftover = listed.get(id);
    try {
      if (leftover === undefined || !(await remove(leftover))) {
        cleaned.failed.push({ id, reason: msg`It is already gone, or an unfinished change needs it.` });
        continue;
      }
      cleaned.freedBytes += leftover.bytes;
      if (leftover.kind === 'trash') cleaned.trashPlaces.push(leftover.path);
    } catch (error) {
      cleaned.failed.push({ id, reason: toAppError(error).words.message });
    }
  }
  return cleaned;
}
