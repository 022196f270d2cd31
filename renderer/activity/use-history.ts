import { useMemo, useState } from 'react';
import type { QueueView } from '../../src/contract/tasks/tasks';
import type { RowSource } from '../components/rows/row-source';
import { createRowSource } from '../components/rows/row-source';
import { useLocation } from '../navigation/location-store';
import { allBatches, recentBatches, useChanges } from '../state/packs/change-queries';
import type { FindPack } from '../state/packs/pack-index';
import { titleOfEntry } from '../state/packs/batch-words';
import { describeTask } from '../state/packs/task-words';
import { usePacks } from '../state/packs/use-packs';
import { useSnapshots } from '../state/snapshots/snapshot-queries';
import { type HistoryEntry, listHistory } from '../state/queue/history-entries';
import { findEntries } from './history-filter';
import { type HistoryRow, listRows } from './history-rows';
import { describeWarnings } from '../texts/core-sentences';

/** Everything that an entry says, for the search. */
function wordsOf(findPack: FindPack, entry: HistoryEntry): string[] {
  const tasks = entry.tasks.flatMap((task) => {
    return [
      describeTask(findPack, task.item ?? task),
      task.target,
      task.error ?? '',
      ...describeWarnings(task.item?.outcome),
    ];
  });
  return [titleOfEntry(findPack, entry), ...tasks];
}

/** The history as it is shown. */
export interface ShownHistory {
  rows: RowSource<HistoryRow>;
  /** The row whose details are shown; undefined where there is none. */
  selected: HistoryRow | undefined;
  /** How many entries there are, whatever is looked for. */
  total: number;
  /** Reads what is older; null where all is there. */
  readOlder: (() => void) | null;
  error: ReturnType<typeof useChanges>['error'];
  retry: () => void;
}

function findSelected(rows: readonly HistoryRow[], key: string | null, taskId: string | null): HistoryRow | undefined {
  const found = key === null ? undefined : rows.find((row) => row.key === key);
  const isOfTask = (row: HistoryRow) => row.kind === 'entry' && row.entry.tasks.some(({ ui_id }) => ui_id === taskId);
  return found ?? (taskId === null ? undefined : rows.find(isOfTask)) ?? rows.find(({ kind }) => kind === 'entry');
}

function useRows(view: QueueView, limit: number) {
  const { findByName: findPack } = usePacks().packIndex;
  const filter = useLocation((state) => state.historyFilter);
  const text = useLocation((state) => state.historyQuery);
  const changes = useChanges(limit);
  const snapshots = useSnapshots().data;
  const entries = useMemo(() => listHistory(view, changes.data ?? []), [view, changes.data]);
  const rows = useMemo(() => {
    const found = findEntries(entries, { filter, text, wordsOf: (entry) => wordsOf(findPack, entry) });
    const hasMarks = text === '' && (filter === 'all' || filter === 'snapshots');
    return listRows(found, hasMarks ? (snapshots ?? []) : []);
  }, [entries, filter, text, findPack, snapshots]);
  return { rows, entries, changes, isNarrowed: filter !== 'all' || text !== '' };
}

/** What was done, joined of queue and records, narrowed by filter and search. Who looks for something looks in all of it. */
export function useHistory(view: QueueView): ShownHistory {
  const [limit, setLimit] = useState(recentBatches);
  const key = useLocation((state) => state.historyKey);
  const taskId = useLocation((state) => state.taskId);
  const { rows, entries, changes, isNarrowed } = useRows(view, limit);
  const isAll = limit === allBatches || (changes.data?.length ?? 0) < recentBatches;
  if (isNarrowed && !isAll) setLimit(allBatches);
  const source = useMemo(() => createRowSource(rows, (row) => row.key), [rows]);
  return {
    rows: source,
    selected: findSelected(rows, key, taskId),
    total: entries.length,
    readOlder: isAll ? null : () => setLimit(allBatches),
    error: changes.error,
    retry: () => void changes.refetch(),
  };
}
