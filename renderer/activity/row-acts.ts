import type { BatchSummary, UndoableTask } from '../../src/contract/changes';
import type { HistoryItem } from '../../src/contract/tasks/tasks';
import { findUndoable } from '../state/undo/undo-queries';
import type { HistoryEntry } from '../state/queue/history-entries';
import { firstOfDay, type HistoryRow } from './history-rows';

/** What can be done from a row about what it tells: another try, the undo of its one change, or going back to before all of it. */
export type RowAct =
  { kind: 'retry'; item: HistoryItem } | { kind: 'undo'; uiId: string } | { kind: 'back'; batch: BatchSummary };

type Undoable = ReadonlyMap<string, UndoableTask>;

function backTo(batch: BatchSummary | null): RowAct[] {
  return batch?.undo.state === 'snapshot' && batch.undo.snapshot !== null ? [{ kind: 'back', batch }] : [];
}

/** Of one task: what its details offer. */
function actsOfItem(item: HistoryItem, undoable: Undoable): RowAct[] | null {
  const found = findUndoable(undoable, item);
  if (found === null) return null;
  return found.state === 'taken-back' ? [] : [{ kind: 'undo', uiId: item.ui_id }];
}

function actsOfEntry({ tasks, batch, isCarried }: HistoryEntry, undoable: Undoable): RowAct[] {
  const [{ item } = { item: null }, ...others] = tasks;
  if (isCarried) return [];
  if (item === null || others.length > 0) return backTo(batch);
  const retry: RowAct[] = item.outcome.status === 'failed' ? [{ kind: 'retry', item }] : [];
  return [...retry, ...(actsOfItem(item, undoable) ?? backTo(batch))];
}

/** What can be done from a row, the likeliest first: the same as its details offer. Pure. */
export function listActs(row: HistoryRow, undoable: Undoable): RowAct[] {
  if (row.kind === 'entry') return actsOfEntry(row.entry, undoable);
  return row.kind === 'day' ? backTo(firstOfDay(row.entries)) : [];
}
