import { describe, expect, it } from 'vitest';
import type { AppEvent } from '../../src/contract/events';
import type { QueueView } from '../../src/contract/tasks/tasks';
import { createTrayState, stepTrayState, type TrayState, withComfy } from './tray-state';

const startedAt = '2026-01-01T10:00:00+00:00';

function busy(): QueueView {
  const params = { node_name: 'a', is_unknown: false };
  const task = { ui_id: '1', client_id: 'c', kind: 'disable' as const, params };
  return {
    running: [{ task, startedAt, progress: null }],
    pending: [],
    finished: [],
    isPaused: false,
    isProcessing: true,
  };
}

function walk(...events: AppEvent[]): TrayState {
  return events.reduce(stepTrayState, createTrayState(7));
}

const opened: AppEvent = {
  name: 'cmd-installation-changed',
  payload: {
    installation: {
      kind: 'git',
      rootDir: '/home/me/Comfy UI',
      comfyDir: null,
      baseDir: '',
      customNodesDir: '',
      userDir: '',
      interpreter: null,
      version: null,
    },
  },
};

const nothingWaits = { waiting: [], count: 0, report: null };

describe('stepTrayState', () => {
  it('follows the installation and starts without a queue', () => {
    expect(walk(opened)).toEqual({
      queue: null,
      installation: 'Comfy UI',
      comfy: null,
      isSafe: false,
      lean: null,
      waiting: 0,
      updates: 0,
      undo: null,
      batchStartMs: null,
      seenMs: 7,
    });
    expect(walk(opened, { name: 'cmd-installation-changed', payload: { installation: null } }).installation).toBeNull();
  });

  it('follows ComfyUI, and forgets it with its folder', () => {
    const running = { state: 'running', mode: 'normal', lean: null, holder: null, restart: nothingWaits } as const;
    const state = withComfy(walk(opened), running);
    expect(state).toMatchObject({ comfy: 'running', isSafe: false, waiting: 0 });
    expect(withComfy(state, running)).toBe(state);
    expect(withComfy(state, { ...running, mode: 'bare' }).isSafe).toBe(true);
    expect(withComfy(state, { ...running, restart: { ...nothingWaits, count: 2 } }).waiting).toBe(2);
    const lean = { name: 'Faces', packs: ['a'], missing: [], of: 4 };
    expect(withComfy(state, { ...running, mode: 'lean', lean }).lean).toEqual(lean);
    const holder = { port: 8188, pid: 1, name: 'other', isComfy: false };
    expect(withComfy(state, { ...running, state: 'foreign', holder }).comfy).toBe('stopped');
    expect(stepTrayState(state, opened).comfy).toBeNull();
  });

  it('puts progress on the task it belongs to and remembers when the batch began', () => {
    const progress = { ui_id: '1', phase: 'Downloading', message: '', bytesDone: 1, bytesTotal: 2, fraction: 0.5 };
    const state = walk(
      opened,
      { name: 'cmd-queue-changed', payload: busy() },
      { name: 'cmd-task-progress', payload: progress },
    );
    expect(state.queue?.running[0]?.progress).toEqual(progress);
    expect(state.batchStartMs).toBe(Date.parse(startedAt));
    const other = stepTrayState(state, {
      name: 'cmd-task-progress',
      payload: { ...progress, ui_id: '2', fraction: 0.9 },
    });
    expect(other.queue?.running[0]?.progress?.fraction).toBe(0.5);
  });

  it('passes over facts it does not show', () => {
    const state = walk(opened);
    expect(stepTrayState(state, { name: 'cmd-packs-changed', payload: {} })).toBe(state);
  });
});
