import { createEmitter } from '../../base/async/emitter';
import { AppError } from '../../contract/errors';
import type { AppEvent } from '../../contract/events';
import type { CallContext, ManagerOperations, OperationsOf } from '../../contract/operations';
import type { HistoryItem, QueueState, QueueTask } from '../../contract/tasks';
import { diskOf } from './memory-disk';
import { profilesOf, variablesOf } from './memory-starts';
import { catalogueOf, enqueue, packsOf, type Memory } from './memory-packs';
import { bisectOf, comfyOf, configOf, createAreas, modelsOf, snapshotsOf, transferOf } from './memory-areas';

/** A small core that keeps everything in memory: it queues, runs and remembers tasks, and changes no file. */
export interface MemoryCore {
  operations: ManagerOperations;
  onEvent(listener: (event: AppEvent) => void): () => void;
  emit(event: AppEvent): void;
  state(): QueueState;
  /** The context of each `queue.add`, in order. */
  contexts: readonly CallContext[];
  listenerCount(): number;
}

const oldBatch = 'batch_20261124_223554_31f6b445';
const longAgo = '2026-11-24T22:35:55.000+00:00';

/** Makes one. `start` runs all pending tasks; a task of the pack `broken` fails. */
export function createMemoryCore(): MemoryCore {
  const emitter = createEmitter<AppEvent>();
  let listeners = 0;
  const memory: Memory = {
    history: new Map(),
    installed: { 'seed-pack': { ver: '1.0.0', cnr_id: 'seed-pack', aux_id: null, enabled: true } },
    contexts: [],
    pending: [],
    isPaused: false,
    emit: (event) => {
      emitter.emit(event);
    },
  };
  const areas = createAreas((task) => enqueue(memory, task));
  return {
    operations: {
      ...queueOf(memory),
      ...packsOf(memory),
      ...catalogueOf(),
      ...diskOf(),
      ...snapshotsOf(areas),
      ...transferOf(),
      ...comfyOf(areas),
      ...bisectOf(),
      ...profilesOf(),
      ...variablesOf(),
      ...modelsOf(areas),
      ...configOf(areas),
    },
    contexts: memory.contexts,
    state: () => stateOf(memory),
    emit: memory.emit,
    onEvent(listener) {
      listeners += 1;
      const off = emitter.on(listener);
      return () => {
        listeners -= 1;
        off();
      };
    },
    listenerCount: () => listeners,
  };
}

function queueOf(memory: Memory): OperationsOf<'queue'> {
  return { ...commandsOf(memory), ...readsOf(memory) };
}

function commandsOf(memory: Memory) {
  return {
    'queue.add': async (task, context) => {
      enqueue(memory, task);
      memory.contexts.push(context);
      return {};
    },
    'queue.order': () => Promise.reject(new AppError('not-found', 'No route of HTTP orders tasks.')),
    'queue.start': async () => {
      const tasks = memory.pending.splice(0);
      for (const task of tasks) run(memory, task);
      memory.emit({ name: 'cm-queue-status', payload: { status: 'all-done', state: stateOf(memory) } });
      return { started: tasks.length > 0 };
    },
    'queue.reset': async () => ({ dropped: memory.pending.splice(0).length }),
    'queue.cancel': async ({ ui_id }) => {
      const index = memory.pending.findIndex((task) => task.ui_id === ui_id);
      if (index < 0) throw new AppError('task-not-found', `No task "${ui_id}" is pending.`);
      memory.pending.splice(index, 1);
      return {};
    },
    'queue.pause': async () => {
      memory.isPaused = true;
      return {};
    },
    'queue.resume': async () => {
      memory.isPaused = false;
      return {};
    },
  } satisfies Partial<OperationsOf<'queue'>>;
}

function readsOf(memory: Memory) {
  return {
    'queue.status': async ({ client_id }) => {
      const mine = memory.pending.filter((task) => client_id === undefined || task.client_id === client_id);
      return {
        total_count: mine.length,
        done_count: historyOf(memory, client_id).length,
        in_progress_count: 0,
        pending_count: mine.length,
        is_processing: false,
        ...(client_id === undefined ? {} : { client_id }),
      };
    },
    'queue.view': async () => ({
      running: [],
      pending: [...memory.pending],
      finished: [...memory.history.values()].reverse(),
      isPaused: memory.isPaused,
      isProcessing: false,
    }),
    'queue.log': async ({ ui_id }) => ({ lines: memory.history.has(ui_id) ? [`${ui_id} ran`] : [] }),
    'queue.history': async ({ ui_id, client_id, max_items, offset = 0 }) => {
      const items = historyOf(memory, client_id).filter((item) => ui_id === undefined || item.ui_id === ui_id);
      const page = items.slice(offset, max_items === undefined ? undefined : offset + max_items);
      return { history: Object.fromEntries(page.map((item) => [item.ui_id, item])) };
    },
    'queue.batch': async ({ id }) => {
      if (id !== oldBatch) throw new AppError('history-not-found', `There is no batch "${id}".`);
      return { batch_id: id, operations: [] };
    },
    'queue.batches': async () => ({ ids: [oldBatch] }),
  } satisfies Partial<OperationsOf<'queue'>>;
}

function stateOf(memory: Memory, running: QueueTask[] = []): QueueState {
  return {
    history: Object.fromEntries(memory.history),
    running_queue: running,
    pending_queue: [...memory.pending],
    installed_packs: { ...memory.installed },
  };
}

function historyOf(memory: Memory, clientId?: string): HistoryItem[] {
  return [...memory.history.values()].filter((item) => clientId === undefined || item.client_id === clientId);
}

function run(memory: Memory, task: QueueTask): void {
  const started = { ui_id: task.ui_id, kind: task.kind, timestamp: longAgo };
  memory.emit({ name: 'cm-task-started', payload: { ...started, state: stateOf(memory, [task]) } });
  const item = finish(task);
  memory.history.set(task.ui_id, item);
  if (task.kind === 'install' && item.outcome.status === 'done') {
    const { id, version } = task.params;
    memory.installed[id] = { ver: version, cnr_id: id, aux_id: null, enabled: true };
  }
  const { result, status } = item;
  memory.emit({ name: 'cm-task-completed', payload: { ...started, result, status, state: stateOf(memory) } });
}

function finish(task: QueueTask): HistoryItem {
  const isBroken = task.kind === 'install' && task.params.id === 'broken';
  const result = isBroken ? 'The pack is broken.' : 'success';
  return {
    ui_id: task.ui_id,
    client_id: task.client_id,
    kind: task.kind,
    timestamp: longAgo,
    result,
    status: { status_str: isBroken ? 'error' : 'success', completed: true, messages: [result] },
    batch_id: null,
    end_time: longAgo,
    params: { ...task.params },
    outcome: isBroken
      ? { status: 'failed', error: { error: result, message: result, code: 'verification-failed' } }
      : { status: 'done', message: result },
    target: task.ui_id,
    started_at: longAgo,
  };
}
