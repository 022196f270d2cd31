import { afterEach, beforeEach, expect, it } from 'vitest';
import type { HistoryItem, QueueTask, QueueView } from '../../../src/contract/tasks/tasks';
import { queryClient } from '../query-client';
import { forgetWhatEnded } from './forget-ended';
import { acceptQueueView, useQueue } from './queue-store';

const fix: QueueTask = { ui_id: 'a', client_id: 'c', kind: 'fix', params: { node_name: 'x' } };
const download: QueueTask = {
  ...{ ui_id: 'a', client_id: 'c', kind: 'install-model' },
  params: { name: 'm', type: 'checkpoint', url: 'https://example.org/m.safetensors', filename: 'm.safetensors' },
};
const running = (task: QueueTask): QueueView => ({
  ...{ running: [{ task, startedAt: '', progress: null }], pending: [], finished: [], isPaused: false },
  isProcessing: true,
});
const idle: QueueView = { running: [], pending: [], finished: [], isProcessing: false, isPaused: false };

let stop: () => void;

/** The answers that are to be asked again. */
function forgotten(): string[] {
  const queries = queryClient.getQueryCache().getAll();
  return queries.filter(({ state }) => state.isInvalidated).map(({ queryHash }) => queryHash);
}

beforeEach(() => {
  queryClient.clear();
  for (const key of [['models'], ['changes'], ['python'], ['disk', 'kept'], ['disk', 'leftovers'], ['task-log', 'a']]) {
    queryClient.setQueryData(key, 'answered');
  }
  stop = forgetWhatEnded();
});

afterEach(() => {
  stop();
  useQueue.setState(useQueue.getInitialState(), true);
});

it('forgets nothing at the first view, nor when the view is taken away at a switch of installation', () => {
  acceptQueueView(running(download));
  useQueue.setState(useQueue.getInitialState(), true);
  acceptQueueView(idle);
  expect(forgotten()).toEqual([]);
});

it('forgets models and the log when a download ends, while the queue goes on', () => {
  acceptQueueView(running(download));
  acceptQueueView({ ...idle, isProcessing: true });
  expect(forgotten()).toEqual(['["models"]', '["task-log","a"]']);
});

it('forgets what a task changed that was never seen running', () => {
  const outcome = { status: 'done', message: '' } as const;
  const removal = { ui_id: 'b', kind: 'remove-model', timestamp: 'now', outcome } as HistoryItem;
  const earlier = { ...removal, ui_id: 'a', kind: 'fix', timestamp: 'before' };
  acceptQueueView({ ...idle, finished: [earlier] });
  acceptQueueView({ ...idle, finished: [removal, earlier] });
  expect(forgotten()).toEqual(
    ['models', 'changes', 'python', 'disk","kept', 'disk","leftovers'].map((key) => `["${key}"]`),
  );
});

it('forgets what records tell when the queue ends', () => {
  acceptQueueView(running(fix));
  acceptQueueView(idle);
  expect(forgotten()).toEqual(
    ['changes', 'python', 'disk","kept', 'disk","leftovers', 'task-log","a'].map((key) => `["${key}"]`),
  );
});

it('forgets what records tell when the packs are done, while a model is on its way', () => {
  acceptQueueView({ ...running(download), batchesEnded: 0 });
  acceptQueueView({ ...running(download), batchesEnded: 1 });
  expect(forgotten()).toEqual(['changes', 'python', 'disk","kept', 'disk","leftovers'].map((key) => `["${key}"]`));
});

it('has nothing of the disk read as long as the queue works', () => {
  acceptQueueView(idle);
  acceptQueueView(running(fix));
  expect(forgotten()).toEqual(['changes', 'python'].map((key) => `["${key}"]`));
});
