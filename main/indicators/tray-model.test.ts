import { describe, expect, it } from 'vitest';
import type { QueueTask } from '../../src/contract/tasks/tasks';
import { learnTitles } from '../texts/pack-titles';
import { createTexts } from '../texts/texts';
import { disableTask, downloadTask, finishedTask, queueView, runningTask, startMs } from '../testing/queue-view';
import { buildTrayModel, chooseTheme, type TrayInput, type TrayModel } from './tray-model';

const { t } = createTexts();

function build(part: Partial<TrayInput>): TrayModel {
  const quiet: TrayInput = {
    queue: queueView(),
    installation: 'ComfyUI',
    comfy: null,
    isSafe: false,
    lean: null,
    waiting: 0,
    updates: 0,
    undo: null,
    theme: 'dark',
    batchStartMs: startMs,
    seenMs: startMs,
  };
  return buildTrayModel({ ...quiet, ...part }, t);
}

function labels(model: TrayModel): string[] {
  return model.menu.map((row) => (row.kind === 'separator' ? '-' : row.label));
}

describe('buildTrayModel', () => {
  it('is hollow and offers no queue without an installation', () => {
    const model = build({ queue: null, installation: null });
    expect(model.picture).toEqual({ state: 'stopped', step: 0, theme: 'dark' });
    expect(labels(model)).toEqual(['No ComfyUI folder is open', '-', 'Open ComfyUI Manager Desktop', '-', 'Quit']);
  });

  it('is idle with an empty queue', () => {
    const model = build({});
    expect(model.picture.state).toBe('idle');
    expect(labels(model)).toEqual([
      'ComfyUI: nothing to do',
      '-',
      'Open ComfyUI Manager Desktop',
      '-',
      'Pause queue',
      '-',
      'Quit',
    ]);
  });

  it('shows the running task with its per cent, its phase and what waits', () => {
    const model = build({
      queue: queueView({ running: [runningTask('a', 0.427)], pending: [disableTask('b')], isProcessing: true }),
    });
    expect(labels(model).slice(0, 3)).toEqual(['Disabling a 37%', 'Downloading', '1 waiting']);
    expect(model.tooltip).toBe('ComfyUI Manager Desktop\nDisabling a 37%');
  });

  it.each([
    [0, 0],
    [0.124, 0],
    [0.125, 1],
    [0.99, 7],
    [1, 8],
  ])('fills the ring in eight steps: %d -> %d', (fraction, step) => {
    expect(build({ queue: queueView({ running: [runningTask('a', fraction)] }) }).picture).toEqual({
      state: 'busy',
      step,
      theme: 'dark',
    });
  });

  it('counts a task that cannot tell as not begun', () => {
    const model = build({ queue: queueView({ running: [runningTask('a', null)] }) });
    expect(model.picture.step).toBe(0);
    expect(labels(model)[0]).toBe('Disabling a');
  });

  it('says per cents in eight steps: an open menu is replaced with each other word', () => {
    const at = (fraction: number) => build({ queue: queueView({ running: [runningTask('a', fraction)] }) });
    expect(at(0.26)).toEqual(at(0.37));
    const models = Array.from({ length: 101 }, (_none, percent) => at(percent / 100));
    expect(new Set(models.map((model) => labels(model)[0])).size).toBe(9);
    expect(new Set(models.map(({ tooltip }) => tooltip)).size).toBe(9);
  });

  it('asks for attention after a failure until the window was looked at', () => {
    const queue = queueView({ finished: [finishedTask('failed', startMs + 5), finishedTask('failed', startMs - 5)] });
    expect(build({ queue })).toMatchObject({ picture: { state: 'attention' } });
    expect(build({ queue, seenMs: startMs + 5 })).toMatchObject({ picture: { state: 'idle' } });
  });

  it('offers to resume a paused queue', () => {
    const model = build({ queue: queueView({ isPaused: true, pending: [disableTask('b')] }) });
    expect(labels(model)).toEqual([
      'Queue paused, 1 waiting',
      '-',
      'Open ComfyUI Manager Desktop',
      '-',
      'Resume queue',
      '-',
      'Quit',
    ]);
  });

  it.each([
    ['stopped', ['Start ComfyUI', 'Start without custom nodes (safe mode)']],
    ['crashed', ['ComfyUI crashed', 'Start ComfyUI again', 'Start without custom nodes (safe mode)']],
    ['starting', ['ComfyUI is starting', 'Stop ComfyUI']],
    ['running', ['Open web UI', 'Restart ComfyUI', 'Stop ComfyUI', 'Free memory of ComfyUI']],
    ['stopping', ['ComfyUI is stopping']],
    ['foreign', ['Open web UI']],
  ] as const)('offers what a %s ComfyUI takes', (comfy, rows) => {
    const model = build({ comfy });
    expect(labels(model)).toEqual([
      'ComfyUI: nothing to do',
      '-',
      'Open ComfyUI Manager Desktop',
      '-',
      ...rows,
      '-',
      'Pause queue',
      '-',
      'Quit',
    ]);
  });

  it('says what waits for a restart, and that no custom node is loaded', () => {
    const rows = (part: Partial<TrayInput>) => labels(build({ comfy: 'running', ...part })).slice(4, 8);
    expect(rows({ waiting: 4 }).slice(0, 3)).toEqual([
      '4 changes wait for a restart',
      'Open web UI',
      'Restart ComfyUI',
    ]);
    expect(rows({ isSafe: true }).slice(0, 3)).toEqual([
      'Safe mode: no custom node is loaded',
      'Open web UI',
      'Restart normally',
    ]);
  });

  it('says that only some packs are loaded, and offers all of them again', () => {
    const lean = { name: 'Faces', packs: ['a', 'b', 'c'], missing: ['c'], of: 61 };
    const running = labels(build({ comfy: 'running', lean }));
    expect(running).toContain('Only 2 of 61 packs: Faces');
    expect(running).toContain('Restart with all packs');
    const stopped = build({ comfy: 'stopped', lean: { ...lean, missing: [], of: null } });
    expect(labels(stopped)).toContain('Next start: only the packs of Faces');
    expect(stopped.menu).toContainEqual({ kind: 'command', label: 'Start with all packs', command: 'startAll' });
    expect(labels(build({ comfy: 'stopped' }))).not.toContain('Start with all packs');
  });

  it('offers to pause each download, and to let those go on that are paused', () => {
    const [flux, vae] = [downloadTask('flux'), downloadTask('vae')];
    const running = [{ task: flux, startedAt: new Date(startMs).toISOString(), progress: null }];
    const move: QueueTask = {
      ...{ ui_id: 'move', client_id: 'test', kind: 'move-models-folder' },
      params: { from: '/srv/models', to: '/data/models', keep: false },
    };
    const model = build({ queue: queueView({ running, pending: [vae, move, disableTask('x')], paused: ['vae'] }) });
    expect(model.menu.filter((row) => row.kind === 'menu')).toEqual([
      {
        kind: 'menu',
        label: 'Downloads',
        rows: [
          { kind: 'command', label: 'Pause flux', command: 'pauseDownload', about: 'flux' },
          { kind: 'command', label: 'Resume vae', command: 'resumeDownload', about: 'vae' },
        ],
      },
    ]);
  });

  it('is hollow while ComfyUI is stopped, and filled while it runs', () => {
    expect(build({ comfy: 'stopped' }).picture.state).toBe('stopped');
    expect(build({ comfy: 'running' }).picture.state).toBe('idle');
  });

  it('asks for attention while ComfyUI lies crashed', () => {
    expect(build({ comfy: 'crashed' }).picture.state).toBe('attention');
  });

  it('calls a pack by the end of its address, and keeps the end of a long name', () => {
    const first = (name: string) => labels(build({ queue: queueView({ running: [runningTask(name, 0)] }) }))[0];
    expect(first('https://git.example.org/a-very-long-owner-name/the-pack.git')).toBe('Disabling the-pack 0%');
    expect(first('a-pack-'.repeat(10))).toMatch(/^Disabling ….{39} 0%$/u);
  });
});

