import { describe, expect, it } from 'vitest';
import { countFailures, followBatch, measureProgress } from './batch';
import { disableTask, finishedTask, queueView, runningTask, startMs } from '../testing/queue-view';

describe('followBatch', () => {
  const pending = [disableTask('b')];

  it('remembers the first start while tasks follow each other and forgets it when idle', () => {
    const busy = queueView({ running: [runningTask('a', 0)], isProcessing: true });
    expect(followBatch(null, busy)).toBe(startMs);
    expect(followBatch(5, busy)).toBe(5);
    expect(followBatch(5, queueView({ pending, isProcessing: true }))).toBe(5);
    expect(followBatch(5, queueView())).toBeNull();
    expect(followBatch(5, queueView({ pending }))).toBeNull();
  });

  it('does not end a batch that is only paused', () => {
    expect(followBatch(5, queueView({ pending, isPaused: true }))).toBe(5);
    expect(followBatch(null, queueView({ pending, isPaused: true }))).toBeNull();
    expect(followBatch(5, queueView({ isPaused: true }))).toBeNull();
  });
});

describe('measureProgress', () => {
  it('goes over the whole batch, without what finished before it', () => {
    const queue = queueView({
      running: [runningTask('a', 0.5)],
      pending: [disableTask('b'), disableTask('c')],
      finished: [finishedTask('done', startMs + 1), finishedTask('done', startMs - 1)],
    });
    expect(measureProgress(queue, startMs)).toBeCloseTo(1.5 / 4);
  });

  it('counts a task that cannot tell as not begun, and is null when nothing runs', () => {
    expect(measureProgress(queueView({ running: [runningTask('a', null)] }), startMs)).toBe(0);
    expect(measureProgress(queueView({ pending: [disableTask('b')] }), startMs)).toBeNull();
  });
});

describe('countFailures', () => {
  it('counts what failed since the window was looked at', () => {
    const finished = [
      finishedTask('failed', startMs + 5),
      finishedTask('done', startMs + 6),
      finishedTask('failed', startMs),
    ];
    expect(countFailures(queueView({ finished }), startMs)).toBe(1);
  });
});
