import { readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { hasSystemCode } from '../../../base/files/files';
import { isLink, statOrNull } from '../../../base/files/stat';
import type { TimeSlice } from '../../../base/async/time-slice';
import { describeUnreadable } from '../../../base/files/unreadable';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import { innerWorkFolder } from '../../installation/paths';

/** One folder or file below `custom_nodes` or `.disabled` that may be a copy of a pack. */
export interface PackEntry {
  /** Absolute path. */
  dir: string;
  name: string;
  enabled: boolean;
  isBelowDisabled: boolean;
  /** Whether the entry is a link: then only the link is ours to move or remove. */
  isLink: boolean;
  isFile: boolean;
  changedAtMs: number;
  /** When it came to be; 0 where the file system does not say. */
  cameAtMs: number;
  /** Equal as long as the path leads to the same folder or file. */
  inode: string;
}

export interface EntryList {
  entries: PackEntry[];
  /** Whether a link leads to nothing that is a pack; it may later, without a change in this folder. */
  hasDeadLinks: boolean;
}

const ignoredNames = new Set(['__pycache__', '.disabled', '.trash', innerWorkFolder]);
const oldDisabledSuffix = '.disabled';

/** Whether a name in a packs folder can be a pack's. */
export function isPackName(name: string): boolean {
  return !ignoredNames.has(name) && !name.startsWith('.');
}

/** The name without the suffix by which older programs disabled packs in place. */
function bareNameOf(name: string): string {
  return name.endsWith(oldDisabledSuffix) ? name.slice(0, -oldDisabledSuffix.length) : name;
}

/** `id@1_2_3` as the reference names disabled packs; they return to `id`. */
function withoutVersion(name: string): string {
  return /^([^@]+)@/.exec(name)?.[1] ?? name;
}

/** The folder name an entry has, or had, when enabled. `origins`: disabled name -> that name, as far as this app disabled it. */
export function originNameOf(
  entry: Pick<PackEntry, 'name' | 'isBelowDisabled'>,
  origins: ReadonlyMap<string, string>,
): string {
  const bareName = bareNameOf(entry.name);
  return entry.isBelowDisabled ? (origins.get(entry.name) ?? withoutVersion(bareName)) : bareName;
}

function readFolder({ dir, isBelowDisabled }: { dir: string; isBelowDisabled: boolean }): Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    // A file named `.disabled` holds no packs.
    if (hasSystemCode(error, 'ENOENT') || (isBelowDisabled && hasSystemCode(error, 'ENOTDIR'))) return [];
    // A folder that cannot be read must not be told as one without packs: snapshots would record that, and restores act upon it.
    throw new AppError(
      'folder-unreadable',
      msg`The folder of packs, ${dir}, cannot be read: ${describeUnreadable(error)}.`,
      {
        remedy: msg`Make it a folder that this account may read, then try again.`,
        cause: error,
      },
    );
  }
}

type EntryPlace = Pick<PackEntry, 'dir' | 'name' | 'isBelowDisabled' | 'isLink'>;

/** What a path is now; null when nothing is there that can be a pack. A link to a pack is a pack; a dangling one is not. */
export function describeEntry({ dir, name, isBelowDisabled, isLink }: EntryPlace): PackEntry | null {
  const stats = statOrNull(dir);
  if (stats === null) return null;
  const bareName = bareNameOf(name);
  if (!stats.isDirectory() && !bareName.endsWith('.py')) return null;
  return {
    dir,
    name,
    enabled: !isBelowDisabled && bareName === name,
    isBelowDisabled,
    isLink,
    isFile: !stats.isDirectory(),
    changedAtMs: stats.mtimeMs,
    cameAtMs: stats.birthtimeMs,
    inode: `${stats.dev}:${stats.ino}:${stats.birthtimeMs}`,
  };
}

/** Reads what may be packs in a folder, sorted by name; nothing when there is no such folder. Throws `folder-unreadable`. */
export async function listEntries(
  folder: { dir: string; isBelowDisabled: boolean },
  slice: TimeSlice,
): Promise<EntryList> {
  const list: EntryList = { entries: [], hasDeadLinks: false };
  for (const found of readFolder(folder)) {
    if (slice.isOver()) await slice.giveWay();
    const { name } = found;
    if (!isPackName(name)) continue;
    const isLink = found.isSymbolicLink();
    const place = { dir: join(folder.dir, name), name, isBelowDisabled: folder.isBelowDisabled, isLink };
    const entry = describeEntry(place);
    if (entry !== null) list.entries.push(entry);
    else if (isLink) list.hasDeadLinks = true;
  }
  return list;
}

/** One name of a folder as `listEntries` would list it; null when nothing there can be a pack. */
export function describeName(folder: { dir: string; isBelowDisabled: boolean }, name: string): PackEntry | null {
  if (!isPackName(name)) return null;
  const dir = join(folder.dir, name);
  return describeEntry({ dir, name, isBelowDisabled: folder.isBelowDisabled, isLink: isLink(dir) });
}
