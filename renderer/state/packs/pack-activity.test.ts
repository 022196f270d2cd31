import { describe, expect, it } from 'vitest';
import type { TableRow } from '../../../src/contract/library/pack-table';
import type { HistoryItem, QueueTask, QueueView } from '../../../src/contract/tasks/tasks';
import { findTaskPack, readActivities } from './pack-activity';
import { createPackIndex } from './pack-index';
import { makeTable } from './pack-table';
import { nameTask } from './task-words';

const pack: TableRow = {
  key: 'Depth-Pack',
  registryId: 'Depth-Pack',
  title: 'Depth Pack',
  author: '',
  description: '',
  repository: 'https://github.com/someone/depth',
  files: [],
  latestVersion: '1.0.0',
  stars: null,
  updatedAt: null,
  nodeClasses: [],
};
const { findByName } = createPackIndex(makeTable([pack]), []);

const fix = (uiId: string, name: string): QueueTask => ({
  ui_id: uiId,
  client_id: 'c',
  kind: 'fix',
  params: { node_name: name },
});

const finished = (uiId: string, outcome: HistoryItem['outcome']): HistoryItem => ({
  ui_id: uiId,
  client_id: 'c',
  kind: 'fix',
  timestamp: '2026-01-01T00:00:00Z',
  result: '',
  status: { status_str: 'success', completed: true, messages: [] },
  batch_id: null,
  end_time: null,
  params: { node_name: 'depth-pack' },
  outcome,
  target: '',
  started_at: '2026-01-01T00:00:00Z',
});

const failure: HistoryItem['outcome'] = { status: 'failed', error: { error: 'no', message: 'no', code: 'git-failed' } };
const view = (change: Partial<QueueView>): QueueView => ({
  running: [],
  pending: [],
  finished: [],
  isPaused: false,
  isProcessing: false,
  ...change,
});

describe('readActivities', () => {
  it('knows the pack of a change that is taken back, and leaves a failure of that to Activity', () => {
    const params = { undo_ui_id: 'u', kind: 'fix', target: 'depth-pack' };
    const undo: QueueTask = { ui_id: 'undo', client_id: 'c', kind: 'undo', params };
    const running = view({ running: [{ task: undo, startedAt: '', progress: null }] });
    expect(readActivities(running, findByName).get('Depth-Pack')).toMatchObject({ phase: 'running', kind: 'undo' });
    const ended = view({ finished: [{ ...finished('undo', failure), kind: 'undo', params }, finished('u', failure)] });
    expect(readActivities(ended, findByName).get('Depth-Pack')).toMatchObject({ phase: 'failed', uiId: 'u' });
    expect(nameTask(params, findByName)).toBe('Depth Pack');
    expect(nameTask({ ...params, target: 'https://host/someone/other.git' }, findByName)).toBe('other');
  });

  it('prefers running to waiting to finished', () => {
    const all = view({
      running: [{ task: fix('r', 'DEPTH-PACK'), startedAt: '', progress: null }],
      pending: [fix('p', 'depth-pack')],
      finished: [finished('f', failure)],
    });
    expect(readActivities(all, findByName).get('Depth-Pack')).toEqual({ phase: 'running', uiId: 'r', kind: 'fix' });
    expect(readActivities({ ...all, running: [] }, findByName).get('Depth-Pack')?.phase).toBe('waiting');
    expect(readActivities({ ...all, running: [], pending: [] }, findByName).get('Depth-Pack')?.phase).toBe('failed');
  });

  it('forgets a failure once a newer task went well or was cancelled', () => {
    const done: HistoryItem['outcome'] = { status: 'done', message: '' };
    const skipped: HistoryItem['outcome'] = { status: 'skipped', message: '' };
    for (const newest of [done, skipped]) {
      const history = view({ finished: [finished('new', newest), finished('old', failure)] });
      expect(readActivities(history, findByName).size).toBe(0);
    }
  });

  it('leaves tasks of unknown packs alone', () => {
    expect(readActivities(view({ pending: [fix('p', 'stranger')] }), findByName).size).toBe(0);
  });
});

describe('findTaskPack', () => {
  it('reads every field that names a pack', () => {
    for (const field of ['id', 'node_name', 'cnr_id']) {
      expect(findTaskPack({ [field]: 'depth-pack' }, findByName)?.key, field).toBe('Depth-Pack');
    }
    expect(findTaskPack({ id: 'x', repository: 'https://github.com/Someone/Depth.git' }, findByName)?.key).toBe(
      'Depth-Pack',
    );
  });
});

describe('nameTask', () => {
  it('uses the title, else the last part of what the task says', () => {
    expect(nameTask({ cnr_id: 'depth-pack' }, findByName)).toBe('Depth Pack');
    expect(nameTask({ id: 'https://example.org/a/my-nodes.git' }, findByName)).toBe('my-nodes');
  });
});
