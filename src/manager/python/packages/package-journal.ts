import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readEntryFiles } from '../../../base/files/entry-files';
import { removeInside } from '../../../base/files/move-files';
import { writeAtomic } from '../../../base/files/files';
import { quarantine } from '../../../base/files/quarantine';
import { withSeal } from '../../../base/files/seals';
import { syncFolder } from '../../../base/files/sync';

/** An installed distribution as it was before a change: its names, and which files it had by the hash of its RECORD. */
export const KnownDistribution = z.object({
  name: z.string(),
  version: z.string(),
  /** Absolute path of its `dist-info` or `egg-info`. */
  infoPath: z.string(),
  /** SHA-256 of RECORD in hex; null where there was none. */
  record: z.string().nullable(),
  /** Where it was installed from, when not from an index. */
  address: z.string().nullable(),
});
export type KnownDistribution = z.infer<typeof KnownDistribution>;

const JournalEntry = z.object({
  id: z.uuid(),
  /** `open`: a change is under way, or was when the app ended. `owed`: what `before` names could not be put back yet. */
  state: z.enum(['open', 'owed']),
  startedAt: z.string(),
  /** What the change was for, in words. */
  what: z.string(),
  environment: z.object({
    interpreter: z.string(),
    tool: z.enum(['uv', 'pip']),
    uv: z.string().nullable(),
    pythonVersion: z.string(),
    sitePackagesDirs: z.array(z.string()),
    isEmbedded: z.boolean(),
  }),
  before: z.array(KnownDistribution),
  /** Names of `before` that the change may move: the others are not looked at again. Null: it may move all. */
  moving: z.array(z.string()).nullable().default(null),
  /** The change of which this is a part and with which it becomes final: it counts as long as that is no record. Null until all is proven. */
  finalWith: z.uuid().nullable().default(null),
  /** When it was first written, by the clock of the disk; null in one that was written once. */
  sinceMs: z.number().nullable().default(null),
  /** What each package folder held at its top, whoever put it there. Empty for what is owed. */
  names: z.record(z.string(), z.array(z.string())),
});
export type JournalEntry = z.infer<typeof JournalEntry>;

/** An entry with the time of the disk at which it was first written. */
export interface WrittenEntry {
  entry: JournalEntry;
  writtenMs: number;
}

/** An entry that was not written yet. */
export type NewEntry = Omit<JournalEntry, 'id' | 'finalWith' | 'sinceMs' | 'moving'>;

/** One small file per change of packages that is under way, or that could not be put right. */
export interface PackageJournal {
  /** Survives a power cut once the promise is kept. */
  write(entry: NewEntry & Partial<JournalEntry>): Promise<JournalEntry>;
  forget(id: string): Promise<void>;
  /** What is written down. `unreadable` names files that nobody can make sense of. */
  read(): Promise<{ entries: WrittenEntry[]; unreadable: string[] }>;
  /** Puts an unreadable one where it is in nobody's way, and answers where it lies now. */
  quarantine(name: string): Promise<string>;
}

/** Opens the journal in a folder. */
export function createPackageJournal(dir: string): PackageJournal {
  const fileOf = (id: string) => join(dir, `${id}.json`);
  const writtenAt = async (name: string) => (await stat(join(dir, name))).mtimeMs;
  return {
    async write(given) {
      const { id = randomUUID(), moving = null } = given;
      // What came since its first writing came with the change.
      const sinceMs = given.sinceMs ?? (given.id === undefined ? null : await writtenAt(`${id}.json`));
      const entry: JournalEntry = { finalWith: null, ...given, id, moving, sinceMs };
      await writeAtomic(fileOf(entry.id), JSON.stringify(withSeal(fileOf(entry.id), entry)));
      await syncFolder(dir);
      return entry;
    },
    async forget(id) {
      await removeInside(dir, `${id}.json`);
      // A power cut must not bring it back: what is done would be taken back.
      await syncFolder(dir);
    },
    quarantine: (name) => quarantine(join(dir, name)),
    async read() {
      const { entries, unreadable } = await readEntryFiles(dir, (value) => JournalEntry.safeParse(value).data);
      const dated = entries.map(async ({ name, entry }) => ({
        entry,
        writtenMs: entry.sinceMs ?? (await writtenAt(name)),
      }));
      return { entries: await Promise.all(dated), unreadable };
    },
  };
}
