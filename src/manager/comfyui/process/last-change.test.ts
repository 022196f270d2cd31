import { describe, expect, it } from 'vitest';
import type { HistoryItem } from '../../../contract/tasks/tasks';
import { createFindChange, type ChangeSources } from './last-change';

const state = (version: string) => ({
  snapshot_time: version,
  comfyui_version: { version: '0.3.62' },
  installed_nodes: { pack: { version } },
  pip_packages: {},
  installed_models: { [version]: {} },
});

function itemOf(minute: number, change: Partial<HistoryItem> = {}): HistoryItem {
  const at = `2026-01-01T10:${String(minute).padStart(2, '0')}:00.000Z`;
  return {
    ...{ ui_id: `task-${minute}`, client_id: 'tab', kind: 'update', target: 'pack', result: 'success', params: {} },
    ...{ timestamp: at, end_time: at, started_at: at, batch_id: `batch-${minute}` },
    status: { status_str: 'success', completed: true, messages: [] },
    outcome: { status: 'done', message: '' },
    ...change,
  };
}

function find(items: HistoryItem[], since: string | null, sources: Partial<ChangeSources> = {}) {
  const newestFirst = [...items].sort((a, b) => b.timestamp.localeCompare(a.timestamp));
  return createFindChange({
    recent: () => newestFirst,
    readBatch: () => Promise.resolve({ state_before: state('1'), state_after: state('2') }),
    snapshotBefore: (batchId) => Promise.resolve(`before-${batchId}`),
    ...sources,
  })(since);
}

const failed = { status: 'failed', error: { error: 'e', message: 'm', code: 'internal' } } as const;

describe('the last change before a start', () => {
  it('is the newest one since the last good start, with the snapshot taken before it', async () => {
    const items = [itemOf(1), itemOf(2, { kind: 'install' })];
    expect(await find(items, null)).toEqual({
      ...{ ui_id: 'task-2', kind: 'install', target: 'pack' },
      ...{ endedAt: '2026-01-01T10:02:00.000Z', snapshot: 'before-batch-2' },
    });
    expect(await find(items, '2026-01-01T12:01:30+02:00')).toMatchObject({ ui_id: 'task-2' });
    expect(await find(items, '2026-01-01T10:02:30.000Z')).toBeNull();
    expect(await find([], null)).toBeNull();
  });

  it('is none of those that left everything as it was', async () => {
    const harmless = [
      itemOf(2, { kind: 'install-model' }),
      itemOf(3, { kind: 'update-all' }),
      itemOf(4, { outcome: failed }),
      itemOf(5, { outcome: { status: 'skipped', message: 'Cancelled.' } }),
    ];
    expect(await find([itemOf(1), ...harmless], null)).toMatchObject({ ui_id: 'task-1' });
    expect(await find(harmless, null)).toBeNull();
  });

  it('is a restore that could not do everything', async () => {
    const items = [{ name: 'pack', action: 'switch', status: 'done' as const, message: '' }];
    const restore = itemOf(2, { kind: 'restore-snapshot', outcome: { ...failed, items } });
    expect(await find([itemOf(1), restore], null)).toMatchObject({ kind: 'restore-snapshot' });
  });

  it('is no success that found nothing to do, unless it was a fix', async () => {
    const readBatch = (batchId: string) =>
      Promise.resolve({ state_before: state('1'), state_after: state(batchId === 'batch-1' ? '2' : '1') });
    expect(await find([itemOf(1), itemOf(2)], null, { readBatch })).toMatchObject({ ui_id: 'task-1' });
    expect(await find([itemOf(1), itemOf(2, { kind: 'fix' })], null, { readBatch })).toMatchObject({ kind: 'fix' });
  });

  it.each([
    ['no record', () => Promise.resolve(null)],
    ['a record without its end', () => Promise.resolve({ state_before: state('1'), state_after: null })],
    ['an unreadable record', () => Promise.reject(new Error('unreadable'))],
  ])('is taken for one with %s', async (_, readBatch) => {
    expect(await find([itemOf(1)], null, { readBatch })).toMatchObject({ ui_id: 'task-1' });
  });

  it('has no snapshot where none was taken', async () => {
    const snapshotBefore = () => Promise.resolve(null);
    expect(await find([itemOf(1)], null, { snapshotBefore })).toMatchObject({ snapshot: null });
    expect(await find([itemOf(1, { batch_id: null })], null)).toMatchObject({ snapshot: null });
  });
});
