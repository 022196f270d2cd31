import { describe, expect, it } from 'vitest';
import type { HistoryItem, QueueTask, QueueView } from '../src/contract/tasks';
import { buildTrayModel, chooseTheme, followBatch, type TrayInput, type TrayModel } from './tray-model';

const startMs = Date.parse('2026-01-01T10:00:00Z');

function disable(name: string): QueueTask {
  return { ui_id: name, client_id: 'test', kind: 'disable', params: { node_name: name, is_unknown: false } };
}

function running(name: string, fraction: number | null, phase = 'Downloading'): QueueView['running'][number] {
  const progress = { ui_id: name, phase, message: '', bytesDone: null, bytesTotal: null, fraction };
  return { task: disable(name), startedAt: new Date(startMs).toISOString(), progress };
}

function finished(status: 'done' | 'failed', atMs: number): HistoryItem {
  const outcome =
    status === 'done' ? { status, message: 'ok' } : { status, error: { error: 'no', message: 'no', code: 'internal' } };
  return {
    ui_id: `f${atMs}`,
    client_id: 'test',
    kind: 'disable',
    timestamp: new Date(atMs).toISOString(),
    result: '',
    status: { status_str: 'success', completed: true, messages: [] },
    batch_id: null,
    end_time: null,
    params: {},
    outcome,
    target: 'x',
    started_at: new Date(atMs).toISOString(),
  };
}

function view(part: Partial<QueueView>): QueueView {
  return { running: [], pending: [], finished: [], isPaused: false, isProcessing: false, ...part };
}

function build(part: Partial<TrayInput>): TrayModel {
  return buildTrayModel({
    queue: view({}),
    installation: 'ComfyUI',
    comfy: null,
    theme: 'dark',
    batchStartMs: startMs,
    seenMs: startMs,
    ...part,
  });
}

function labels(model: TrayModel): string[] {
  return model.menu.map((row) => (row.kind === 'separator' ? '-' : row.label));
}

describe('buildTrayModel', () => {
  it('is hollow and offers no queue without an installation', () => {
    const model = build({ queue: null, installation: null });
    expect(model.picture).toEqual({ state: 'stopped', step: 0, theme: 'dark' });
    expect(labels(model)).toEqual(['No ComfyUI folder is open', '-', 'Open ComfyUI Manager', '-', 'Quit']);
    expect(model.progress).toBeNull();
  });

  it('is idle with an empty queue', () => {
    const model = build({});
    expect(model.picture.state).toBe('idle');
    expect(labels(model)).toEqual(['ComfyUI: nothing to do', '-', 'Open ComfyUI Manager', 'Pause queue', '-', 'Quit']);
  });

  it('shows the running task with its per cent, its phase and what waits', () => {
    const model = build({
      queue: view({ running: [running('a', 0.427)], pending: [disable('b')], isProcessing: true }),
    });
    expect(labels(model).slice(0, 3)).toEqual(['Disabling a 42%', 'Downloading', '1 waiting']);
    expect(model.tooltip).toBe('ComfyUI Manager\nDisabling a 42%');
  });

  it.each([
    [0, 0],
    [0.124, 0],
    [0.125, 1],
    [0.99, 7],
    [1, 8],
  ])('fills the ring in eight steps: %d -> %d', (fraction, step) => {
    expect(build({ queue: view({ running: [running('a', fraction)] }) }).picture).toEqual({
      state: 'busy',
      step,
      theme: 'dark',
    });
  });

  it('measures progress over the whole batch, without what finished before it', () => {
    const queue = view({
      running: [running('a', 0.5)],
      pending: [disable('b'), disable('c')],
      finished: [finished('done', startMs + 1), finished('done', startMs - 1)],
    });
    expect(build({ queue }).progress).toBeCloseTo(1.5 / 4);
  });

  it('counts a task that cannot tell as not begun', () => {
    const model = build({ queue: view({ running: [running('a', null)] }) });
    expect(model.progress).toBe(0);
    expect(labels(model)[0]).toBe('Disabling a');
  });

  it('asks for attention after a failure until the window was looked at', () => {
    const queue = view({ finished: [finished('failed', startMs + 5), finished('failed', startMs - 5)] });
    expect(build({ queue })).toMatchObject({ picture: { state: 'attention' }, failures: 1 });
    expect(build({ queue, seenMs: startMs + 5 })).toMatchObject({ picture: { state: 'idle' }, failures: 0 });
  });

  it('offers to resume a paused queue', () => {
    const model = build({ queue: view({ isPaused: true, pending: [disable('b')] }) });
    expect(labels(model)).toEqual([
      'Queue paused, 1 waiting',
      '1 waiting',
      '-',
      'Open ComfyUI Manager',
      'Resume queue',
      '-',
      'Quit',
    ]);
    expect(model.isPaused).toBe(true);
  });

  it.each([
    ['stopped', ['Start ComfyUI']],
    ['crashed', ['ComfyUI crashed', 'Start ComfyUI again']],
    ['starting', ['ComfyUI is starting', 'Stop ComfyUI']],
    ['running', ['Open web UI', 'Restart ComfyUI', 'Stop ComfyUI']],
    ['stopping', ['ComfyUI is stopping']],
    ['foreign', ['Open web UI']],
  ] as const)('offers what a %s ComfyUI takes', (comfy, rows) => {
    const model = build({ comfy });
    expect(labels(model)).toEqual([
      'ComfyUI: nothing to do',
      '-',
      'Open ComfyUI Manager',
      '-',
      ...rows,
      '-',
      'Pause queue',
      '-',
      'Quit',
    ]);
  });

  it('keeps the end of a long address', () => {
    const long = 'https://git.example.org/a-very-long-owner-name/the-pack';
    expect(labels(build({ queue: view({ running: [running(long, 0)] }) }))[0]).toMatch(/^Disabling ….{39} 0%$/u);
  });
});

describe('followBatch', () => {
  it('remembers the first start while tasks follow each other and forgets it when idle', () => {
    const busy = view({ running: [running('a', 0)], isProcessing: true });
    const between = view({ pending: [disable('b')], isProcessing: true });
    expect(followBatch(null, busy)).toBe(startMs);
    expect(followBatch(5, busy)).toBe(5);
    expect(followBatch(5, between)).toBe(5);
    expect(followBatch(5, view({}))).toBeNull();
    expect(followBatch(5, view({ pending: [disable('b')] }))).toBeNull();
  });
});

describe('chooseTheme', () => {
  it('knows the panels', () => {
    expect(chooseTheme('darwin', '', true)).toBe('template');
    expect(chooseTheme('linux', 'ubuntu:GNOME', false)).toBe('dark');
    expect(chooseTheme('linux', 'KDE', false)).toBe('light');
    expect(chooseTheme('win32', '', true)).toBe('dark');
  });
});
