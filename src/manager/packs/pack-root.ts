import type { WatchFolder, Watching } from '../../base/folder-watch';
import { statOrNull } from '../../base/stat';
import type { Turn } from '../../base/turn';
import { isPackName, listEntries, type PackEntry } from './entries';
import { isUnchanged, readStamp, type Stamp } from './pack-files';
import { PackSlot } from './pack-slot';

/** A folder of packs as it was last listed, kept right by a watch and by looking at its times. */
export interface PackRoot {
  slots(): Iterable<PackSlot>;
  isDirty(): boolean;
  /** Whether changes are found only by looking: of the folder itself or behind a dead link in it. */
  needsLooking(): boolean;
  /** A glance at the folder's times, a few microseconds: finds what was added, removed or renamed before the watch tells. */
  look(): void;
  /** Lists the folder anew; slots of entries that are still there are kept. Throws `folder-unreadable`. */
  list(turn: Turn): Promise<void>;
  close(): void;
}

export interface PackRootOptions {
  dir: string;
  isBelowDisabled: boolean;
  watchFolder: WatchFolder;
  /** Something has to be looked at or read again. */
  onDirty(): void;
  /** The system cannot say what changed: everything has to be looked at. */
  onDoubt(): void;
}

function inodeOf(dir: string): string | null {
  const stats = statOrNull(dir);
  return stats === null ? null : `${stats.dev}:${stats.ino}:${stats.birthtimeMs}`;
}

/** The slots of one folder by name. */
function createSlots(makeSlot: (entry: PackEntry) => PackSlot) {
  let slots = new Map<string, PackSlot>();
  const closeAll = () => {
    for (const slot of slots.values()) slot.close();
    slots = new Map();
  };
  /** Keeps the slots of entries that lead to the same place, opens new ones, closes the rest. */
  const meet = (entries: readonly PackEntry[]) => {
    const before = slots;
    slots = new Map();
    for (const entry of entries) {
      const known = before.get(entry.name);
      const isSame = known?.entry.inode === entry.inode && known.entry.isLink === entry.isLink && !known.isGone;
      if (known !== undefined && isSame) {
        known.meet(entry);
        before.delete(entry.name);
        slots.set(entry.name, known);
      } else slots.set(entry.name, makeSlot(entry));
    }
    for (const slot of before.values()) slot.close();
  };
  return { all: () => slots.values(), get: (name: string) => slots.get(name), meet, closeAll };
}

/** The watch of a folder that can be put up anew. */
function createRootWatch({ dir, watchFolder, onDoubt }: PackRootOptions, hear: (path: string | null) => void) {
  let watching: Watching | null = null;
  const stop = () => {
    watching?.close();
    watching = null;
  };
  const renew = () => {
    stop();
    const lost = () => {
      stop();
      onDoubt();
    };
    watching = watchFolder(dir, { changed: hear, lost });
  };
  return { isOn: () => watching !== null, renew, stop };
}

/** Makes the keeper of a folder of packs. Nothing is read before `list`. */
export function createPackRoot(options: PackRootOptions): PackRoot {
  const { dir, isBelowDisabled, watchFolder, onDirty, onDoubt } = options;
  let state = { isDirty: true, hasDeadLinks: false, listedAtMs: 0, inode: null as string | null };
  let stamp: Stamp = { numbers: [], newestMs: 0 };

  const markDirty = () => {
    state.isDirty = true;
    onDirty();
  };
  const watch = createRootWatch(options, (path) => {
    const [name = '', ...rest] = (path ?? '').split(/[\\/]/);
    const slot = slots.get(name);
    if (path === null) onDoubt();
    else if (rest.length > 0) slot?.hear(rest);
    else if (isPackName(name)) {
      slot?.markDirty();
      markDirty();
      // Maybe the folder itself, or `.disabled`: a glance at their times tells.
    } else onDirty();
  });
  const around = { watchFolder, isFolderWatched: watch.isOn, onDirty, onGone: markDirty };
  const slots = createSlots((entry) => new PackSlot(entry, around));

  return {
    slots: slots.all,
    isDirty: () => state.isDirty,
    needsLooking: () => state.hasDeadLinks || (state.inode !== null && !watch.isOn()),
    look() {
      const now = readStamp([dir]);
      // With a watch, what happened within one step of the clock is told; without one it has to be listed again.
      const readAtMs = watch.isOn() ? Infinity : state.listedAtMs;
      if (!state.isDirty && !isUnchanged(stamp, now, readAtMs)) markDirty();
    },
    async list(turn) {
      const inode = inodeOf(dir);
      if (inode !== state.inode) slots.closeAll();
      if (inode !== state.inode || !watch.isOn()) watch.renew();
      state = { ...state, isDirty: false, listedAtMs: Date.now(), inode };
      // Until it has been listed, the next glance finds it changed.
      stamp = { numbers: [], newestMs: 0 };
      const before = readStamp([dir]);
      const { entries, hasDeadLinks } = await listEntries({ dir, isBelowDisabled }, turn);
      stamp = before;
      state.hasDeadLinks = hasDeadLinks;
      slots.meet(entries);
    },
    close() {
      watch.stop();
      slots.closeAll();
    },
  };
}
