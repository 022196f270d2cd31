import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isInside, listNames, readJsonIfPresent } from '../../base/files/files';
import { isGoing, removeAside } from '../../base/files/remove-aside';
import type { DiskCleaned, DiskLeftover } from '../../contract/disk';
import { toAppError } from '../../contract/errors';
import { readRecord } from '../comfyui/code/switch-journal';
import type { Paths } from '../installation/paths';
import { measureFolders } from './measure-folders';

type LeftoverPaths = Pick<Paths, 'desktopDir' | 'stagingDir' | 'trashDir'>;
type Kind = DiskLeftover['kind'];

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
export function keptDirIn(desktopDir: string): string {
  return join(desktopDir, 'kept');
}

/** What may go now. A change that is not over can still take back what is in the trash, and works in staging. */
async function findNames(paths: LeftoverPaths, isBusy: boolean): Promise<Record<Kind, string[]>> {
  const { desktopDir, stagingDir, trashDir } = paths;
  const [journal, record] = await Promise.all([readJournal(join(desktopDir, 'journal')), readRecord(desktopDir)]);
  const open = journal?.filter(({ state }) => state === 'open') ?? [];
  const used = open.flatMap(({ moves }) => moves.flatMap(({ from, to }) => [from, to]));
  const isHeld = (name: string): boolean =>
    used.some((path) => path === join(trashDir, name) || isInside(join(trashDir, name), path));
  const listWhole = async (folder: string): Promise<string[]> =>
    (await listNames(folder)).filter((name) => !isGoing(name));
  const isQuiet = !isBusy && journal !== null && open.length === 0;
  return {
    trash: journal === null ? [] : (await listWhole(trashDir)).filter((name) => !isHeld(name)),
    staging: isQuiet ? await listWhole(stagingDir) : [],
    // The record of an unfinished switch may still want its files back.
    kept: record === null ? await listWhole(keptDirIn(desktopDir)) : [],
  };
}

/** Where a thing of the trash lies, by its id; null for other kinds. */
export function trashPlaceOf(id: string, { trashDir }: Pick<LeftoverPaths, 'trashDir'>): string | null {
  return id.startsWith('trash/') ? join(trashDir, id.slice('trash/'.length)) : null;
}

function folderOf(kind: Kind, { desktopDir, stagingDir, trashDir }: LeftoverPaths): string {
  return kind === 'kept' ? keptDirIn(desktopDir) : { trash: trashDir, staging: stagingDir }[kind];
}

/** Bytes of a file, or of everything in a folder; 0 for what is gone. Throws `cancelled`. */
export async function measureOne(path: string, signal: AbortSignal): Promise<number> {
  const found = await lstat(path).catch(() => null);
  if (!found?.isDirectory()) return found?.size ?? 0;
  const measured = await measureFolders([{ part: 'manager', path, followsLinks: false }], signal);
  return measured.reduce((sum, part) => sum + part.bytes, 0);
}

async function describe(kind: Kind, name: string, paths: LeftoverPaths): Promise<DiskLeftover[]> {
  const path = join(folderOf(kind, paths), name);
  const found = await lstat(path).catch(() => null);
  if (found === null) return [];
  const bytes = await measureOne(path, new AbortController().signal);
  return [{ id: `${kind}/${name}`, kind, name, path, bytes, changedAt: found.mtime.toISOString(), change: null }];
}

/** Everything of ours that nothing needs any more, with its size. `isBusy`: a task is under way. */
export async function listLeftovers(paths: LeftoverPaths, isBusy: boolean): Promise<DiskLeftover[]> {
  const found: DiskLeftover[] = [];
  for (const [kind, names] of Object.entries(await findNames(paths, isBusy)) as [Kind, string[]][]) {
    for (const name of names) found.push(...(await describe(kind, name, paths)));
  }
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

/**
 * Removes leftovers by id. What is not among the leftovers now is not touched, whatever its id says; each path is proven to lie in its
 * folder. Each goes by a rename first, so that a kill leaves none of them half there. What cannot be removed is named with the reason, and the
 * others go on.
 */
export async function cleanLeftovers(paths: LeftoverPaths, { ids, isBusy, discard }: Cleaning): Promise<DiskCleaned> {
  const listed = new Map((await listLeftovers(paths, isBusy)).map((leftover) => [leftover.id, leftover]));
  const cleaned: DiskCleaned = { freedBytes: 0, failed: [] };
  const remove = async ({ kind, name, path }: DiskLeftover): Promise<boolean> => {
    if (kind === 'trash') return discard(path);
    await removeAside(folderOf(kind, paths), name);
    return true;
  };
  for (const id of new Set(ids)) {
    const leftover = listed.get(id);
    try {
      if (leftover !== undefined && (await remove(leftover))) cleaned.freedBytes += leftover.bytes;
      else cleaned.failed.push({ id, reason: 'It is gone already, or a change that is not over needs it.' });
    } catch (error) {
      cleaned.failed.push({ id, reason: toAppError(error).message });
    }
  }
  return cleaned;
}
