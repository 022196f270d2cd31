import type { BatchChanges, BatchSummary, BatchTask, ChangeCounts, DiskChange } from '../../contract/changes';
import { AppError } from '../../contract/errors';
import type { BatchRecord } from '../../contract/history';
import type { BatchRecords } from '../queue/batches';
import { changesOfBatch, countChanges } from './compare-states';
import { RecordedBatch } from './recorded-batch';
import { planUndo, type UndoFacts } from './undo-of-batches';

/** The history of what changed on disk, told from the batch records. */
export interface Changes {
  /** The last batches, newest first. Throws `history-unreadable`. */
  list(limit: number): Promise<BatchSummary[]>;
  /** What one batch changed. Throws `history-not-found`. */
  of(batchId: string): Promise<BatchChanges>;
  /** Takes a record while it is being written, so that the list need not read it again. */
  note(record: BatchRecord): void;
}

export interface ChangesOptions {
  batches: Pick<BatchRecords, 'ids' | 'read' | 'carriedAmong'>;
  /** Name of the automatic snapshot taken before a batch; null when there is none. */
  takenBefore: (batchId: string) => Promise<string | null>;
}

/** What the list says of a batch whatever comes later. A record can be megabytes, so it is not kept as a whole. */
interface BatchFacts {
  startedAt: string;
  endedAt: string | null;
  tasks: BatchTask[];
  counts: ChangeCounts | null;
  packages: UndoFacts['packages'];
}

/** Names of the Python packages that came, or went. */
function packagesOf(changes: readonly DiskChange[], action: DiskChange['action']): string[] {
  return changes.flatMap((one) => (one.subject === 'python' && one.action === action ? [one.name] : []));
}

function toFacts(record: RecordedBatch): BatchFacts {
  const changes = changesOfBatch(record);
  return {
    startedAt: record.start_time,
    endedAt: record.end_time,
    tasks: record.operations.map((operation) => ({
      ui_id: operation.operation_id,
      kind: operation.operation_type,
      target: operation.target,
      result: operation.result,
      error: operation.error_message,
      undone: operation.undone ?? null,
    })),
    counts: changes === null ? null : countChanges(changes),
    packages: { brought: packagesOf(changes ?? [], 'add'), removed: packagesOf(changes ?? [], 'remove') },
  };
}

/** More batches than any list asks for. */
const maxCount = 2000;

/** Reads the facts of records, each once: a record is written when its batch is over and never changed. */
function createFactsReader(batches: Pick<BatchRecords, 'read'>) {
  const known = new Map<string, BatchFacts>();
  const keep = (id: string, facts: BatchFacts) => {
    known.set(id, facts);
    const oldest = known.size > maxCount ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
  };
  const read = async (ids: readonly string[]): Promise<{ id: string; facts: BatchFacts }[]> => {
    const found: { id: string; facts: BatchFacts }[] = [];
    for (const id of ids) {
      // One after the other: a record is parsed in one go, and other work has its turn in between.
      const facts = known.get(id) ?? (await readFacts(batches, id));
      if (facts === null) continue;
      keep(id, facts);
      found.push({ id, facts });
    }
    return found;
  };
  return { keep, read };
}

/** Null for a file that is gone meanwhile, or holds no record. */
async function readFacts(batches: Pick<BatchRecords, 'read'>, id: string): Promise<BatchFacts | null> {
  try {
    return toFacts(RecordedBatch.parse(await batches.read(id)));
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** Opens the history of changes. Nothing is read before it is asked for. */
export function createChanges({ batches: records, takenBefore }: ChangesOptions): Changes {
  const facts = createFactsReader(records);
  return {
    async list(limit) {
      const batches = await facts.read(await records.ids(limit));
      const snapshots = await Promise.all(batches.map(({ id }) => takenBefore(id)));
      const carried = await records.carriedAmong(batches.map(({ id }) => id));
      const undos = planUndo(
        batches.map(({ id, facts }, position) => ({
          ...facts,
          snapshot: snapshots[position] ?? null,
          isCarried: carried.has(id),
        })),
      );
      return batches.flatMap(({ id, facts }, position) => {
        const undo = undos[position];
        const { startedAt, endedAt, tasks, counts } = facts;
        const told = { id, startedAt, endedAt, tasks, counts, takenBefore: snapshots[position] ?? null };
        return undo === undefined ? [] : [{ ...told, undo }];
      });
    },
    async of(batchId) {
      const changes = changesOfBatch(RecordedBatch.parse(await records.read(batchId)));
      return { changes: changes ?? [], isKnown: changes !== null };
    },
    note: (record) => facts.keep(record.batch_id, toFacts(record)),
  };
}
