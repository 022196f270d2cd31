import { randomBytes } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { listNames, readJsonIfPresent, removeInside, writeJson } from '../../base/files';
import { AppError } from '../../contract/errors';
import type { BatchOperation, BatchRecord, SystemState } from '../../contract/history';
import type { HistoryItem } from '../../contract/tasks';

const keptDays = 90;
const dayMs = 24 * 60 * 60 * 1000;

/** A batch: everything from the first task until the queue is empty again. */
export interface OpenBatch {
  id: string;
  startedAt: string;
  stateBefore: Promise<SystemState>;
}

/** `batch_<YYYYMMDD_HHMMSS local>_<8 hex>`, the name the reference gives (http-api.md 3.6). */
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

/** Writes a record and removes those older than 90 days. */
export async function saveBatchRecord(folder: string, record: BatchRecord): Promise<void> {
  await writeJson(join(folder, `${record.batch_id}.json`), record);
  const oldest = Date.now() - keptDays * dayMs;
  for (const name of await listNames(folder)) {
    if (!name.startsWith('batch_') || !name.endsWith('.json')) continue;
    if ((await stat(join(folder, name))).mtimeMs < oldest) await removeInside(folder, name);
  }
}

async function listRecordNames(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.json'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('history-unreadable', `The folder of the batch records cannot be read: ${reason}`, {
      remedy: `Look at ${folder}; the app makes it anew when it is gone and the app starts again.`,
      cause,
    });
  }
}

/** Ids of all records, newest first by modification time. Throws `history-unreadable`. */
export async function listBatchIds(folder: string): Promise<string[]> {
  const names = await listRecordNames(folder);
  const dated = await Promise.all(
    names.map(async (name) => ({ id: name.slice(0, -5), time: (await stat(join(folder, name))).mtimeMs })),
  );
  return dated.sort((a, b) => b.time - a.time).map(({ id }) => id);
}

/** One record as it is on disk (also those the reference wrote). Throws `history-not-found`. */
export async function readBatchRecord(folder: string, id: string): Promise<Record<string, unknown>> {
  const record = await readJsonIfPresent(join(folder, `${id}.json`));
  if (typeof record === 'object' && record !== null && !Array.isArray(record)) return record as Record<string, unknown>;
  throw new AppError('history-not-found', `There is no batch record "${id}".`, {
    remedy: 'Ask queue/history_list for the ids that exist.',
  });
}