describe('the last change and what is newer', () => {
  const tasks = [
    { ui_id: '1', kind: 'install', target: 'a', result: 'success' as const, error: null, undone: null },
    { ui_id: '2', kind: 'update', target: 'b', result: 'success' as const, error: null, undone: null },
  ];
  const back = { state: 'snapshot' as const, snapshot: 'before', laterBatches: 0, stays: { python: 0, model: 0 } };
  const batch = { id: 'x', startedAt: '', endedAt: null, tasks, counts: null, undo: back, takenBefore: 'before' };
  const undo = { way: 'snapshot' as const, batch, snapshot: 'before' };

  it('have rows of their own while there is something', () => {
    expect(labels(build({ updates: 3, undo })).slice(2, 5)).toEqual([
      'Open ComfyUI Manager Desktop',
      'Updates (3)',
      'Undo: Install a and 1 more',
    ]);
  });

  it('name a single task alone', () => {
    const one = { ...undo, batch: { ...batch, tasks: tasks.slice(0, 1) } };
    expect(labels(build({ undo: one }))).toContain('Undo: Install a');
    const task = { ui_id: '2', kind: 'update', target: 'b', at: '', state: 'alone' as const };
    expect(labels(build({ undo: { way: 'alone', task } }))).toContain('Undo: Update b');
  });

  it('are called as the catalogue calls the pack, once that is known', () => {
    learnTitles({ 'known-pack': 'Known Pack' });
    const task = { ui_id: '2', kind: 'update', target: 'known-pack', at: '', state: 'alone' as const };
    expect(labels(build({ undo: { way: 'alone', task } }))).toContain('Undo: Update Known Pack');
    expect(labels(build({ queue: queueView({ running: [runningTask('known-pack', 0)] }) }))[0]).toBe(
      'Disabling Known Pack 0%',
    );
    const model = { ...task, kind: 'install-model' };
    expect(labels(build({ undo: { way: 'alone', task: model } }))).toContain('Undo: Download known-pack');
  });

  it('offer no undo while a task runs', () => {
    const busy = build({ undo, queue: queueView({ running: [runningTask('a', 0)] }) });
    expect(labels(busy).filter((label) => label.startsWith('Undo'))).toEqual([]);
  });
});

describe('in another language', () => {
  it('every word of ours is of that language', () => {
    const texts = createTexts({
      en: { app: { name: 'Manager' } },
      xx: { app: { name: 'X' }, tray: { noFolder: 'Xnone', open: 'Xopen', quit: 'Xquit' } },
    });
    const nothing = { queue: null, installation: null, comfy: null, isSafe: false, waiting: 0, updates: 0, undo: null };
    const quiet = { ...nothing, lean: null };
    const show = () => buildTrayModel({ ...quiet, theme: 'dark', batchStartMs: 0, seenMs: 0 }, texts.t);
    expect(show().tooltip).toMatch(/^Manager/u);
    texts.use('xx');
    expect(labels(show())).toEqual(['Xnone', '-', 'Xopen', '-', 'Xquit']);
    expect(show().tooltip).toBe('X\nXnone');
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
