import type { LastChange } from '../../../contract/comfyui/comfyui-status';
import { wasDone } from '../../../contract/tasks/task-outcome';
import { kindsWithoutCode, type HistoryItem } from '../../../contract/tasks/tasks';
import type { FindChange } from './crash';

export interface ChangeSources {
  /** Finished tasks, newest first, earlier sessions included. */
  recent: () => readonly HistoryItem[];
  /** The record of a batch; null when there is none (yet). */
  readBatch: (batchId: string) => Promise<Record<string, unknown> | null>;
  /** Name of the automatic snapshot taken before a batch; null when there is none. */
  snapshotBefore: (batchId: string) => Promise<string | null>;
}

/** What ComfyUI loads, by its name in a state (specification: ComfyUISystemState). */
const loaded = ['comfyui_version', 'installed_nodes', 'pip_packages'];

function loadedPart(state: unknown): string | null {
  if (typeof state !== 'object' || state === null) return null;
  return JSON.stringify(Object.entries(state).filter(([name]) => loaded.includes(name)));
}

/** Whether a task may have changed something: what failed left everything as it was, except a restore, which goes on. */
function isChange({ kind, outcome }: HistoryItem): boolean {
  if (kindsWithoutCode.includes(kind)) return false;
  return wasDone(outcome) || (outcome.status === 'failed' && outcome.items !== undefined);
}

/** "Already at the newest version" is a success as well. Without a complete record a change is taken for one. */
async function hasChanged({ kind, batch_id: batchId }: HistoryItem, { readBatch }: ChangeSources): Promise<boolean> {
  // A fix brings the same files again.
  if (kind === 'fix' || batchId === null) return true;
  const record = await readBatch(batchId).catch(() => null);
  const [before, after] = [record?.['state_before'], record?.['state_after']].map(loadedPart);
  return before === null || after === null || before !== after;
}

/** Makes the look-up of the last change after a moment. */
export function createFindChange(sources: ChangeSources): FindChange {
  const describe = async (item: HistoryItem): Promise<LastChange> => ({
    ui_id: item.ui_id,
    kind: item.kind,
    target: item.target,
    endedAt: item.timestamp,
    snapshot: item.batch_id === null ? null : await sources.snapshotBefore(item.batch_id),
  });
  return async (since) => {
    const from = since === null ? 0 : Date.parse(since);
    for (const item of sources.recent()) {
      if (Date.parse(item.timestamp) <= from) break;
      if (isChange(item) && (await hasChanged(item, sources))) return describe(item);
    }
    return null;
  };
}
