import { createEmitter } from '../../../base/async/emitter';
import { receiveNews, watchFolder as watchBySystem, type WatchFolder } from '../../../base/files/folder-watch';
import type { Logger } from '../../../base/log';
import { beginSlice, forEachInSlices, type TimeSlice } from '../../../base/async/time-slice';
import type { Naming, PackCopy } from './inventory';
import { createCheckSchedule, type CheckSchedule, type CheckScope } from './check-schedule';
import type { Origins } from './origins';
import { PackRoot } from './pack-root';
import type { PackSlot } from './pack-slot';
import { composeView, type PackView } from './pack-view';
import { isUnchanged, readStamp, type Stamp } from './pack-files';

export interface InventoryOptions {
  customNodesDir: string;
  disabledDir: string;
  originsFile: string;
  origins: Pick<Origins, 'read'>;
  registryIdOf: Naming['registryIdOf'];
  log: Logger;
  /** How folders are watched; tests put one here that has no watches to give. */
  watchFolder?: WatchFolder;
}

/** After a change is heard its neighbours are waited for, so that a clone in the making is not read fifty times. */
const settleMs = 50;
const maxRounds = 8;

/** What names copies, kept as long as it is right. */
interface LiveNaming {
  /** A glance at the record of former names. */
  check(): void;
  isStale(): boolean;
  /** Registry ids may have changed: every copy is to be named anew. */
  renameAll(): void;
  /** The same object as long as nothing changed; the same `registryIdOf` as long as no more than a former name did. */
  read(): Promise<Naming>;
}

/** Makes the keeper of what copies are named by. Nothing is read before it is asked for. */
function createLiveNaming(options: {
  originsFile: string;
  origins: Pick<Origins, 'read'>;
  registryIdOf: Naming['registryIdOf'];
}): LiveNaming {
  let naming: Naming | null = null;
  let areOriginsStale = true;
  let stamp: Stamp = { numbers: [], newestMs: 0 };
  const isStale = () => naming === null || areOriginsStale;
  return {
    check() {
      const now = readStamp([options.originsFile]);
      if (isUnchanged(stamp, now, Infinity)) return;
      stamp = now;
      areOriginsStale = true;
    },
    isStale,
    renameAll() {
      naming = null;
    },
    async read() {
      if (naming !== null && !areOriginsStale) return naming;
      areOriginsStale = false;
      const origins = await options.origins.read();
      // Asked for after the reading: it may have become out of date meanwhile.
      const registryIdOf = naming?.registryIdOf ?? ((repository: string) => options.registryIdOf(repository));
      naming = { origins, registryIdOf };
      return naming;
    },
  };
}

/**
 * The packs on disk, kept in memory. The system tells what changes (see `PackSlot`), a glance at the folders' times at every reading finds
 * what it has not told yet, and what it cannot tell (network drives, links, no watch left) is looked at on a schedule. A class because
 * view, dirt and timers must agree: `view` is what a reader gets only while nothing is known to be out of date.
 */
