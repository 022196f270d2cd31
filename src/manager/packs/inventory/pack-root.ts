import { basename, dirname, join } from 'node:path';
import { receiveNews, type WatchFolder, type Watching } from '../../../base/files/folder-watch';
import { isLink, statOrNull } from '../../../base/files/stat';
import type { TimeSlice } from '../../../base/async/time-slice';
import { describeName, isPackName, listEntries } from './entries';
import { isUnchanged, readStamp, type Stamp } from './pack-files';
import { PackSlot } from './pack-slot';
import { createPackSlots, type PackSlots } from './pack-slots';

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

/** The watch of a folder that can be put up anew. */
function createRootWatch({ dir, watchFolder, onDoubt }: PackRootOptions, receive: (path: string | null) => void) {
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
    watching = watchFolder(dir, { changed: receive, lost });
  };
  return { isOn: () => watching !== null, renew, stop };
}

/**
 * A folder of packs as it was last listed, kept right by a watch and by looking at its times. A class because list, stamp and what is known
 * to be out of date must agree. Nothing is read before `refresh`.
 */
export class PackRoot {
  readonly #entries: PackSlots;
  readonly #watch: ReturnType<typeof createRootWatch>;
  #listed = { atMs: 0, inode: null as string | null, hasDeadLinks: false };
  readonly #deadLinks = new Set<string>();
  #stamp: Stamp = { numbers: [], newestMs: 0 };
  /** What is known to be out of date: all of the list, or the entries of these names; and whether a glance found the folder's times changed. */
  #doubt = { isListStale: true, names: new Set<string>(), isGlanced: false };

  readonly #options: PackRootOptions;

  constructor(options: PackRootOptions) {
    this.#options = options;
    const { watchFolder, onDirty } = options;
    this.#watch = createRootWatch(options, (path) => this.#receive(path));
    const around = { watchFolder, isFolderWatched: this.#watch.isOn, onDirty };
    this.#entries = createPackSlots(
      (entry) => new PackSlot(entry, { ...around, onGone: () => this.#noteName(entry.name) }),
    );
  }

  slots(): readonly PackSlot[] {
    return this.#entries.all();
  }

  /** Whether changes are found only by looking: of the folder itself or behind a dead link in it. */
  needsLooking(): boolean {
    const { hasDeadLinks, inode } = this.#listed;
    return hasDeadLinks || this.#deadLinks.size > 0 || (inode !== null && !this.#watch.isOn());
  }

  /** A glance at the folder's times, a few microseconds: finds what was added, removed or renamed before the watch tells. */
  glance(): void {
    if (this.#doubt.isListStale) return;
    const now = readStamp([this.#options.dir]);
    // With a watch, what happened within one step of the clock is told; without one it has to be listed again.
    const isWatched = this.#watch.isOn();
    if (isUnchanged(this.#stamp, now, isWatched ? Infinity : this.#listed.atMs)) return;
    if (isWatched) this.#doubt.isGlanced = true;
    else this.#doubt.isListStale = true;
    this.#options.onDirty();
  }

  /** The entry at this path changed, if it is one of this folder: it is read again, and nothing else. */
  notify(path: string): void {
    if (dirname(path) === this.#options.dir) this.#noteName(basename(path));
  }

  /** Looks at the files of the copy at this path, if it is one of this folder, whatever the watch says. */
  check(path: string): void {
    if (dirname(path) === this.#options.dir) this.#entries.get(basename(path))?.check();
  }

  /**
   * Brings the list of entries up to date: those whose names were told, or all of them where nobody can tell, or when it is due. Throws
   * `folder-unreadable`.
   */
  async refresh(slice: TimeSlice, isDue: boolean): Promise<void> {
    // The watch has told which names have changed, or tells it in a moment.
    if (this.#doubt.isGlanced && !this.#doubt.isListStale) await receiveNews();
    if (isDue || this.#mustList()) await this.#list(slice);
    else this.#readNoted();
  }

  close(): void {
    this.#watch.stop();
    this.#entries.closeAll();
  }

  #receive(path: string | null): void {
    const [name = '', ...rest] = (path ?? '').split(/[\\/]/);
    if (path === null) this.#options.onDoubt();
    else if (rest.length > 0) this.#entries.get(name)?.receive(rest);
    else if (name === basename(this.#options.dir)) {
      // A folder is told of by its own name, as if that were one of its entries.
      this.#doubt.isListStale = true;
      this.#options.onDirty();
    } else if (isPackName(name)) this.#noteName(name);
    // Maybe `.disabled`: a glance at its times tells.
    else this.#options.onDirty();
  }

  #noteName(name: string): void {
    this.#doubt.names.add(name);
    this.#options.onDirty();
  }

  /** Whether names alone do not say what the list is now. */
  #mustList(): boolean {
    const { isListStale, isGlanced, names } = this.#doubt;
    const isUnexplained = isGlanced && names.size === 0;
    return (
      isListStale || isUnexplained || inodeOf(this.#options.dir) !== this.#listed.inode || this.#entries.haveTwin(names)
    );
  }

  #settle(): ReadonlySet<string> {
    const { names } = this.#doubt;
    this.#doubt = { isListStale: false, names: new Set(), isGlanced: false };
    return names;
  }

  async #list(slice: TimeSlice): Promise<void> {
    const { dir } = this.#options;
    const inode = inodeOf(dir);
    if (inode !== this.#listed.inode) this.#entries.closeAll();
    if (inode !== this.#listed.inode || !this.#watch.isOn()) this.#watch.renew();
    this.#settle();
    this.#listed = { ...this.#listed, atMs: Date.now(), inode };
    // Until it has been listed, the next glance finds it changed.
    this.#stamp = { numbers: [], newestMs: 0 };
    const before = readStamp([dir]);
    const { entries, hasDeadLinks } = await listEntries(this.#options, slice);
    this.#stamp = before;
    this.#listed.hasDeadLinks = hasDeadLinks;
    this.#deadLinks.clear();
    this.#entries.meet(entries);
  }

  #readNoted(): void {
    const names = this.#settle();
    // What changes from here on is told as well.
    this.#stamp = readStamp([this.#options.dir]);
    for (const name of names) {
      const entry = describeName(this.#options, name);
      if (entry === null && isLink(join(this.#options.dir, name))) this.#deadLinks.add(name);
      else this.#deadLinks.delete(name);
      this.#entries.meetOne(name, entry);
    }
  }
}
