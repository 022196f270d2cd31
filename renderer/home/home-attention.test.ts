import { describe, expect, it } from 'vitest';
import type { AppUpdatesView } from '../../src/contract/app/updates';
import type { ComfyStatus } from '../../src/contract/comfyui/comfyui-status';
import type { ImportDiagnosis } from '../../src/contract/comfyui/imports';
import type { HistoryItem, QueueView } from '../../src/contract/tasks/tasks';
import { type AttentionFacts, findUnseen, listAttention } from './home-attention';
import { findNewerRelease } from '../state/comfyui/newer-release';

function item(target: string, minute: number, status: HistoryItem['outcome']['status'] = 'failed'): HistoryItem {
  const error = { error: 'no compiler', message: 'no compiler', code: 'install-script-failed' };
  return {
    ...{
      ui_id: `${target} ${minute}`,
      client_id: 'a',
      kind: 'install',
      target,
      params: {},
      result: '',
      batch_id: null,
    },
    timestamp: new Date(minute * 60_000).toISOString(),
    started_at: new Date(0).toISOString(),
    end_time: null,
    status: { status_str: 'failed', completed: true, messages: [] },
    outcome:
      status === 'failed'
        ? { status, error }
        : status === 'warning'
          ? { status, message: '', warnings: ['numpy is 1.26.4 now; a asks for numpy>=2.'] }
          : { status, message: '' },
  };
}

const view = (change: Partial<QueueView> = {}): QueueView => ({
  ...{ running: [], pending: [], finished: [], isPaused: false, isProcessing: false },
  ...change,
});
const status = (state: ComfyStatus['state']): ComfyStatus => ({
  ...{ state, pid: null, port: 8188, startedAt: null, exit: null, notice: null, phase: null, importing: null },
  ...{ mode: null, lean: null, restart: { waiting: [], count: 0, report: null } },
  ...{ holder: null, crash: null, imports: [], lastLines: [] },
  versions: { running: null, installed: { version: null, commit: null }, waitsForRestart: false },
});
const problem = (name: string): ImportDiagnosis => ({
  ...{ name, path: `/packs/${name}`, msg: '', traceback: '', cause: '', rule: null, remedy: null },
});

const calm: AttentionFacts = {
  ...{
    status: status('running'),
    problems: [],
    view: view(),
    failuresSeenMs: 0,
    lowVolume: null,
    owedPackages: [],
    recovery: { at: null, things: [] },
    recoverySeenMs: 0,
    updates: [],
  },
  versions: { versions: ['nightly', 'v0.3.2', 'v0.3.1'], current: 'v0.3.2' },
  app: undefined,
};
const kinds = (change: Partial<AttentionFacts>) => listAttention({ ...calm, ...change }).map(({ kind }) => kind);

describe('what needs attention', () => {
  it('is nothing on a good day, and nothing is made up while it is not known', () => {
    expect(kinds({})).toEqual([]);
    expect(kinds({ status: undefined, view: null, versions: undefined })).toEqual([]);
  });

  it('has the most pressing first', () => {
    const task = { ui_id: 'x', client_id: 'a', kind: 'update-all', params: { mode: 'cache' } } as const;
    expect(
      kinds({
        status: status('crashed'),
        lowVolume: { path: '/', totalBytes: 100, freeBytes: 1, parts: [] },
        problems: [problem('a')],
        view: view({ finished: [item('c', 6, 'warning'), item('b', 5)], isPaused: true, pending: [task] }),
        updates: ['C'],
        versions: { versions: ['nightly', 'v0.3.2', 'v0.3.1'], current: 'v0.3.1' },
      }),
    ).toEqual(['crash', 'low-disk', 'import', 'failed', 'warned', 'paused', 'updates', 'comfy-update']);
  });

  it('tells what was put right until that was put away, and tells of it once', () => {
    const repair = { what: 'repaired', ui_id: 'c 6', kind: 'repair-packages', target: 'Python packages' } as const;
    const recovery = { at: new Date(6 * 60_000).toISOString(), things: [repair] };
    const finished = [item('c', 6, 'warning'), item('b', 5, 'warning')];
    const attention = listAttention({ ...calm, recovery, view: view({ finished }) });
    expect(attention).toEqual([
      { kind: 'recovered', things: [repair], atMs: 6 * 60_000 },
      { kind: 'warned', items: [finished[1]] },
    ]);
    expect(kinds({ recovery, recoverySeenMs: 6 * 60_000 })).toEqual([]);
    expect(kinds({ recovery, recoverySeenMs: 5 * 60_000 })).toEqual(['recovered']);
    expect(kinds({ recovery: undefined })).toEqual([]);
  });

  it('tells of a new version of the app when there is something to do, and of what it brought until that is put away', () => {
    const notes = { version: '1.1.0', notes: '' };
    const app: AppUpdatesView = {
      ...({ current: '1.0.0', off: null, offPlace: null, step: 'idle', offered: null, fraction: null } as const),
      ...{ waitsFor: null, checkedAt: null, problem: null, news: null },
    };
    const kindsOf = (change: Partial<AppUpdatesView>) => listAttention({ ...calm, app: { ...app, ...change } });
    expect(kindsOf({})).toEqual([]);
    expect(kindsOf({ step: 'downloading', offered: notes })).toEqual([]);
    expect(kindsOf({ step: 'ready', offered: notes })).toEqual([
      { kind: 'app-update', version: '1.1.0', isReady: true },
    ]);
    expect(kindsOf({ step: 'available', offered: notes, news: { ...notes, version: '1.0.0' } })).toEqual([
      { kind: 'app-update', version: '1.1.0', isReady: false },
      { kind: 'app-news', version: '1.0.0' },
    ]);
  });

  it('names three failed imports and counts the others', () => {
    const problems = ['a', 'b', 'c', 'd', 'e'].map(problem);
    expect(listAttention({ ...calm, problems }).at(-1)).toEqual({ kind: 'more', of: 'imports', count: 2 });
    expect(kinds({ problems: problems.slice(0, 3) })).toEqual(['import', 'import', 'import']);
  });

  it('is a paused queue only when something waits in it', () => {
    expect(kinds({ view: view({ isPaused: true }) })).toEqual([]);
  });
});

