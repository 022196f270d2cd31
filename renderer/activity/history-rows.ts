import type { BatchSummary } from '../../src/contract/changes';
import { readSnapshotName } from '../../src/contract/text/snapshot-name';
import { dayOf } from '../hooks/day-words';
import type { HistoryEntry } from '../state/queue/history-entries';

/** A row of the history: the head of a day, what was done, or a snapshot that a person saved. */
export type HistoryRow =
  | { kind: 'day'; key: string; timeMs: number; entries: readonly HistoryEntry[] }
  | { kind: 'entry'; key: string; timeMs: number; entry: HistoryEntry }
  | { kind: 'snapshot'; key: string; timeMs: number; name: string };

/** The oldest batch of a day that can be gone back to before, and with it the whole day; null when there is none. */
export function firstOfDay(entries: readonly HistoryEntry[]): BatchSummary | null {
  return entries.findLast(({ batch }) => batch?.undo.state === 'snapshot')?.batch ?? null;
}

function markOf(name: string): HistoryRow[] {
  const { takenAtMs, isAutomatic } = readSnapshotName(name);
  if (takenAtMs === null || isAutomatic) return [];
  return [{ kind: 'snapshot', key: `snapshot ${name}`, timeMs: takenAtMs, name }];
}

/** Entries, newest first, with snapshots of persons between them, below the heads of their days. Pure. */
export function listRows(entries: readonly HistoryEntry[], snapshots: readonly string[]): HistoryRow[] {
  const entryRows = entries.map((entry): HistoryRow => ({
    kind: 'entry',
    key: entry.id,
    timeMs: entry.endedMs,
    entry,
  }));
  const all = [...entryRows, ...snapshots.flatMap(markOf)].sort((a, b) => b.timeMs - a.timeMs);
  const days = new Map<number, HistoryRow[]>();
  for (const row of all) {
    const day = dayOf(row.timeMs);
    const own = days.get(day);
    if (own === undefined) days.set(day, [row]);
    else own.push(row);
  }
  return [...days].flatMap(([day, rows]) => {
    const own = rows.flatMap((row) => (row.kind === 'entry' ? [row.entry] : []));
    return [{ kind: 'day' as const, key: `day ${day}`, timeMs: rows[0]?.timeMs ?? day, entries: own }, ...rows];
  });
}
