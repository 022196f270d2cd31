import { describe, expect, it } from 'vitest';
import { buildTaskbarModel } from './taskbar-model';
import { disableTask, finishedTask, queueView, runningTask, startMs } from '../testing/queue-view';

const build = (queue: ReturnType<typeof queueView> | null, batchStartMs: number | null = startMs) =>
  buildTaskbarModel({ queue, batchStartMs, seenMs: startMs });

describe('buildTaskbarModel', () => {
  it('shows nothing while nothing runs', () => {
    const nothing = { progress: null, mode: 'normal', badge: 0 };
    expect(build(null)).toEqual(nothing);
    expect(build(queueView(), null)).toEqual(nothing);
  });

  it('shows the batch', () => {
    expect(build(queueView({ running: [runningTask('a', 0.5)] }))).toEqual({ progress: 0.5, mode: 'normal', badge: 0 });
  });

  it('keeps the bar of a paused batch, in the colour of a pause', () => {
    const finished = [finishedTask('done', startMs + 1)];
    const paused = queueView({ pending: [disableTask('b')], finished, isPaused: true });
    expect(build(paused)).toEqual({ progress: 0.5, mode: 'paused', badge: 0 });
  });

  it('turns red with the first failure of the batch, not with one before it', () => {
    const running = [runningTask('a', 0)];
    const fresh = queueView({ running, finished: [finishedTask('failed', startMs + 1)] });
    expect(build(fresh)).toEqual({ progress: 0.5, mode: 'error', badge: 1 });
    const old = queueView({ running, finished: [finishedTask('failed', startMs - 1)] });
    expect(build(old)).toEqual({ progress: 0, mode: 'normal', badge: 0 });
  });

  it('keeps the number of failures after the batch, until they were seen', () => {
    const queue = queueView({ finished: [finishedTask('failed', startMs + 1), finishedTask('failed', startMs + 2)] });
    expect(build(queue, null)).toEqual({ progress: null, mode: 'normal', badge: 2 });
    expect(buildTaskbarModel({ queue, batchStartMs: null, seenMs: startMs + 2 }).badge).toBe(0);
  });
});
