import { randomUUID } from 'node:crypto';
import { msg } from '../../contract/text/message';
import { join } from 'node:path';
import { ensureFolder, listNames, readJsonIfPresent } from '../../base/files/files';
import { movePath, removeInside } from '../../base/files/move-files';
import { quarantineName, quarantine, type Notify } from '../../base/files/quarantine';
import { writeSealed } from '../../base/files/seals';
import { AppError } from '../../contract/errors';
import { ChangeRecord, type ChangeTask } from './change-record';

/** More changes than a person takes back one by one; each is a file that a start reads. */
const maxRecords = 500;

/** What a change is for. */
export interface RecordAbout {
  /** The task it is made for; left out, for nobody's. */
  task?: ChangeTask | undefined;
  /** The change that it takes back. */
  takesBack?: string | undefined;
}

/** The changes that are final and can still be taken back, one file each. */
export interface ChangeRecords {
  /** Oldest first. */
  list(): readonly ChangeRecord[];
  /** Whether a change is final, and can still be taken back. */
  has(id: string): boolean;
  /**
   * A change of which nothing is known yet but what it is for. Its time is later than all there are: their order holds although a clock was put back.
   */
  draft(about: RecordAbout): ChangeRecord;
  /** Makes the entry of a journal a record, by one rename: the moment at which the change is final. */
  adopt(record: ChangeRecord, entryFile: string): Promise<void>;
  /** Writes down a change that had no entry in a journal. Survives a power cut once the promise is kept. */
  add(record: ChangeRecord): Promise<void>;
  /** Forgets changes, which can then not be taken back any more. */
  forget(ids: readonly string[]): Promise<void>;
  /** The oldest records beyond the number that is kept. */
  surplus(): readonly ChangeRecord[];
}

async function readRecords(dir: string, notify: Notify): Promise<ChangeRecord[]> {
  const names = (await listNames(dir)).filter((name) => name.endsWith('.json'));
  const read = async (name: string) =>
    ChangeRecord.safeParse(await readJsonIfPresent(join(dir, name)).catch(() => null)).data;
  const parsed = await Promise.all(names.map(read));
  const unreadable = names.filter((_name, at) => parsed[at] === undefined);
  await quarantineAll(dir, unreadable, notify);
  const records = parsed.filter((record) => record !== undefined);
  return records.sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
}

/** A record that cannot be read is no way back any more; the change itself stands. */
async function quarantineAll(dir: string, names: readonly string[], notify: Notify): Promise<void> {
  if (names.length === 0) return;
  try {
    for (const name of names) await quarantine(join(dir, name));
  } catch (error) {
    // On a disk that takes nothing they stay where they are, and are told again.
    if (!(error instanceof AppError)) throw error;
  }
  const count = names.length === 1 ? msg`1 change` : msg`${names.length} changes`;
  notify(
    msg`The record of ${count} cannot be read, so it cannot be undone. The record is kept in ${join(dir, quarantineName)}.`,
  );
}

/** Opens the records in a folder, all of which are read once. */
export async function openChangeRecords(dir: string, notify: Notify = () => undefined): Promise<ChangeRecords> {
  await ensureFolder(dir);
  let records = await readRecords(dir, notify);
  const fileOf = (id: string) => join(dir, `${id}.json`);
  const nextTime = (): string => {
    const lastMs = Date.parse(records.at(-1)?.at ?? '');
    const nowMs = Date.now();
    return new Date(lastMs >= nowMs ? lastMs + 1 : nowMs).toISOString();
  };
  return {
    list: () => records,
    has: (id) => records.some((record) => record.id === id),
    draft: ({ task, takesBack }) => ({
      ...{ id: randomUUID(), at: nextTime(), takesBack: takesBack ?? null },
      task: task === undefined ? null : { ...task, rows: [...new Set(task.rows)] },
      ...{
        moves: [],
        origins: [],
        groups: [],
        left: [],
        scriptFiles: [],
        packages: [],
        difference: null,
        code: null,
        environment: null,
      },
    }),
    async adopt(record, entryFile) {
      await movePath(entryFile, fileOf(record.id));
      records = [...records, record];
    },
    async add(record) {
      await writeSealed(fileOf(record.id), record);
      records = [...records, record];
    },
    async forget(ids) {
      const gone = new Set(ids);
      records = records.filter(({ id }) => !gone.has(id));
      for (const id of gone) await removeInside(dir, `${id}.json`);
    },
    surplus: () => records.slice(0, Math.max(0, records.length - maxRecords)),
  };
}
