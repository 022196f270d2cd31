import type { ErrorBody } from '../../../src/contract/error-body';
import type { HistoryItem, QueueTask, QueueView, TaskKind } from '../../../src/contract/tasks/tasks';
import { listTaskNames } from '../../../src/contract/text/task-words';
import type { PackRecord } from './pack-record';
import type { FindPack } from './pack-index';
import type { PendingPlan } from './plan/pending-plans';

/** What the queue is doing, or failed to do, with one pack. */
export type PackActivity =
  /** `uiId` is '' for a click that is on its way to the queue. */
  | { phase: 'running' | 'waiting'; uiId: string; kind: TaskKind }
  /** No task yet: what it would do to the Python packages is looked at, or waits for the person. */
  | { phase: 'checking' | 'decision'; planId: string; kind: TaskKind; stop: () => void }
  | { phase: 'failed'; uiId: string | null; kind: string; error: ErrorBody };

export type BusyActivity = Exclude<PackActivity, { phase: 'failed' }>;

/** The pack a task is about, or undefined when the list does not have it. */
export function findTaskPack(params: Readonly<Record<string, unknown>>, findPack: FindPack): PackRecord | undefined {
  for (const name of listTaskNames(params)) {
    const record = findPack(name);
    if (record) return record;
  }
  return undefined;
}

function failureOf(item: HistoryItem): PackActivity | null {
  if (item.outcome.status !== 'failed') return null;
  return { phase: 'failed', uiId: item.ui_id, kind: item.kind, error: item.outcome.error };
}

/** What a plan says of the packs that it is about, by the keys of their records. */
export function readPlanActivities(
  { id, order, plan, stop }: PendingPlan,
  findPack: FindPack,
): [string, PackActivity][] {
  const phase = plan === null ? 'checking' : 'decision';
  return order.tasks.flatMap(({ kind, params }) => {
    const key = findTaskPack(params, findPack)?.key;
    return key === undefined ? [] : [[key, { phase, planId: id, kind, stop }]];
  });
}

/**
 * What each pack is busy with, by the key of its record. Running counts before waiting, waiting before the outcome of the
 * newest finished task; a pack whose newest task went well is not in the answer.
 */
export function readActivities(view: QueueView, findPack: FindPack): ReadonlyMap<string, PackActivity> {
  const settled = new Map<string, PackActivity | null>();
  const settle = (params: Readonly<Record<string, unknown>>, activity: PackActivity | null): void => {
    const key = findTaskPack(params, findPack)?.key;
    if (key !== undefined && !settled.has(key)) settled.set(key, activity);
  };
  const begun = (task: QueueTask, phase: 'running' | 'waiting'): void =>
    settle(task.params, { phase, uiId: task.ui_id, kind: task.kind });
  for (const { task } of view.running) begun(task, 'running');
  for (const task of view.pending) begun(task, 'waiting');
  // A row has no way to try an undo again: Activity tells of one that failed.
  for (const item of view.finished) if (item.kind !== 'undo') settle(item.params, failureOf(item));
  return new Map([...settled].flatMap(([key, activity]) => (activity === null ? [] : [[key, activity]])));
}
