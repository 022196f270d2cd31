import type { DaysOfUse } from '../../../base/files/days-of-use';
import type { JobContext } from '../../../base/async/job';
import { together } from '../../../base/async/together';
import type { Logger } from '../../../base/log';
import { AppError, toAppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import type { AppSettings } from '../../../contract/settings';
import type { Paths } from '../../installation/paths';
import type { PythonEnvironment } from '../environment/environment';
import type { Moving, OpenJournal } from '../environment/tool';
import {
  createPackageJournal,
  type JournalEntry,
  type KnownDistribution,
  type NewEntry,
  type PackageJournal,
} from './package-journal';
import { findSameModule } from './overlaps';
import { findDifference, noDifference, type PackageDifference } from './package-difference';
import { listAll, openPackageStore, readNames } from './package-place';
import type { PackageStore } from './package-store';
import type { Repair } from './put-right';
import { proveBrought } from './prove-brought';
import { createSettling, proofFor, type Settling } from './settle-entries';
import { findNotHeld, findOthers, takeDifferenceBack } from './take-back-packages';

/** A package that could not be put back yet. */
export type Owed = Pick<KnownDistribution, 'name' | 'version'>;

/** What became of packages that a change had left as they should not be; each with its version. */
export interface Recovery {
  restored: readonly string[];
  removed: readonly string[];
  /** How many files and folders went that the change had left beside. */
  cleared: number;
  /** Where entries of the journal lie now that nobody can read, if there were any. */
  unreadable?: readonly string[];
  owed: readonly (Owed & { reason: string })[];
}

/**
 * Called when all is proven and the rest of a change is about to be made final: from then on packages stay as they are. Answers what it changed among
 * them; nothing inside of another change, which is committed as a whole. With the id of a change they become final by that change, at the very moment at
 * which it becomes a record: when it never does, packages come back as well. So it may be called while the rest of that change is still being proven.
 */
export type Commit = (change?: string) => Promise<PackageDifference>;

export interface KeeperOptions {
  environment: () => Promise<PythonEnvironment>;
  settings: AppSettings;
  paths: Paths;
  /** Packages that it takes to take changes back that are final: what is held of them stays as long as those can be. */
  wanted?: (() => readonly KnownDistribution[]) | undefined;
  /** How old things are that may be deleted; by the clock when left out. */
  days?: DaysOfUse | undefined;
  /** Whether a change, by its id, has become a record: packages that were to become final with one that has not come back. */
  isFinal?: ((change: string) => boolean) | undefined;
  log: Logger;
}

/** A change under way. */
interface Scope {
  what: string;
  job: JobContext;
  /** What was there, once one of its parts may change packages. */
  there: Promise<NewEntry> | null;
  /** The same in the journal, once packages are about to move. */
  entry: JournalEntry | null;
}

/** The error to throw when something could not be put back. */
function withOwed(error: unknown, { owed }: Repair): unknown {
  if (owed.length === 0 || !(error instanceof AppError)) return error;
  const notReverted = owed.map(({ known: { name, version } }) => `${name} ${version}`);
  const message = `${error.message} These Python packages could not be put back as they were: ${notReverted.join(', ')}.`;
  return new AppError(error.code, message, {
    remedy: msg`Choose "Repair packages" when the package index can be reached.`,
    details: { ...error.details, notReverted },
    cause: error,
  });
}

/** Whether a package may move. */
function isAmong(moving: Moving, { name }: KnownDistribution): boolean {
  if (moving === 'everything' || moving.includes(name)) return true;
  // Another build of the same module writes over its files.
  return findSameModule(moving, [name]).length > 0;
}

/**
 * The one way to change the packages of an installation: what is there is written down first, so that whatever happens (a failure, a cancel, the
 * end of the app or of the machine) it comes back. Nothing is read before it is needed. Only the worker of the queue, and the start before it, may call.
 */
export class PackageKeeper {
  readonly #options: KeeperOptions;
  readonly #journal: PackageJournal;
  readonly #settling: Settling;
  #store: Promise<PackageStore> | null = null;
  #scope: Scope | null = null;
  #isPruned = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#journal = createPackageJournal(options.paths.packageJournalDir);
    const openStore = () => this.#openStore();
    this.#settling = createSettling({ ...options, journal: this.#journal, openStore });
  }

  /**
   * Runs what changes packages. When it fails or is cancelled, they are as before; when the app ends within, the next `recover` brings them back.
   * Inside of `within` it is a part of that. Throws what `work` throws, and says there what could not be put back.
   */
  during<T>(what: string, job: JobContext, work: (journal: OpenJournal) => Promise<T>): Promise<T> {
    return this.within(what, job, async () => work(await this.#begin()));
  }

  /** The same for work of which several parts may change packages; nothing is read or written down before one of them does. */
  async within<T>(what: string, job: JobContext, work: (commit: Commit) => Promise<T>): Promise<T> {
    // A part of another change is committed with it.
    if (this.#scope !== null) return work(() => Promise.resolve(noDifference));
    const scope: Scope = { what, job, there: null, entry: null };
    this.#scope = scope;
    try {
      // What an earlier try left half done must not be taken for what was there.
      await this.#settling.all(job, ({ state }) => state === 'open');
      const result = await work((change) => this.#commit(scope, change)).catch(async (error: unknown) => {
        throw await this.#giveBack(scope, error);
      });
      await this.#close(scope);
      return result;
    } finally {
      this.#scope = null;
    }
  }

  /** Puts right what an earlier run or an earlier try left; null when nothing was, which costs the look at one folder. */
  async recover(job: JobContext): Promise<Recovery | null> {
    const unreadable = await this.#quarantineUnreadable();
    const repairs = await this.#settling.all(job, () => true);
    if (repairs.length === 0 && unreadable.length === 0) return null;
    return {
      ...(unreadable.length > 0 ? { unreadable } : {}),
      restored: repairs.flatMap(({ restored }) => restored),
      removed: repairs.flatMap(({ removed }) => removed),
      cleared: repairs.reduce((sum, { cleared }) => sum + cleared, 0),
      owed: repairs.flatMap(({ owed }) =>
        owed.map(({ known: { name, version }, reason }) => ({ name, version, reason })),
      ),
    };
  }

  /** What could not be put right yet. */
  async owed(): Promise<readonly Owed[]> {
    const { entries } = await this.#journal.read();
    const owed = entries.flatMap(({ entry }) => (entry.state === 'owed' ? entry.before : []));
    return owed.map(({ name, version }) => ({ name, version }));
  }

  /** What of a difference is not as the change left it, and what of it only the index could bring back. */
  async judge(difference: PackageDifference): Promise<{ others: string[]; notHeld: string[] }> {
    const others = findOthers(difference, await this.#identify(await this.#options.environment()));
    return { others, notHeld: await findNotHeld(difference, await this.#openStore()) };
  }

  /** Takes a difference back; see `takeDifferenceBack`. When it fails, all packages are as before. */
  takeBack(difference: PackageDifference, job: JobContext): Promise<void> {
    return this.during('taking packages back', job, async (journal) => {
      const { environment } = (await this.#scope?.there) ?? { environment: await this.#options.environment() };
      const { settings, paths } = this.#options;
      await journal.keep([...difference.before, ...difference.after].map(({ name }) => name));
      const call = { environment, settings, cwd: paths.stagingDir, journal };
      await takeDifferenceBack(difference, { store: await this.#openStore(), call }, job);
    });
  }

  #openStore(): Promise<PackageStore> {
    this.#store ??= openPackageStore(this.#options);
    return this.#store;
  }

  async #begin(): Promise<OpenJournal> {
    const scope = this.#scope;
    if (scope === null) throw new AppError('internal', msg`No change of packages is under way.`);
    scope.there ??= this.#look(scope);
    return proofFor(await scope.there, await this.#openStore(), (moving) => this.#holdMoving(scope, moving));
  }

  async #look({ what }: Scope): Promise<NewEntry> {
    const environment = await this.#options.environment();
    const [names, before] = await Promise.all([readNames(environment), this.#identify(environment)]);
    return {
      ...{ state: 'open', startedAt: new Date().toISOString(), what, before, names },
      environment: { ...environment, sitePackagesDirs: [...environment.sitePackagesDirs] },
    };
  }

  /** Holds what is about to move and was not before in this change, and writes down all that is there. */
  async #holdMoving(scope: Scope, moving: Moving): Promise<void> {
    const there = await scope.there;
    if (there === null) throw new AppError('internal', msg`No change of packages is under way.`);
    const { entry } = scope;
    const alreadyMoving = entry === null ? [] : entry.moving;
    if (alreadyMoving === null) return;
    const coming = there.before.filter((one) => !alreadyMoving.includes(one.name) && isAmong(moving, one));
    if (entry !== null && coming.length === 0) return;
    await this.#keep(coming, scope.job);
    const names = moving === 'everything' ? null : [...alreadyMoving, ...coming.map(({ name }) => name)];
    scope.entry = await this.#journal.write({ ...(entry ?? there), moving: names });
    await this.#pruneOnce(there.before);
  }

  /** What is installed there, each with the hash of its RECORD. */
  async #identify(environment: Pick<PythonEnvironment, 'sitePackagesDirs'>): Promise<KnownDistribution[]> {
    return (await this.#openStore()).identify(await listAll(environment));
  }

  /** The change itself must not depend on it: what is not kept comes from the index. */
  async #keep(installed: readonly KnownDistribution[], job: JobContext): Promise<void> {
    const store = await this.#openStore();
    await store.keep(installed).catch((error: unknown) => {
      this.#options.log.warn('Installed packages could not be held', { error });
      job.log(`The files of the installed packages could not be held: ${toAppError(error).message}`);
    });
  }

  async #pruneOnce(before: readonly KnownDistribution[]): Promise<void> {
    if (this.#isPruned) return;
    this.#isPruned = true;
    const [store, { entries }] = await Promise.all([this.#openStore(), this.#journal.read()]);
    const needed = [...before, ...entries.flatMap(({ entry }) => entry.before)];
    await store.prune(needed, this.#options.wanted?.()).catch((error: unknown) => {
      this.#options.log.warn('What no package needs any more could not be removed', { error });
    });
  }

  async #commit(scope: Scope, change: string | undefined): Promise<PackageDifference> {
    const { entry, job } = scope;
    if (entry === null) return noDifference;
    const after = await this.#identify(entry.environment);
    const difference = findDifference(entry.startedAt, entry.before, after);
    // What came is kept as well: taking it back can be taken back.
    await together(this.#keep(difference.after, job), proveBrought(entry, after, job));
    if (change === undefined) await this.#forget(scope);
    else scope.entry = await this.#journal.write({ ...entry, finalWith: change });
    return difference;
  }

  async #close(scope: Scope): Promise<void> {
    const { entry } = scope;
    if (entry === null) return;
    const isProven = entry.finalWith !== null;
    if (!isProven) await proveBrought(entry, await this.#identify(entry.environment), scope.job);
    await this.#forget(scope);
  }

  async #forget(scope: Scope): Promise<void> {
    if (scope.entry !== null) await this.#journal.forget(scope.entry.id);
    scope.entry = null;
    scope.there = null;
  }

  async #giveBack({ entry: begun, job }: Scope, error: unknown): Promise<unknown> {
    const { log } = this.#options;
    if (begun === null) return error;
    try {
      const repair = await this.#settling.takeBack(begun.id, job);
      return repair === null ? error : withOwed(error, repair);
    } catch (reason) {
      log.error('Python packages could not be put back; the next start does it', { reason });
      job.log(`Python packages could not be put back yet: ${toAppError(reason).message}`);
      return error;
    }
  }

  /** An entry that nobody can read says nothing of what was there: it stays for a person, and in nobody's way. */
  async #quarantineUnreadable(): Promise<string[]> {
    const { unreadable } = await this.#journal.read();
    const places: string[] = [];
    for (const name of unreadable) places.push(await this.#journal.quarantine(name));
    return places;
  }
}
