import { pathExists } from '../../../base/files/files';
import { withoutCancel, type JobContext } from '../../../base/async/job';
import type { AppSettings } from '../../../contract/settings';
import { msg } from '../../../contract/text/message';
import type { Paths } from '../../installation/paths';
import type { OpenJournal } from '../environment/tool';
import type { JournalEntry, PackageJournal, WrittenEntry } from './package-journal';
import { isBroughtBack } from './package-place';
import type { PackageStore } from './package-store';
import { putRight, type Repair } from './put-right';

/** What puts right that a change has left half done. */
export interface Settling {
  /** Puts right the entries of the journal that are chosen, and forgets them but for what is still owed. */
  all(job: JobContext, choose: (entry: JournalEntry) => boolean): Promise<Repair[]>;
  /** Puts right what a change of this job has done, although it was cancelled; null where it is final, or nothing of it is written down. */
  takeBack(id: string, job: JobContext): Promise<Repair | null>;
}

interface SettlingOptions {
  settings: AppSettings;
  paths: Paths;
  /** Whether a change, by its id, has become a record: packages that were to become final with one that has not come back. */
  isFinal?: ((change: string) => boolean) | undefined;
  journal: PackageJournal;
  openStore: () => Promise<PackageStore>;
}

/** The way to the journal for what changes packages: `keep` holds what is about to move. */
export function proofFor(
  { environment }: Pick<JournalEntry, 'environment'>,
  store: PackageStore,
  keep: OpenJournal['keep'],
): OpenJournal {
  const bringBack: OpenJournal['bringBack'] = async (name, version) => {
    await keep([name]);
    return isBroughtBack({ name, version }, environment, store);
  };
  return { keep, bringBack } as OpenJournal;
}

/** The environment of an entry was deleted: there is nothing to put right. */
async function isGone({ environment }: JournalEntry): Promise<boolean> {
  const there = await Promise.all([environment.interpreter, ...environment.sitePackagesDirs].map(pathExists));
  return !there.includes(true);
}

/** Makes what settles the entries of a journal. */
export function createSettling({ settings, paths, journal, openStore, ...options }: SettlingOptions): Settling {
  const isFinal = ({ finalWith }: JournalEntry): boolean => finalWith !== null && options.isFinal?.(finalWith) === true;

  const settle = async (written: WrittenEntry, job: JobContext): Promise<Repair> => {
    const { entry } = written;
    const store = await openStore();
    // What is there now is half a change: only what was held before it counts.
    const open = proofFor(entry, store, () => Promise.resolve());
    const call = { environment: entry.environment, settings, cwd: paths.stagingDir, journal: open };
    const repair = await putRight(written, { store, call }, job);
    const before = repair.owed.map(({ known }) => known);
    if (before.length === 0) await journal.forget(entry.id);
    else await journal.write({ ...entry, state: 'owed', before, moving: null, names: {} });
    return repair;
  };

  return {
    async all(job, choose) {
      const { entries } = await journal.read();
      const repairs: Repair[] = [];
      for (const written of entries.filter(({ entry }) => choose(entry))) {
        if (isFinal(written.entry) || (await isGone(written.entry))) await journal.forget(written.entry.id);
        else repairs.push(await settle(written, job));
      }
      return repairs;
    },
    async takeBack(id, job) {
      const written = (await journal.read()).entries.find(({ entry }) => entry.id === id);
      if (written === undefined || isFinal(written.entry)) return null;
      job.report({ phase: msg`Restoring packages` });
      return settle(written, withoutCancel(job));
    },
  };
}