export class LiveInventory {
  readonly #roots: readonly PackRoot[];
  readonly #outsideChanges;
  #view: PackView | null = null;
  readonly #naming: LiveNaming;
  #isStale = true;
  #scope: CheckScope = 'changed';
  #update: Promise<PackView> | null = null;
  #hasUnwatched = false;
  readonly #checks: CheckSchedule = createCheckSchedule((scope) => {
    this.#widen(scope);
    this.#updateAlone();
  });
  /** Operations under way, the places they said they changed, and whether one has ended since the last update. */
  #own = { running: 0, places: new Set<string>(), hasEnded: false };
  #settling: NodeJS.Timeout | null = null;
  #isClosed = false;

  readonly #options: InventoryOptions;

  constructor(options: InventoryOptions) {
    this.#options = options;
    const { log, watchFolder = watchBySystem, customNodesDir, disabledDir } = options;
    this.#naming = createLiveNaming(options);
    this.#outsideChanges = createEmitter<undefined>((error) => log.error('A listener of the packs failed.', { error }));
    const shared = {
      watchFolder: (...args: Parameters<WatchFolder>) => (this.#isClosed ? null : watchFolder(...args)),
      onDirty: () => this.#receive(),
      onDoubt: () => this.invalidate(),
    };
    this.#roots = [
      new PackRoot({ ...shared, dir: customNodesDir, isBelowDisabled: false }),
      new PackRoot({ ...shared, dir: disabledDir, isBelowDisabled: true }),
    ];
  }

  /** The packs as they are now: at most a second old where the system does not tell of changes, else not at all. */
  read(): Promise<PackView> {
    for (const root of this.#roots) root.glance();
    this.#naming.check();
    if (this.#isClosed) this.#widen('all');
    if (this.#hasUnwatched && this.#checks.isOverdue()) this.#widen('unwatched');
    // While an update is under way the view is still what was there before it.
    if (this.#view !== null && this.#update === null && this.#isSettled()) return Promise.resolve(this.#view);
    return this.#bringUpToDate();
  }

  /** The copies that `choose` takes, as their files are at this moment, whatever watches have told of them so far. */
  async readChosen(choose: (copies: readonly PackCopy[]) => readonly PackCopy[]): Promise<readonly PackCopy[]> {
    await receiveNews();
    if (this.#hasUnwatched) this.#widen('unwatched');
    const seen = choose((await this.read()).copies);
    for (const { dir } of seen) for (const root of this.#roots) root.check(dir);
    return choose((await this.read()).copies);
  }

  /** The next `read` looks at everything. */
  invalidate(): void {
    this.#widen('all');
    this.#receive();
  }

  /** Registry ids may have changed: copies are named anew. */
  renameAll(): void {
    this.#naming.renameAll();
    this.#receive();
  }

  /** An operation of ours brought something to these places, or took it away: they are read again, and nothing else. */
  notify(places: readonly string[]): void {
    for (const place of places) {
      if (this.#own.running > 0) this.#own.places.add(place);
      for (const root of this.#roots) root.notify(place);
    }
  }

  /**
   * Runs work that changes packs, and tells which: what it changed is in the next `read`, whether it failed or not, and is not announced.
   * So is what others changed until its end, as far as the system tells of it at once.
   */
  async changing<T>(work: () => Promise<T>): Promise<T> {
    this.#own.running += 1;
    try {
      return await work();
    } finally {
      this.#own.running -= 1;
      this.#own.hasEnded = true;
      // What it told of first may have been changed since, by `install.py` for one.
      this.notify([...this.#own.places]);
      if (this.#own.running === 0) this.#own.places.clear();
      this.#widen('unwatched');
      this.#receive();
    }
  }

  /** The list changed without our doing. Silent while an operation runs: its end is news as well. */
  onOutsideChange(listener: () => void): () => void {
    return this.#outsideChanges.on(listener);
  }

  /** Ends watches and timers. Reading still works afterwards and looks at everything each time. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#checks.close();
    if (this.#settling !== null) clearTimeout(this.#settling);
    await this.#update?.catch(() => undefined);
    for (const root of this.#roots) root.close();
    this.#isStale = true;
  }

  #isSettled(): boolean {
    return !this.#isStale && this.#scope === 'changed' && !this.#naming.isStale();
  }

  /** Whoever joined after an operation of ours must not get what was there before it: then no number of rounds is enough. */
  #mayGiveUp(round: number): boolean {
    return round >= maxRounds && !this.#own.hasEnded;
  }

  #widen(scope: CheckScope): void {
    if (this.#scope !== 'all') this.#scope = scope;
  }

  #receive(): void {
    this.#isStale = true;
    if (this.#update !== null || this.#isClosed) return;
    this.#settling ??= setTimeout(() => {
      this.#settling = null;
      this.#updateAlone();
    }, settleMs).unref();
  }

  #bringUpToDate(): Promise<PackView> {
    this.#update ??= this.#run();
    return this.#update;
  }

  /** Nobody waits for this reading, so a failure only goes into the log. */
  #updateAlone(): void {
    this.#bringUpToDate().catch((error: unknown) => this.#options.log.warn('The packs could not be read.', { error }));
  }

  async #run(): Promise<PackView> {
    const begunMs = performance.now();
    let isOwn = this.#own.running > 0;
    try {
      const slice = beginSlice();
      for (let round = 1; ; round += 1) {
        isOwn ||= this.#own.hasEnded;
        // Whoever comes after an operation is told what others did meanwhile as well.
        if (this.#own.hasEnded) await receiveNews();
        this.#own.hasEnded = false;
        const copies = await this.#runRound(slice);
        if (this.#isSettled() || this.#mayGiveUp(round)) return this.#publish(copies, isOwn || this.#own.running > 0);
      }
    } finally {
      this.#update = null;
      this.#checks.plan({ hasUnwatched: this.#hasUnwatched, tookMs: performance.now() - begunMs });
      if (!this.#isSettled()) this.#receive();
    }
  }

  /** Reads again what is known to have changed, and looks for changes where the scope says so. */
  async #runRound(slice: TimeSlice): Promise<PackCopy[]> {
    const scope = this.#beginRound();
    this.#naming.check();
    const naming = await this.#naming.read();
    for (const root of this.#roots) await this.#checkRoot(root, scope, slice);
    const slots = this.#slots();
    for (const slot of slots) {
      const isDue = scope === 'all' || (scope === 'unwatched' && !slot.isWatched);
      if (!isDue && !slot.isDirty) continue;
      if (slice.isOver()) await slice.giveWay();
      if (isDue) slot.check();
      if (slot.isDirty) slot.read();
    }
    const copies: PackCopy[] = [];
    await forEachInSlices(slots, slice, (slot) => {
      if (!slot.isGone) copies.push(slot.copyNamed(naming));
    });
    return copies;
  }

  async #checkRoot(root: PackRoot, scope: CheckScope, slice: TimeSlice): Promise<void> {
    root.glance();
    await root.refresh(slice, scope === 'all' || (scope === 'unwatched' && root.needsLooking()));
  }

  #beginRound(): CheckScope {
    const scope = this.#scope;
    this.#scope = 'changed';
    this.#isStale = false;
    this.#checks.noteChecked(scope);
    // Single registry records are learned without an announcement.
    if (scope === 'all') this.#naming.renameAll();
    return scope;
  }

  #publish(copies: readonly PackCopy[], isOwn: boolean): PackView {
    const before = this.#view;
    this.#view = composeView(copies, before);
    this.#hasUnwatched =
      this.#slots().some((slot) => !slot.isWatched) || this.#roots.some((root) => root.needsLooking());
    if (before !== null && before.list !== this.#view.list && !isOwn) this.#outsideChanges.emit(undefined);
    return this.#view;
  }

  #slots(): PackSlot[] {
    return this.#roots.flatMap((root) => root.slots());
  }
}
