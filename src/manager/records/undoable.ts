import type { UndoableTask } from '../../contract/changes';
import type { ChangeRecord, ChangeTask } from './change-record';
import { findTakenBack } from './standing';

/** What was written down for one task; callers use an id again, with another time of order. */
interface Written {
  task: ChangeTask;
  records: ChangeRecord[];
}

function groupByTask(records: readonly ChangeRecord[]): Written[] {
  const groups = new Map<string, Written>();
  for (const record of records) {
    const { task } = record;
    if (task === null) continue;
    const key = `${task.orderedAt} ${task.uiId}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { task, records: [record] });
    else known.records.push(record);
  }
  return [...groups.values()];
}

/**
 * The tasks that can be taken back, newest first, told from the records (oldest first) alone. Of tasks with one id only the last is there, since
 * that is the one which an undo by this id means. Pure, and no dearer than the records are many.
 */
export function listUndoable(records: readonly ChangeRecord[]): UndoableTask[] {
  const takenBack = findTakenBack(records);
  const listed = new Map<string, UndoableTask>();
  for (const { task, records: own } of groupByTask(records)) {
    const last = own.at(-1);
    if (last === undefined) continue;
    const isBack = own.every(({ id }) => takenBack.has(id));
    const state = isBack ? 'taken-back' : own.length > 1 ? 'together' : 'alone';
    listed.delete(task.uiId);
    listed.set(task.uiId, { ui_id: task.uiId, kind: task.kind, target: task.target, at: last.at, state });
  }
  return [...listed.values()].reverse();
}
