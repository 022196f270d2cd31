import type { HistoryItem, QueueTask, QueueView } from '../../src/contract/tasks/tasks';

/** When the batches of these views begin, epoch milliseconds. */
export const startMs = Date.parse('2026-01-01T10:00:00Z');

export function disableTask(name: string): QueueTask {
  return { ui_id: name, client_id: 'test', kind: 'disable', params: { node_name: name, is_unknown: false } };
}

export function downloadTask(name: string): QueueTask {
  const url = `https://models.example/${name}.safetensors`;
  const params = { name, type: 'checkpoint', url, filename: `${name}.safetensors` };
  return { ui_id: name, client_id: 'test', kind: 'install-model', params };
}

export function runningTask(
  name: string,
  fraction: number | null,
  phase = 'Downloading',
): QueueView['running'][number] {
  const progress = { ui_id: name, phase, message: '', bytesDone: null, bytesTotal: null, fraction };
  return { task: disableTask(name), startedAt: new Date(startMs).toISOString(), progress };
}

export function finishedTask(status: HistoryItem['outcome']['status'], atMs: number, target = 'x'): HistoryItem {
  const outcome: HistoryItem['outcome'] =
    status === 'failed'
      ? { status, error: { error: 'no', message: `${target} is not there\nmore`, code: 'internal' } }
      : status === 'warning'
        ? { status, message: 'ok', warnings: [`${target} lacks something.`] }
        : { status, message: 'ok' };
  return {
    ui_id: `${target} ${atMs}`,
    client_id: 'test',
    kind: 'disable',
    timestamp: new Date(atMs).toISOString(),
    result: '',
    status: { status_str: 'success', completed: true, messages: [] },
    batch_id: null,
    end_time: null,
    params: {},
    outcome,
    target,
    started_at: new Date(atMs).toISOString(),
  };
}

export function queueView(part: Partial<QueueView> = {}): QueueView {
  return { running: [], pending: [], finished: [], isPaused: false, isProcessing: false, ...part };
}
