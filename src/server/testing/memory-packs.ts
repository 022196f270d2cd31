import { AppError } from '../../contract/errors';
import type { AppEvent } from '../../contract/events';
import type { CallContext, OperationsOf } from '../../contract/operations';
import type { InstalledPacks } from '../../contract/packs';
import type { HistoryItem, QueueTask } from '../../contract/tasks';
import { detailsOf } from './memory-details';

/** What the core in memory knows of queue and packs. */
export interface Memory {
  history: Map<string, HistoryItem>;
  installed: InstalledPacks;
  contexts: CallContext[];
  pending: QueueTask[];
  isPaused: boolean;
  emit(event: AppEvent): void;
}

/** Adds a task; an id that is pending is refused. */
export function enqueue(memory: Memory, task: QueueTask): void {
  if (memory.pending.some(({ ui_id }) => ui_id === task.ui_id)) {
    throw new AppError('duplicate-task', `A task with the id "${task.ui_id}" is already pending.`);
  }
  memory.pending.push(task);
}

export function packsOf(memory: Memory): OperationsOf<'packs'> {
  const failure = { name: 'broken', path: '/custom_nodes/broken', msg: 'No module named x', traceback: 'Traceback' };
  return {
    ...detailsOf(),
    'packs.updates': async ({ mode }) => {
      const update = { id: 'seed-pack', kind: 'registry', current: '1.0.0', latest: '1.1.0' } as const;
      return { updates: mode === 'local' ? [] : [update], pinned: [], failed: [] };
    },
    'packs.holds': async () => ({ holds: [] }),
    'packs.setHold': async () => ({}),
    'packs.skipUpdate': async () => ({}),
    'packs.stopUpdates': async () => ({}),
    'packs.updateAll': async ({ ui_id, client_id }) => {
      const names = Object.keys(memory.installed);
      if (memory.isPaused) throw new AppError('queue-busy', 'Tasks are running.');
      for (const name of names) {
        enqueue(memory, { ui_id: `${ui_id}_${name}`, client_id, kind: 'update', params: { node_name: name } });
      }
      return { queued: names.length };
    },
    'packs.importFailure': async ({ cnr_id, url }) => {
      const asked = cnr_id || url;
      if (!asked) throw new AppError('invalid-input', 'The request names no pack.');
      if (asked === 'broken') return failure;
      throw new AppError('import-failure-not-found', `"${asked}" did not fail to import.`);
    },
    'packs.importFailures': async ({ cnr_ids, urls }) => {
      if (!cnr_ids?.length && !urls?.length) throw new AppError('invalid-input', 'The request names no pack.');
      const answerOf = (asked: string) =>
        asked === 'broken' ? { error: failure.msg, traceback: failure.traceback } : null;
      return Object.fromEntries([...(cnr_ids ?? []), ...(urls ?? [])].map((asked) => [asked, answerOf(asked)]));
    },
    'packs.installed': async () => ({ ...memory.installed }),
    'packs.mappings': async ({ mode }) => ({ [`pack-${mode}`]: [['SomeNode'], { title_aux: 'Some pack' }] }),
    'packs.local': async () => ({ isWhole: true, revision: '1', packs: [] }),
    'packs.states': async () => ({
      somewhere: {
        ...{ name: 'somewhere', version: '1.0.0', enabled: true, held: false },
        ...{ state: 'loaded', reason: null, runningVersion: '1.0.0' },
      },
    }),
    'packs.versions': async () => ({ versions: [], asOf: null, notice: null }),
  };
}

/** A catalogue that was never fetched. */
export function catalogueOf(): OperationsOf<'catalogue'> {
  return {
    'catalogue.packs': async () => ({ packs: [], asOf: null, origin: 'none', notice: 'There is no catalogue here.' }),
    'catalogue.table': async () => ({ asOf: null, origin: 'none', notice: null, fingerprint: '', rows: 0 }),
  };
}
