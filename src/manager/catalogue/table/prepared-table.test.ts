import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tableFormat, type TableHead, type TableRow } from '../../../contract/library/pack-table';
import type { CataloguePack } from '../../../contract/packs/catalogue-packs';
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

const listOf = (packs: CataloguePack[], core: string[] = []) => ({ packs, core });
const read = async () => {
  const lines = (await readFile(join(dir, 'catalogue.table'), 'utf8')).trimEnd().split('\n');
  const [head, ...rows] = lines.map((line) => JSON.parse(line) as unknown);
  return { head: head as TableHead, rows: rows as TableRow[] };
};

it('writes every row once, by title, and names those with most stars first', async () => {
  const list = listOf([...many(2500), pack('zoo', { title: 'Aaa' })], ['KSampler']);
  const table = await createPreparedTables(dir).prepare(list, 'stamp');
  const { head, rows } = await read();
  expect(head).toEqual({ format: tableFormat, fingerprint: table.fingerprint, rows: 2501 });
  expect(new Set(rows.map(({ key }) => key)).size).toBe(2501);
  expect(rows.slice(0, 3).map(({ key }) => key)).toEqual(['zoo', 'p0', 'p1']);
  expect(table).toMatchObject({ rows: 2501, core: ['KSampler'] });
  expect(table.first.map(({ key }) => key)).toEqual(Array.from({ length: 60 }, (_, at) => `p${2499 - at}`));
});

it('writes what the window needs, with the words of a description alone', async () => {
  const title = 'Größe 工房 🎨';
  const packs = [pack('Ä', { title, description: '[w/**bold** text]', latestVersion: '1.0.0-β', tags: ['one'] })];
  const table = await createPreparedTables(dir).prepare(listOf(packs), '');
  const { installType: _none, ...wanted } = { ...packs[0], description: 'bold text' };
  expect((await read()).rows).toEqual([wanted]);
  expect(table.first).toEqual([wanted]);
});

it('leaves a table that was made from the same alone, also in another run', async () => {
  const first = await createPreparedTables(dir).prepare(listOf(many(3)), 'stamp');
  const file = join(dir, 'catalogue.table');
  const before = await stat(file);
  const next = createPreparedTables(dir);
  expect(await next.find('stamp')).toEqual(first);
  expect(await next.prepare(listOf(many(3)), 'stamp')).toEqual(first);
  expect((await stat(file)).mtimeMs).toBe(before.mtimeMs);
  expect(await next.find('another')).toBeNull();
});

it('makes another one for packs that came between the stamp and the packs before them', async () => {
  const tables = createPreparedTables(dir);
  // The registry's list was written before the stamp was read, and was in memory after the first load had given up on it.
  await tables.prepare(listOf(many(3)), 'with the registry');
  const whole = await tables.prepare(listOf(many(4)), 'with the registry');
  expect(whole.rows).toBe(4);
  expect((await read()).rows).toHaveLength(4);
  expect(await createPreparedTables(dir).find('with the registry')).toEqual(whole);
});

it('finds the table of packs that were read again after all lists had come, and no earlier', async () => {
  const tables = createPreparedTables(dir);
  const list = listOf(many(3));
  const table = await tables.prepare(list, 'before the lists');
  expect(await createPreparedTables(dir).find('with the lists')).toBeNull();
  expect(await tables.prepare(list, 'with the lists')).toEqual(table);
  expect(await createPreparedTables(dir).find('with the lists')).toEqual(table);
});

it('says the same for the same rows, and something else for others', async () => {
  const tables = createPreparedTables(dir);
  const { fingerprint } = await tables.prepare(listOf(many(3)), 'one');
  expect((await tables.prepare(listOf(many(3)), 'two')).fingerprint).toBe(fingerprint);
  expect((await tables.prepare(listOf(many(4)), 'three')).fingerprint).not.toBe(fingerprint);
});

it('makes the table anew when its note is damaged or the table is gone', async () => {
  const { fingerprint } = await createPreparedTables(dir).prepare(listOf(many(3)), 'stamp');
  await writeFile(join(dir, 'catalogue-note.json'), '{"format": 1,');
  expect((await createPreparedTables(dir).prepare(listOf(many(3)), 'stamp')).fingerprint).toBe(fingerprint);
  await rm(join(dir, 'catalogue.table'));
  await createPreparedTables(dir).prepare(listOf(many(3)), 'stamp');
  expect((await read()).head.fingerprint).toBe(fingerprint);
});

it('does not find a table that was cut off, and makes it anew', async () => {
  const first = await createPreparedTables(dir).prepare(listOf(many(30)), 'stamp');
  const whole = await readFile(join(dir, 'catalogue.table'));
  await writeFile(join(dir, 'catalogue.table'), whole.subarray(0, 100));
  const next = createPreparedTables(dir);
  expect(await next.find('stamp')).toBeNull();
  expect(await next.prepare(listOf(many(30)), 'stamp')).toEqual(first);
  expect(await readFile(join(dir, 'catalogue.table'))).toEqual(whole);
});