describe('failed tasks', () => {
  const targets = (finished: HistoryItem[], seenMinute = 0) =>
    findUnseen(finished, seenMinute * 60_000, 'failed').map(({ target }) => target);

  it('are told until they were looked at', () => {
    expect(targets([item('a', 5), item('b', 3)])).toEqual(['a', 'b']);
    expect(targets([item('a', 5), item('b', 3)], 4)).toEqual(['a']);
  });

  it('are not told when another try went well, nor twice', () => {
    expect(targets([item('a', 5, 'done'), item('a', 3)])).toEqual([]);
    expect(targets([item('a', 5), item('a', 3)])).toEqual(['a']);
    expect(targets([item('a', 5, 'skipped'), item('a', 3)])).toEqual(['a']);
  });

  it('have a row each, and one together from the fourth on', () => {
    const finished = ['a', 'b', 'c', 'd', 'e'].map((target) => item(target, 5));
    const rows = listAttention({ ...calm, view: view({ finished }) });
    expect(rows.map((row) => (row.kind === 'failed' ? row.item.target : row))).toEqual([
      ...['a', 'b', 'c'],
      { kind: 'more', of: 'failed', count: 2 },
    ]);
  });
});

describe('tasks that have warned', () => {
  const attention = (finished: HistoryItem[], failuresSeenMs = 0) =>
    listAttention({ ...calm, view: view({ finished }), failuresSeenMs });

  it('are told until they were looked at, or until another try has nothing to warn of', () => {
    const broken = item('a', 5, 'warning');
    expect(attention([item('b', 6, 'done'), broken])).toEqual([{ kind: 'warned', items: [broken] }]);
    expect(attention([broken], 5 * 60_000)).toEqual([]);
    expect(attention([item('a', 6, 'done'), broken])).toEqual([]);
  });

  it('are no failures, and a failure of the same task comes instead of them', () => {
    const failed = item('a', 6);
    expect(attention([failed, item('a', 5, 'warning')])).toEqual([{ kind: 'failed', item: failed }]);
  });
});

describe('a newer ComfyUI', () => {
  const newer = (current: string, ...versions: string[]) => findNewerRelease({ versions, current });

  it('is told to those who are on an older release', () => {
    expect(newer('v0.3.1', 'nightly', 'v0.3.2', 'v0.3.1')).toBe('v0.3.2');
    expect(newer('v0.3.2', 'nightly', 'v0.3.2', 'v0.3.1')).toBeNull();
  });

  it('is not pressed on those who chose to be elsewhere', () => {
    expect(newer('nightly', 'nightly', 'v0.3.2')).toBeNull();
    expect(newer('v0.3.1-12-gabcdef0', 'nightly', 'v0.3.2', 'v0.3.1')).toBeNull();
    expect(newer('', 'nightly')).toBeNull();
  });

  it('tells what is owed of packages with the button that helps, and not a second time as a failed task', () => {
    const failed = { ...item('Python packages', 1), kind: 'repair-packages' };
    expect(kinds({ owedPackages: ['tinydep 2.0'], view: view({ finished: [failed] }) })).toEqual(['owed-packages']);
    expect(kinds({ view: view({ finished: [failed] }) })).toEqual(['failed']);
  });
});
