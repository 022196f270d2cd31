import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { watchesWholeTrees, type WatchFolder, type Watching } from '../../../base/files/folder-watch';
import { describeEntry, type PackEntry } from './entries';
import { readPackFacts, type PackFacts } from './identity';
import { describeCopy, type Naming, type PackCopy } from './inventory';
import { isTellingPath, isUnchanged, listPackFiles, listPackFolders, readStamp, type Stamp } from './pack-files';

/** What a slot needs of the folder it is in. */
export interface SlotSurroundings {
  watchFolder: WatchFolder;
  /** Whether changes directly in the folder are told. */
  isFolderWatched(): boolean;
  /** Told whenever the slot has to be read again. */
  onDirty(): void;
  /** Told when nothing is there any more. */
  onGone(): void;
}

/** Clocks of local file systems advance in steps of a few milliseconds. */
const localClockGrainMs = 20;
const maxReadings = 4;

/**
 * One copy of a pack as it was last read, together with what tells that it changed: watches where the system gives them, and a stamp of its
 * files for everywhere else. A class because the three belong together: facts are only as good as the watch and the stamp taken with them.
 */
export class PackSlot {
  entry: PackEntry;
  isDirty = true;
  /** Whether every change will be told. */
  isWatched = false;
  /** Whether nothing was there when it was last read. */
  isGone = false;
  #facts: PackFacts | null = null;
  #files: readonly string[] = [];
  #stamp: Stamp = { numbers: [], newestMs: 0 };
  #readAtMs = 0;
  #watchings: Watching[] = [];
  #copy: PackCopy | null = null;
  /** What the copy was named by; null when it has been read since. */
  #naming: Naming | null = null;

  readonly #around: SlotSurroundings;

  constructor(entry: PackEntry, around: SlotSurroundings) {
    this.#around = around;
    this.entry = entry;
  }

  markDirty(): void {
    if (this.isDirty) return;
    this.isDirty = true;
    this.#around.onDirty();
  }

  /** A change below the pack's folder, by path segments. */
  receive(path: readonly string[]): void {
    if (!this.entry.enabled || isTellingPath(path)) this.markDirty();
  }

  /** Looks at the stamps of its files; marks itself dirty when they differ or cannot be trusted. */
  check(): void {
    if (!this.isDirty && !isUnchanged(this.#stamp, readStamp(this.#files), this.#readAtMs)) this.markDirty();
  }

  /** Reads the pack's files. First the watch, then the reading: whatever changes afterwards is told. */
  read(): void {
    this.isDirty = false;
    this.#naming = null;
    const entry = describeEntry(this.entry);
    this.isGone = entry === null;
    if (entry === null) {
      this.close();
      this.#around.onGone();
      return;
    }
    this.entry = entry;
    for (let reading = 0; reading < maxReadings; reading += 1) {
      this.#readAtMs = Date.now();
      const facts = this.#readFacts();
      this.#attach(facts);
      this.#files = listPackFiles(this.entry, facts);
      this.#stamp = readStamp(this.#files);
      this.#facts = facts;
      if (!this.isWatched || this.#stamp.newestMs + localClockGrainMs < this.#readAtMs) return;
      // It changed just now, maybe between the reading and the watch: what to watch depends on what is read.
      if (isDeepStrictEqual(facts, this.#readFacts())) return;
    }
    this.markDirty();
  }

  /** The same entry as a later look found it. */
  meet(entry: PackEntry): void {
    if (entry.changedAtMs !== this.entry.changedAtMs) this.markDirty();
    this.entry = entry;
  }

  /** The copy; the same object as long as nothing about it changed. */
  copyNamed(naming: Naming): PackCopy {
    if (this.#copy !== null && this.#isNamedAlike(naming)) return this.#copy;
    const copy = describeCopy(this.entry, this.#facts, naming);
    this.#naming = naming;
    if (!isDeepStrictEqual(this.#copy, copy)) this.#copy = copy;
    return this.#copy ?? copy;
  }

  /** The same entry, of which it was told that it changed: whoever meets it reads it next. */
  receiveEntry(entry: PackEntry): void {
    this.entry = entry;
    this.isDirty = true;
  }

  close(): void {
    for (const watching of this.#watchings) watching.close();
    this.#watchings = [];
    this.isWatched = false;
  }

  /** Former names are kept of disabled copies alone: that another one of them is known renames no other copy. */
  #isNamedAlike(naming: Naming): boolean {
    const before = this.#naming;
    if (before === naming) return true;
    const { name, isBelowDisabled } = this.entry;
    const isSameOrigin = !isBelowDisabled || before?.origins.get(name) === naming.origins.get(name);
    if (before?.registryIdOf !== naming.registryIdOf || !isSameOrigin) return false;
    this.#naming = naming;
    return true;
  }

  #readFacts(): PackFacts | null {
    return this.entry.isFile ? null : readPackFacts(this.entry.dir);
  }

  #attach(facts: PackFacts | null): void {
    this.close();
    // The target of a link can change at any of its steps without the watch telling it.
    if (this.entry.isLink || !this.#around.isFolderWatched()) return;
    if (watchesWholeTrees) {
      this.isWatched = facts?.git?.isLinked !== true;
      return;
    }
    this.isWatched = listPackFolders(this.entry, facts).every(({ folder, names }) => {
      const watching = this.#around.watchFolder(folder, {
        changed: (path) => {
          const isTelling = path === null || names === null || names.has(path) || path === basename(folder);
          if (isTelling) this.markDirty();
        },
        lost: () => this.#lose(),
      });
      if (watching !== null) this.#watchings.push(watching);
      return watching !== null;
    });
    if (!this.isWatched) this.close();
  }

  #lose(): void {
    this.close();
    this.markDirty();
  }
}
