import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { readJsonIfPresent } from '../../base/files/files';
import { writeSealed } from '../../base/files/seals';
import type { Logger } from '../../base/log';
import { createSerial } from '../../base/async/serial';
import { kindsWithoutCode, type QueueTask } from '../../contract/tasks/tasks';
import type { Snapshot } from '../../contract/snapshots';
import type { Snapshots } from './snapshots';

/** Snapshots that nobody asked for: the way back from each batch of the queue. */
export interface AutomaticSnapshots {
  /**
   * To be called before each task: saves what is there before the first one of a batch that changes anything a snapshot records. Never
   * rejects: a task is not kept from its work by this.
   */
  beforeTask(task: Pick<QueueTask, 'kind'>, batchId: string): Promise<void>;
  /** The snapshot taken before a batch; null when none was taken, or it is gone. */
  takenBefore(batchId: string): Promise<string | null>;
}

export interface AutomaticSnapshotsOptions {
  desktopDir: string;
  snapshots: Pick<Snapshots, 'current' | 'list' | 'remove' | 'save'>;
  log: Logger;
}

/** The reference calls its own so (docs/reference/on-disk.md 19). */
const label = 'autosave';
const maxSnapshots = 20;
/** Batches that changed nothing share one snapshot; those of long ago are never asked for. */
const maxBatches = 100;

const Noted = z.object({ name: z.string(), batches: z.array(z.string()) });
type Noted = z.infer<typeof Noted>;
const Notes = z.object({ items: z.array(Noted) });

/** The same object says the same; two that are not are looked into, which costs as much as there are packs. */
function isSame(a: Snapshot, b: Snapshot): boolean {
  return a === b || isDeepStrictEqual(a, b);
}

/** Which ones are ours is written down beside them: no snapshot of a person is ever taken for one, whatever its name. */
export function createAutomaticSnapshots({
  desktopDir,
  snapshots,
  log,
}: AutomaticSnapshotsOptions): AutomaticSnapshots {
  const file = join(desktopDir, 'automatic-snapshots.json');
  // Who asks while one is being taken waits: the list is replaced when it is read, and what is added to the former one would be lost.
  const inTurn = createSerial();
  let items: Noted[] | null = null;
  let lastBatch: string | null = null;
  /** The newest one, as long as it is known what it says. */
  let newest: { name: string; snapshot: Snapshot } | null = null;

  /** Those that are still there, oldest first: a person can remove them as well. */
  async function read(): Promise<Noted[]> {
    if (items === null) {
      const notes = Notes.safeParse(await readJsonIfPresent(file).catch(() => null));
      items = notes.success ? notes.data.items : [];
    }
    const there = new Set(await snapshots.list());
    items = items.filter(({ name }) => there.has(name));
    return items;
  }

  async function removeOldest(noted: Noted[]): Promise<void> {
    for (const { name } of noted.splice(0, Math.max(0, noted.length - maxSnapshots))) await snapshots.remove(name);
  }

  /** A batch that found what the one before had left needs no second snapshot of it. */
  async function save(noted: Noted[]): Promise<Noted> {
    const last = noted.at(-1);
    const snapshot = await snapshots.current();
    if (last && newest?.name === last.name && isSame(newest.snapshot, snapshot)) return last;
    const name = await snapshots.save(label);
    newest = { name, snapshot };
    const item = { name, batches: [] };
    noted.push(item);
    return item;
  }

  async function take(batchId: string): Promise<void> {
    const noted = await read();
    const item = await save(noted);
    item.batches = [...item.batches, batchId].slice(-maxBatches);
    // Written before anything is removed: what a crash leaves in between is noted, and removed next time.
    await writeSealed(file, { items: noted });
    await removeOldest(noted);
  }

  return {
    async beforeTask({ kind }, batchId) {
      if (lastBatch === batchId || kindsWithoutCode.includes(kind)) return;
      lastBatch = batchId;
      await inTurn(() => take(batchId)).catch((error: unknown) =>
        log.warn('No snapshot could be taken before a change.', { error }),
      );
    },
    takenBefore: (batchId) =>
      inTurn(async () => (await read()).find(({ batches }) => batches.includes(batchId))?.name ?? null),
  };
}
