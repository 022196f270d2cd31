import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ComfyStatus } from '../../src/contract/comfyui/comfyui-status';
import { applyQueueChange } from '../../src/contract/tasks/queue-change';
import type { QueueView } from '../../src/contract/tasks/tasks';
import { createNewsWatch, type ComfyNews } from './collect-news';
import type { Note } from './compose';
import { disableTask, finishedTask, queueView, runningTask, startMs } from '../testing/queue-view';
import { createTexts } from '../texts/texts';

const { t } = createTexts();

function watch() {
  let queue: QueueView | null = null;
  let isWatched = false;
  const notes: Note[] = [];
  const news = createNewsWatch({
    t,
    isWatched: () => isWatched,
    queue: () => queue,
    canUndo: () => false,
    onNote: (note) => notes.push(note),
  });
  const change = (part: Partial<QueueView>) => {
    queue = applyQueueChange(queue, queueView(part));
    news.seeQueue();
  };
  return {
    notes,
    news,
    change,
    look: (isThere: boolean) => (isWatched = isThere),
    titles: () => notes.map(({ title }) => title),
    /** A whole batch of one task. */
    run: (name: string, status: 'done' | 'failed', atMs = startMs) => {
      change({ running: [{ ...runningTask(name, 0), startedAt: new Date(atMs).toISOString() }], isProcessing: true });
      change({ finished: [finishedTask(status, atMs, name)] });
    },
    comfy: (state: ComfyStatus['state'], failed: string[] = []) => news.seeComfy(comfy(state, failed)),
  };
}

function comfy(state: ComfyStatus['state'], failed: string[] = []): ComfyNews {
  const imports = failed.map((name) => ({ path: `/custom_nodes/${name}`, seconds: 0, hasFailed: true }));
  return { state, imports, crash: null, exit: null };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const settle = () => vi.advanceTimersByTime(5000);

describe('a batch', () => {
  it('is told as well when it was over before anybody was told that it began; earlier days are not', () => {
    const { change, titles } = watch();
    change({ finished: [finishedTask('failed', startMs - 1000, 'of yesterday')] });
    settle();
    expect(titles()).toEqual([]);
    change({ finished: [finishedTask('failed', startMs, 'short')] });
    settle();
    expect(titles()).toHaveLength(1);
    change({});
    settle();
    expect(titles()).toHaveLength(1);
  });

  it('is told once, when it has ended', () => {
    const { change, run, titles } = watch();
    change({ running: [runningTask('a', 0)], pending: [disableTask('b')], isProcessing: true });
    change({ pending: [disableTask('b')], finished: [finishedTask('done', startMs + 1, 'a')], isProcessing: true });
    change({ running: [runningTask('b', 0)], isProcessing: true });
    settle();
    expect(titles()).toEqual([]);
    change({ finished: [finishedTask('failed', startMs + 2, 'b')] });
    settle();
    expect(titles()).toEqual(['1 of 2 tasks failed']);
    run('c', 'done', startMs + 10_000);
    settle();
    expect(titles()).toEqual(['1 of 2 tasks failed', 'c is disabled']);
  });

  it('that another follows at once is told with it', () => {
    const { change, run, titles } = watch();
    run('a', 'done');
    run('b', 'done', startMs + 100);
    change({
      running: [{ ...runningTask('c', 0), startedAt: new Date(startMs + 200).toISOString() }],
      isProcessing: true,
    });
    settle();
    expect(titles()).toEqual([]);
    change({ finished: [finishedTask('done', startMs + 200, 'c')] });
    settle();
    expect(titles()).toEqual(['3 tasks are done']);
  });

  it('that is paused half way is not told twice', () => {
    const { change, titles } = watch();
    change({ running: [runningTask('a', 0)], pending: [disableTask('b')], isProcessing: true });
    change({ pending: [disableTask('b')], finished: [finishedTask('done', startMs + 1, 'a')], isPaused: true });
    settle();
    change({ running: [runningTask('b', 0)], isProcessing: true });
    change({ finished: [finishedTask('done', startMs + 2, 'b')] });
    settle();
    expect(titles()).toEqual(['2 tasks are done']);
  });

  it('is no news to who sees the window, also when that is so only a moment later', () => {
    const { run, look: setWatched, titles } = watch();
    setWatched(true);
    run('a', 'failed');
    setWatched(false);
    settle();
    run('b', 'failed', startMs + 10_000);
    setWatched(true);
    settle();
    setWatched(false);
    settle();
    expect(titles()).toEqual([]);
  });

  it('that ran before the app was there is no news', () => {
    const { change, titles } = watch();
    change({ finished: [finishedTask('failed', startMs, 'old')] });
    settle();
    expect(titles()).toEqual([]);
  });

  it('is forgotten when another installation is shown', () => {
    const { run, news, titles } = watch();
    run('a', 'done');
    news.forget();
    settle();
    expect(titles()).toEqual([]);
  });
});

describe('ComfyUI', () => {
  it('is told when it crashes, once', () => {
    const { comfy: change, titles } = watch();
    change('stopped');
    change('starting');
    change('running');
    change('crashed');
    change('crashed');
    expect(titles()).toEqual(['ComfyUI crashed']);
  });

  it('found crashed at the start, or stopped when told to, is no news', () => {
    const { comfy: change, titles } = watch();
    change('crashed');
    change('running');
    change('stopping');
    change('stopped');
    expect(titles()).toEqual([]);
  });

  it('is told with the packs that do not import, and with the new ones alone at the next start', () => {
    const { comfy: change, notes } = watch();
    change('stopped');
    change('running', ['bad']);
    change('running', ['bad']);
    change('stopped');
    change('running', ['bad']);
    change('stopped');
    change('running', ['bad', 'worse']);
    expect(notes.map(({ title }) => title)).toEqual(['bad did not import', 'worse did not import']);
  });
});
