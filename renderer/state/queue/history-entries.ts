import type { BatchSummary, BatchTask } from '../../../src/contract/changes';
import type { HistoryItem, QueueView } from '../../../src/contract/tasks/tasks';

/** A task of the history: as the queue tells it, and where it tells it no more as the record of its batch does. */
export interface HistoryTask extends BatchTask {
  item: HistoryItem | null;
}

/** How what was done together ended. */
export type EntryStatus = HistoryItem['outcome']['status'];

/** What was done together: a batch, or a task that belongs to none. */
export interface HistoryEntry {
  id: string;
  startedMs: number;
  endedMs: number;
  /** In the order they were done. */
  tasks: readonly HistoryTask[];
  status: EntryStatus;
  /** Its record; null until its end, and where there is none. */
  batch: BatchSummary | null;
  /** It was done in another installation, whose history came here. */
  isCarried: boolean;
}

const resultOf = { done: 'success', warning: 'success', skipped: 'skipped', failed: 'failed' } as const;

function toTask(item: HistoryItem): HistoryTask {
  const { ui_id, kind, target, outcome, params } = item;
  const undone = kind === 'undo' && typeof params['kind'] === 'string' ? params['kind'] : null;
  const error = outcome.status === 'failed' ? outcome.error.error : null;
  return { ui_id, kind, target, undone, result: resultOf[outcome.status], error, item };
}

function statusOf(tasks: readonly HistoryTask[]): EntryStatus {
  if (tasks.some(({ result }) => result === 'failed')) return 'failed';
  if (tasks.some(({ item }) => item?.outcome.status === 'warning')) return 'warning';
  return tasks.every(({ result }) => result === 'skipped') ? 'skipped' : 'done';
}

const timeOf = (text: string | null, otherwise: number): number => {
  const timeMs = Date.parse(text ?? '');
  return Number.isNaN(timeMs) ? otherwise : timeMs;
};

function ofBatch(batch: BatchSummary, items: readonly HistoryItem[]): HistoryEntry {
  const byId = new Map(items.map((item) => [item.ui_id, item]));
  const tasks = batch.tasks.map((task): HistoryTask => {
    const item = byId.get(task.ui_id);
    return item === undefined ? { ...task, item: null } : toTask(item);
  });
  const startedMs = timeOf(batch.startedAt, 0);
  const endedMs = timeOf(batch.endedAt, startedMs);
  return {
    ...{ id: batch.id, startedMs, endedMs, tasks, status: statusOf(tasks), batch },
    isCarried: batch.undo.state === 'elsewhere',
  };
}

/** `items`: newest first, not empty. */
function ofItems(id: string, items: readonly HistoryItem[], isCarried: boolean): HistoryEntry {
  const tasks = items.map(toTask).reverse();
  const startedMs = Math.min(...items.map((item) => timeOf(item.started_at, 0)));
  const endedMs = Math.max(...items.map((item) => timeOf(item.timestamp, 0)));
  return { id, startedMs, endedMs, tasks, status: statusOf(tasks), batch: null, isCarried };
}

/** The id of what a task was done together with. */
function entryIdOf({ batch_id: batchId, ui_id: uiId, timestamp }: HistoryItem): string {
  return batchId ?? `${uiId} ${timestamp}`;
}

function groupByEntry(items: readonly HistoryItem[]): Map<string, HistoryItem[]> {
  const groups = new Map<string, HistoryItem[]>();
  for (const item of items) {
    const id = entryIdOf(item);
    const known = groups.get(id);
    if (known === undefined) groups.set(id, [item]);
    else known.push(item);
  }
  return groups;
}

/** Whether it changed something on disk; where nobody wrote that down, whether one of its tasks was done. Pure. */
export function hasChanged({ batch, tasks }: HistoryEntry): boolean {
  const counts = batch?.counts ?? null;
  if (counts === null) return tasks.some(({ result }) => result === 'success');
  return Object.values(counts).some((count) => count > 0);
}

/** One history of what the queue tells and of what the records tell, newest first. Pure. */
export function listHistory(
  { finished, carried = [] }: Pick<QueueView, 'finished' | 'carried'>,
  batches: readonly BatchSummary[],
): HistoryEntry[] {
  const [own, others] = [groupByEntry(finished), groupByEntry(carried)];
  const recorded = new Set(batches.map(({ id }) => id));
  const entries = [
    ...batches.map((batch) => ofBatch(batch, own.get(batch.id) ?? others.get(batch.id) ?? [])),
    ...[...own].filter(([id]) => !recorded.has(id)).map(([id, items]) => ofItems(id, items, false)),
    ...[...others].filter(([id]) => !recorded.has(id)).map(([id, items]) => ofItems(id, items, true)),
  ];
  return entries.sort((a, b) => b.endedMs - a.endedMs);
}
