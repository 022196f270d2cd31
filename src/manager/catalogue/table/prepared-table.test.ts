import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { layColumns, readHead, sizeOfColumns } from '../../../contract/pack-table/layout';
import { restore, splitRow } from '../../../contract/pack-table/row';
import type { CataloguePack } from '../../../contract/packs';
import { createPreparedTables } from './prepared-table';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'prepared-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const pack = (key: string, change: Partial<CataloguePack> = {}): CataloguePack => ({
  ...{ key, registryId: key, title: key, author: '', description: '', repository: null, files: [] },
  ...{ installType: 'registry', latestVersion: null, stars: null, updatedAt: null, nodeClasses: [], tags: [] },
  ...change,
});
const many = (count: number) => Array.from({ length: count }, (_, at) => pack(`p${at}`, { stars: at }));

async function read() {
  const bytes = Uint8Array.from(await readFile(join(dir, 'catalogue.table')));
  const { head, end } = readHead(bytes);
  const columns = layColumns(bytes.buffer, end, head);
  const restStart = end + sizeOfColumns(head);
  const textStart = restStart + head.restBytes;
  const isCapital = (at: number) => (((columns.capitals[at >> 3] ?? 0) >> (at & 7)) & 1) === 1;
  const text = Buffer.from(bytes.subarray(textStart)).toString('latin1');
  const rows = Array.from({ length: head.rows }, (_, row) => {
    const [start = 0, next] = columns.textStarts.subarray(row, row + 2);
    const [from = 0, to = 0] = columns.restStarts.subarray(row, row + 2);
    const rest = Buffer.from(bytes.subarray(restStart + from, restStart + to)).toString('utf8');
    return splitRow(
      restore(text.slice(start, next), (at) => isCapital(start + at)),
      rest,
    );
  });
  return { bytes, head, columns, text, rows };
}

it('writes every row once, those with most stars first, and says in which other orders they stand', async () => {
  const packs = [...many(2500), pack('zoo', { title: 'Aaa', updatedAt: '2026-01-01T00:00:00Z' })];
  const table = await createPreparedTables(dir).prepare(packs, 'stamp');
  const { head, columns, rows } = await read();
  const keys = rows.map(({ key }) => key);
  expect(keys).toHaveLength(2501);
  expect(new Set(keys).size).toBe(2501);
  expect(keys.slice(0, 2)).toEqual(['p2499', 'p2498']);
  expect(keys[columns.byName[0] ?? -1]).toBe('zoo');
  expect(keys[columns.byUpdated[0] ?? -1]).toBe('zoo');
  expect(table).toMatchObject({ rows: 2501, fingerprint: head.fingerprint });
  expect(table.first.map(({ key }) => key)).toEqual(keys.slice(0, 60));
});

it('orders those without stars or a date by title, after all others', async () => {
  const dated = pack('dated', { title: 'z', updatedAt: '2026-01-01T00:00:00Z' });
  const packs = [pack('b'), pack('c', { stars: 0 }), dated, pack('a', { updatedAt: 'soon' })];
  await createPreparedTables(dir).prepare(packs, 'stamp');
  const { columns, rows } = await read();
  expect(rows.map(({ key }) => key)).toEqual(['c', 'a', 'b', 'dated']);
  expect(Array.from(columns.byName, (row) => rows[row]?.key)).toEqual(['a', 'b', 'c', 'dated']);
  expect(Array.from(columns.byUpdated, (row) => rows[row]?.key)).toEqual(['dated', 'a', 'b', 'c']);
});

it('writes what is searched in ASCII, with the words of a description alone', async () => {
  const title = 'Größe 工房 🎨';
  const packs = [pack('Ä', { title, description: '[w/**bold** text]', latestVersion: '1.0.0-β' })];
  const table = await createPreparedTables(dir).prepare(packs, '');
  const { rows, text } = await read();
  expect(text).toMatch(/^[\x00-\x7f]+$/);
  expect(rows[0]).toMatchObject({ key: 'Ä', title, description: 'bold text', latestVersion: '1.0.0-β' });
  expect(table.first[0]).toMatchObject({ title, description: 'bold text' });
});

it('leaves a table that was made from the same alone, also in another run', async () => {
  const first = await createPreparedTables(dir).prepare(many(3), 'stamp');
  const file = join(dir, 'catalogue.table');
  const before = await stat(file);
  const next = createPreparedTables(dir);
  expect(await next.find('stamp')).toEqual(first);
  expect(await next.prepare(many(3), 'stamp')).toEqual(first);
  expect((await stat(file)).mtimeMs).toBe(before.mtimeMs);
  expect(await next.find('another')).toBeNull();
});

it('makes another one for packs that came between the stamp and the packs before them', async () => {
  const tables = createPreparedTables(dir);
  // The registry's list was written before the stamp was read, and was in memory after the first load had given up on it.
  await tables.prepare(many(3), 'with the registry');
  const whole = await tables.prepare(many(4), 'with the registry');
  expect(whole.rows).toBe(4);
  expect((await read()).rows).toHaveLength(4);
  expect(await createPreparedTables(dir).find('with the registry')).toEqual(whole);
});

it('finds the table of packs that were read again after all lists had come, and no earlier', async () => {
  const tables = createPreparedTables(dir);
  const packs = many(3);
  const table = await tables.prepare(packs, 'before the lists');
  expect(await createPreparedTables(dir).find('with the lists')).toBeNull();
  expect(await tables.prepare(packs, 'with the lists')).toEqual(table);
  expect(await createPreparedTables(dir).find('with the lists')).toEqual(table);
});

it('says the same for the same rows, and something else for others', async () => {
  const tables = createPreparedTables(dir);
  const { fingerprint } = await tables.prepare(many(3), 'one');
  expect((await tables.prepare(many(3), 'two')).fingerprint).toBe(fingerprint);
  expect((await tables.prepare(many(4), 'three')).fingerprint).not.toBe(fingerprint);
});

it('makes the table anew when its note is damaged or the table is gone', async () => {
  const { fingerprint } = await createPreparedTables(dir).prepare(many(3), 'stamp');
  await writeFile(join(dir, 'catalogue-note.json'), '{"format": 1,');
  expect((await createPreparedTables(dir).prepare(many(3), 'stamp')).fingerprint).toBe(fingerprint);
  await rm(join(dir, 'catalogue.table'));
  await createPreparedTables(dir).prepare(many(3), 'stamp');
  expect((await read()).head.fingerprint).toBe(fingerprint);
});

it('does not find a table that was cut off, and makes it anew', async () => {
  const first = await createPreparedTables(dir).prepare(many(30), 'stamp');
  const whole = (await read()).bytes;
  await writeFile(join(dir, 'catalogue.table'), whole.subarray(0, 100));
  const next = createPreparedTables(dir);
  expect(await next.find('stamp')).toBeNull();
  expect(await next.prepare(many(30), 'stamp')).toEqual(first);
  expect((await read()).bytes).toEqual(whole);
});
