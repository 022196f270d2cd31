import { randomBytes } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathExists, readJsonIfPresent, resolveInside, writeJson } from '../../base/files/files';
import { removeInside } from '../../base/files/move-files';
import { ageByClock, type AgeOf } from '../../base/files/days-of-use';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import type { BatchOperation, BatchRecord, SystemState } from '../../contract/history';
import type { HistoryItem } from '../../contract/tasks/tasks';
import { z } from 'zod';

const keepDays = 90;
const dayMs = 24 * 60 * 60 * 1000;

/** A batch: everything from the first task until the queue is empty again. */
export interface OpenBatch {
  id: string;
  startedAt: string;
  stateBefore: Promise<SystemState>;
  /** Ids of the tasks that ended in it, in their order. */
  ended: Set<string>;
  /** Whether a download of the other lane has ended meanwhile: the models that came are none of its changes. */
  sawDownload: boolean;
}

/** `batch_<YYYYMMDD_HHMMSS local>_<8 hex>`, the name the reference gives (docs/reference/on-the-wire.md 6). */
export function createBatchId(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  return `batch_${day}_${time}_${randomBytes(4).toString('hex')}`;
}

const resultOf = { done: 'success', warning: 'success', skipped: 'skipped', failed: 'failed' } as const;

function toOperation(item: HistoryItem): BatchOperation {
  const { selected_version: selected, version } = item.params;
  const wanted = selected ?? version;
  const undone = item.kind === 'undo' ? item.params['kind'] : undefined;
  return {
    operation_id: item.ui_id,
    operation_type: item.kind,
    target: item.target,
    target_version: typeof wanted === 'string' ? wanted : null,
    result: resultOf[item.outcome.status],
    error_message: item.outcome.status === 'failed' ? item.result : null,
    start_time: item.started_at,
    end_time: item.end_time,
    client_id: item.client_id,
    ...(typeof undone === 'string' && { undone }),
  };
}

/** The record of a finished batch, in the specification's form. Pure. */
export function composeBatchRecord(
  batch: { id: string; startedAt: string; endedAt: string; before: SystemState; after: SystemState | null },
  items: readonly HistoryItem[],
): BatchRecord {
  const operations = items.map(toOperation);
  const count = (result: BatchOperation['result']) =>
    operations.filter((operation) => operation.result === result).length;
  return {
    batch_id: batch.id,
    start_time: batch.startedAt,
    end_time: batch.endedAt,
    state_before: batch.before,
    state_after: batch.after,
    operations,
    total_operations: operations.length,
    successful_operations: count('success'),
    failed_operations: count('failed'),
    skipped_operations: count('skipped'),
  };
}

async function listRecordNames(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(ending));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('history-unreadable', msg`The folder of the batch records cannot be read: ${reason}`, {
      remedy: msg`Look at ${folder}. If you remove it, the app creates it again at its next start.`,
      cause,
    });
  }
}

/** A record of another installation, in whatever form it has there. */
export type CarriedRecord = Record<string, unknown> & { batch_id: string };

