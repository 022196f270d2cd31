import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QueueTask } from '../../contract/tasks';
import { openHistory, type TaskHistory } from './history';
import { toHistoryItem } from './outcome';

describe('task history paging (http-api.md 1.2)', () => {
  let folder: string;
  let history: TaskHistory;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'history-'));
    history = await openHistory(join(folder, 'history.jsonl'));
    for (const [index, client] of ['a', 'b', 'a', 'b'].entries()) {
      const task: QueueTask = { ui_id: String(index), client_id: client, kind: 'update', params: { node_name: 'x' } };
      const at = `2026-01-01T00:00:0${index}.000Z`;
      history.add(toHistoryItem(task, { status: 'done', message: '' }, { startedAt: at, endedAt: at, batchId: null }));
    }
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    [{}, ['0', '1', '2', '3']],
    [{ max_items: 2 }, ['2', '3']],
    [{ offset: 1 }, ['1', '2', '3']],
    [{ offset: 1, max_items: 2 }, ['1', '2']],
    [{ max_items: 3, client_id: 'a' }, ['2']],
    [{ client_id: 'b' }, ['1', '3']],
    [{ ui_id: '2', client_id: 'b' }, ['2']],
    [{ ui_id: 'unknown' }, []],
    [{ offset: 9 }, []],
  ])('%j gives %j', async (query, ids) => {
    expect(Object.keys(await history.query(query))).toEqual(ids);
  });

  it('shows the newest first, of earlier runs too, but serves only this session', async () => {
    const again = await openHistory(join(folder, 'history.jsonl'));
    expect(again.recent().map((item) => item.ui_id)).toEqual(['3', '2', '1', '0']);
    expect(await again.query({})).toEqual({});
    expect(again.count()).toBe(0);
  });
});
