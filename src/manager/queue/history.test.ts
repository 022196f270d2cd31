import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HistoryItem, QueueTask } from '../../contract/tasks/tasks';
import { openHistory, type TaskHistory } from './history';
import { toHistoryItem } from './outcome';

describe('task history paging', () => {
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
    [{ max_items: 1, client_id: 'a' }, ['2']],
    [{ max_items: 3, client_id: 'a' }, ['0', '2']],
    [{ offset: 1, max_items: 1, client_id: 'b' }, ['3']],
    [{ client_id: 'b' }, ['1', '3']],
    [{ ui_id: '2', client_id: 'b' }, ['2']],
    [{ ui_id: 'unknown' }, []],
    [{ offset: 9 }, []],
  ])('%j gives %j', async (query, ids) => {
    expect(Object.keys(history.query(query))).toEqual(ids);
  });

  it('shows the newest first, of earlier runs too, but serves only this session', async () => {
    const again = await openHistory(join(folder, 'history.jsonl'));
    expect(again.recent().map((item) => item.ui_id)).toEqual(['3', '2', '1', '0']);
    expect(again.query({})).toEqual({});
    expect(again.count()).toBe(0);
  });
});

/** A finished task; `client` and `message` make it longer or tell it apart. */
function itemOf(uiId: string, message = ''): HistoryItem {
  const task: QueueTask = { ui_id: uiId, client_id: 'a', kind: 'update', params: { node_name: 'x' } };
  const at = '2026-01-01T00:00:00.000Z';
  return toHistoryItem(task, { status: 'done', message }, { startedAt: at, endedAt: at, batchId: null });
}

describe('the file of the history', () => {
  let path: string;

  beforeAll(async () => {
    path = join(await mkdtemp(join(tmpdir(), 'history-file-')), 'history.jsonl');
  });

  afterAll(() => rm(join(path, '..'), { recursive: true, force: true }));

  it('begins anew with the newest of earlier runs, and goes on after a torn last line', async () => {
    const first = await openHistory(path);
    for (let index = 0; index < 300; index += 1) first.add(itemOf(`first-${index}`));
    first.close();
    await appendFile(path, '{"ui_id":"torn","client');
    const second = await openHistory(path);
    second.add(itemOf('second'));
    second.close();
    expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(202);
    const third = await openHistory(path);
    expect(third.recent().slice(0, 2)).toEqual([itemOf('second'), itemOf('first-299')]);
    third.close();
  });

  it('is written anew when most of it is of no use any more, and finds every task again', async () => {
    const history = await openHistory(path);
    const isOfUse = (line: string) => line !== '';
    for (let index = 0; index < 21_000; index += 1) history.add(itemOf(`task-${index % 500}`, String(index)));
    const lines = (await readFile(path, 'utf8')).split('\n').filter(isOfUse);
    expect(lines.length).toBeLessThan(11_000);
    expect(history.count()).toBe(500);
    const items = Object.values(history.query({}));
    expect(items).toHaveLength(500);
    for (const [at, item] of items.entries()) expect(item).toEqual(itemOf(`task-${at}`, String(20_500 + at)));
    history.close();
  });

  it('keeps ten thousand and the place of an id that ends again, as the reference does', async () => {
    const history = await openHistory(path);
    const client = (index: number) => (index % 3 === 0 ? 'other' : 'a');
    for (let index = 0; index < 10_100; index += 1)
      history.add({ ...itemOf(`task-${index}`), client_id: client(index) });
    history.add(itemOf('task-150', 'again'));
    const ids = Object.keys(history.query({}));
    expect([ids.length, ids[0], ids[50], ids.at(-1)]).toEqual([10_000, 'task-100', 'task-150', 'task-10099']);
    expect(history.count()).toBe(10_000);
    expect(history.query({ ui_id: 'task-150' })).toEqual({ 'task-150': itemOf('task-150', 'again') });
    expect(history.query({ ui_id: 'task-99' })).toEqual({});
    expect(Object.keys(history.query({ ui_id: 'task-101' }))).toEqual(['task-101']);
    const ofOther = Object.values(history.query({ client_id: 'other' }));
    expect(ofOther.every(({ client_id: id }) => id === 'other')).toBe(true);
    expect(ofOther).toHaveLength(history.count('other'));
    expect(history.count('other') + history.count('a')).toBe(10_000);
    expect(history.itemsOf(['task-5000', 'unknown', 'task-10099']).map(({ ui_id: id }) => id)).toEqual([
      'task-5000',
      'task-10099',
    ]);
    // What ended long ago, ended again, and is the oldest by then.
    for (let index = 0; index < 51; index += 1) history.add(itemOf(`late-${index}`));
    expect(history.query({ ui_id: 'task-150' })).toEqual({});
    history.add(itemOf('task-150', 'once more'));
    expect(Object.keys(history.query({})).at(-1)).toBe('task-150');
    history.close();
  });
});
