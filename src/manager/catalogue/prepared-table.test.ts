import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TableHead, TablePart } from '../../contract/pack-table';
import type { CataloguePack } from '../../contract/packs';
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

async function read(): Promise<{ head: TableHead; parts: TablePart[]; text: string }> {
  const text = await readFile(join(dir, 'catalogue.table'), 'utf8');
  const [head = '', ...parts] = text.split('\n');
  return { head: JSON.parse(head) as TableHead, parts: parts.map((line) => JSON.parse(line) as TablePart), text };
}

it('writes every row once, those with most stars first, and says in which other orders they stand', async () => {
  const packs = [...many(2500), pack('zoo', { title: 'Aaa', updatedAt: '2026-01-01T00:00:00Z' })];
  const table = await createPreparedTables(dir).prepare(packs, 'stamp');
  const { head, parts } = await read();
  const keys = parts.flatMap(({ key }) => key);
  expect(keys).toHaveLength(2501);
  expect(new Set(keys).size).toBe(2501);
  expect(keys.slice(0, 2)).toEqual(['p2499', 'p2498']);
  expect(keys[head.byName[0] ?? -1]).toBe('zoo');
  expect(keys[head.byUpdated[0] ?? -1]).toBe('zoo');
  expect(table).toMatchObject({ rows: 2501, fingerprint: head.fingerprint });
  expect(table.first.key).toEqual(keys.slice(0, 60));
});

it('writes ASCII, with the words of a description alone', async () => {
  await createPreparedTables(dir).prepare(
    [pack('a', { title: 'Größe 工房 🎨', description: '[w/**bold** text]' })],
    '',
  );
  const { parts, text } = await read();
  expect(text).toMatch(/^[\x00-\x7f]*$/);
  expect(parts[0]?.text[0]).toContain('Größe 工房 🎨');
  expect(parts[0]?.text[0]).toContain('bold text');
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
  const whole = (await read()).text;
  await writeFile(join(dir, 'catalogue.table'), whole.slice(0, 100));
  const next = createPreparedTables(dir);
  expect(await next.find('stamp')).toBeNull();
  expect(await next.prepare(many(30), 'stamp')).toEqual(first);
  expect((await read()).text).toBe(whole);
});