/** The records of ended batches, one file each. */
export interface BatchRecords {
  /** Writes a record; once a day those older than 90 days are removed. */
  save(record: BatchRecord): Promise<void>;
  /** Those records of another installation that are not here. */
  newAmong<Kept extends CarriedRecord>(records: readonly Kept[]): Promise<Kept[]>;
  /** Adds records of another installation, each as of its own time; answers how many are new. */
  takeIn(records: readonly CarriedRecord[]): Promise<number>;
  /** Which of these records came from another installation. */
  carriedAmong(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Ids of the newest records, of all of them without a limit; newest first by modification time. Throws `history-unreadable`. */
  ids(limit?: number): Promise<string[]>;
  /** One record as it is on disk (also those the reference wrote). Throws `history-not-found`, `history-unreadable`. */
  read(id: string): Promise<Record<string, unknown>>;
}

const ending = '.json';

/**
 * The records by id. The folder is listed when another program changed it, and then only files that are new are looked at. Held in two lists, oldest
 * first, to which a new record is added: there can be ten thousand.
 */
function createRecordList(folder: string) {
  let ids: string[] = [];
  let timesMs: number[] = [];
  let seenMs = Number.NaN;
  const readMs = async (id: string) => (await stat(join(folder, `${id}${ending}`))).mtimeMs;
  const readFolderMs = async () => (await stat(folder).catch(() => null))?.mtimeMs ?? Number.NaN;
  const bringUpToDate = async (): Promise<void> => {
    const nowMs = await readFolderMs();
    if (nowMs === seenMs) return;
    const known = new Map(ids.map((id, at) => [id, timesMs[at] ?? 0]));
    const names = (await listRecordNames(folder)).map((name) => name.slice(0, -ending.length));
    const found = await Promise.all(names.map(async (id) => ({ id, atMs: known.get(id) ?? (await readMs(id)) })));
    found.sort((a, b) => a.atMs - b.atMs);
    ids = found.map(({ id }) => id);
    timesMs = found.map(({ atMs }) => atMs);
    seenMs = nowMs;
  };
  return {
    async newest(limit: number): Promise<string[]> {
      await bringUpToDate();
      return ids.slice(Math.max(0, ids.length - limit)).reverse();
    },
    async thatAre(isChosen: (atMs: number) => boolean): Promise<string[]> {
      await bringUpToDate();
      return ids.filter((_id, at) => isChosen(timesMs[at] ?? 0));
    },
    /** What was removed here is not told by the folder: its time may be that of the reading before, where a file system counts in steps of milliseconds. */
    forget(): void {
      seenMs = Number.NaN;
    },
    /** Runs a write of one record of ours, for which nothing is listed. */
    async noting(id: string, write: () => Promise<void>): Promise<void> {
      const before = seenMs;
      const isKnown = (await readFolderMs()) === before;
      await write();
      const atMs = await readMs(id);
      // Who asked meanwhile has listed it, or will.
      if (!isKnown || seenMs !== before) return;
      const place = timesMs.findLastIndex((earlierMs) => earlierMs <= atMs) + 1;
      ids.splice(place, 0, id);
      timesMs.splice(place, 0, atMs);
      seenMs = await readFolderMs();
    },
  };
}

/** When a batch ended, in milliseconds, and never after now; of one that does not say so, now. */
function timeOf({ end_time: end, start_time: start }: CarriedRecord, nowMs: number): number {
  const [time = nowMs] = [end, start].map((text) => Date.parse(String(text))).filter((ms) => !Number.isNaN(ms));
  return Math.min(time, nowMs);
}

interface BatchRecordOptions {
  /** The file with the ids of those that came from another installation; beside the folder when left out. */
  carriedFile?: string;
  /** Says how old things are; by the clock when left out. */
  readAge?: () => Promise<AgeOf>;
}

const Carried = z.object({ ids: z.array(z.string()) });

/** Which batch records came from another installation: nothing of what they tell was done here. */
function openCarriedBatches(file: string) {
  let known: ReadonlySet<string> | null = null;
  const read = async (): Promise<ReadonlySet<string>> => {
    if (known !== null) return known;
    const found = Carried.safeParse(await readJsonIfPresent(file).catch(() => null)).data;
    // Something may have been noted meanwhile.
    known ??= new Set(found?.ids);
    return known;
  };
  return {
    async note(ids: readonly string[]): Promise<void> {
      if (ids.length === 0) return;
      const all = new Set([...(await read()), ...ids]);
      await writeJson(file, { ids: [...all] });
      known = all;
    },
    async among(ids: readonly string[]): Promise<ReadonlySet<string>> {
      const all = await read();
      return new Set(ids.filter((id) => all.has(id)));
    },
  };
}

/** Opens the folder of the records. Nothing is read before it is asked for. */
export function openBatchRecords(folder: string, options: BatchRecordOptions = {}): BatchRecords {
  const { readAge = () => Promise.resolve(ageByClock), carriedFile = `${folder}-carried.json` } = options;
  const list = createRecordList(folder);
  const carried = openCarriedBatches(carriedFile);
  let prunedMs = 0;
  // The ids come out of a file that anybody can have written.
  const fileOf = ({ batch_id: id }: CarriedRecord) => resolveInside(folder, `${id}${ending}`);
  const newAmong = async <Kept extends CarriedRecord>(records: readonly Kept[]): Promise<Kept[]> => {
    const isThere = await Promise.all(records.map(async (record) => pathExists(await fileOf(record))));
    return records.filter((_record, at) => isThere[at] === false);
  };
  const prune = async () => {
    prunedMs = Date.now();
    const ageOf = await readAge();
    const old = (await list.thatAre((atMs) => ageOf(atMs) > keepDays * dayMs)).filter((id) => id.startsWith('batch_'));
    for (const id of old) await removeInside(folder, `${id}${ending}`);
    if (old.length > 0) list.forget();
  };
  return {
    async save(record) {
      const id = record.batch_id;
      await list.noting(id, () => writeJson(join(folder, `${id}${ending}`), record));
      if (Math.abs(Date.now() - prunedMs) > dayMs) await prune();
    },
    async takeIn(records) {
      const fresh = await newAmong(records);
      // The ids first: a record that is taken for one of ours would count among the changes that were made here.
      await carried.note(fresh.map((record) => record.batch_id));
      const nowMs = Date.now();
      for (const record of fresh) {
        const write = async () => writeJson(await fileOf(record), record, { modifiedMs: timeOf(record, nowMs) });
        await list.noting(record.batch_id, write);
      }
      return fresh.length;
    },
    newAmong,
    carriedAmong: carried.among,
    ids: (limit = Infinity) => list.newest(limit),
    async read(id) {
      const file = join(folder, `${id}${ending}`);
      const record = await readJsonIfPresent(file);
      if (typeof record === 'object' && record !== null && !Array.isArray(record))
        return record as Record<string, unknown>;
      if (await pathExists(file))
        throw new AppError('history-unreadable', msg`The batch record "${id}" cannot be read.`, {
          remedy: msg`Look at ${file}, or request another one.`,
        });
      throw new AppError('history-not-found', msg`There is no batch record "${id}".`, {
        remedy: msg`Ask queue/history_list for the ids that exist.`,
      });
    },
  };
}
