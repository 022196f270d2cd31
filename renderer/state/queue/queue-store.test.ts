import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/contract/errors';
import type { QueueView, TaskProgress } from '../../../src/contract/tasks/tasks';
import { acceptProgress, acceptQueueView, beginSubmits, endSubmits, useQueue } from './queue-store';

const report = (change: Partial<TaskProgress>): TaskProgress => ({
  ui_id: 'a',
  phase: 'Downloading',
  message: '',
  bytesDone: null,
  bytesTotal: null,
  fraction: null,
  ...change,
});

const running = (...uiIds: string[]): QueueView => ({
  running: uiIds.map((ui_id) => ({
    task: { ui_id, client_id: 'c', kind: 'fix', params: { node_name: 'x' } },
    startedAt: '2026-01-01T00:00:00Z',
    progress: report({ ui_id, fraction: 0.1 }),
  })),
  pending: [],
  finished: [],
  isPaused: false,
  isProcessing: true,
});

beforeEach(() => useQueue.setState(useQueue.getInitialState(), true));

describe('progress', () => {
  it('never goes back, also when a report knows no fraction', () => {
    acceptProgress(report({ fraction: 0.5 }), 0);
    acceptProgress(report({ fraction: 0.4 }), 1);
    acceptProgress(report({ fraction: null, phase: 'Unpacking' }), 2);
    expect(useQueue.getState().progress['a']).toMatchObject({ fraction: 0.5, phase: 'Unpacking' });
  });

  it('measures speed where bytes are known', () => {
    acceptProgress(report({ bytesDone: 0 }), 0);
    acceptProgress(report({ bytesDone: 5000 }), 1000);
    expect(useQueue.getState().rates['a']?.bytesPerSecond).toBe(5000);
  });

  it('comes with a view for those who open late, and goes with the task', () => {
    acceptQueueView(running('a'));
    expect(useQueue.getState().progress['a']?.fraction).toBe(0.1);
    acceptProgress(report({ fraction: 0.6, bytesDone: 1 }), 0);
    acceptQueueView(running('a', 'b'));
    expect(useQueue.getState().progress['a']?.fraction).toBe(0.6);
    acceptQueueView(running('b'));
    expect(useQueue.getState().progress['a']).toBeUndefined();
    expect(useQueue.getState().rates['a']).toBeUndefined();
  });
});

describe('clicks', () => {
  it('are on their way until they arrive, and leave their refusal until the next click', () => {
    const error = new AppError('policy-denied', 'no');
    beginSubmits(['depth']);
    expect(useQueue.getState().submitting).toEqual(['depth']);
    endSubmits(['depth'], { depth: { kind: 'install', error } });
    expect(useQueue.getState()).toMatchObject({ submitting: [], refusals: { depth: { error } } });
    beginSubmits(['depth']);
    expect(useQueue.getState().refusals).toEqual({});
  });
});
