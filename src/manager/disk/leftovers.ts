import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isInside, listNames, readJsonIfPresent, removeInside } from '../../base/files/files';
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

/** What may go now. A change that is not over can still take back what is in the trash, and works in staging. */
async function findNames(paths: LeftoverPaths, isBusy: boolean): Promise<Record<Kind, string[]>> {
  const { desktopDir, stagingDir, trashDir } = paths;
  const keptDir = join(desktopDir, 'kept');
  const [journal, record] = await Promise.all([readJournal(join(desktopDir, 'journal')), readRecord(desktopDir)]);
  const open = journal?.filter(({ state }) => state === 'open') ?? [];
  const used = open.flatMap(({ moves }) => moves.flatMap(({ from, to }) => [from, to]));
  const isHeld = (name: string): boolean =>
    used.some((path) => path === join(trashDir, name) || isInside(join(trashDir, name), path));
  const isQuiet = !isBusy && journal !== null && open.length === 0;
  return {
    trash: journal === null ? [] : (await listNames(trashDir)).filter((name) => !isHeld(name)),
    staging: isQuiet ? await listNames(stagingDir) : [],
    // The record of an unfinished switch may still want its files back.
    kept: record === null ? await listNames(keptDir) : [],
  };
}

/** Where a thing of the trash lies, by its id; null for other kinds. */
export function trashPlaceOf(id: string, { trashDir }: Pick<LeftoverPaths, 'trashDir'>): string | null {
  return id.startsWith('trash/') ? join(trashDir, id.slice('trash/'.length)) : null;
}

function folderOf(kind: Kind, { desktopDir, stagingDir, trashDir }: LeftoverPaths): string {
  return kind === 'kept' ? join(desktopDir, 'kept') : { trash: trashDir, staging: stagingDir }[kind];
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

/**
 * Removes leftovers by id. What is not among the leftovers now is not touched, whatever its id says; each path is proven to lie in its
 * folder. What cannot be removed is named with the reason, and the others go on.
 */
export async function cleanLeftovers(
  paths: LeftoverPaths,
  { ids, isBusy }: { ids: readonly string[]; isBusy: boolean },
): Promise<DiskCleaned> {
  const listed = new Map((await listLeftovers(paths, isBusy)).map((leftover) => [leftover.id, leftover]));
  const cleaned: DiskCleaned = { freedBytes: 0, failed: [] };
  for (const id of new Set(ids)) {
    const leftover = listed.get(id);
    if (leftover === undefined) {
      cleaned.failed.push({ id, reason: 'It is gone already, or a change that is not over needs it.' });
      continue;
    }
    try {
      await removeInside(folderOf(leftover.kind, paths), leftover.name);
      cleaned.freedBytes += leftover.bytes;
    } catch (error) {
      cleaned.failed.push({ id, reason: toAppError(error).message });
    }
  }
  return cleaned;
}
