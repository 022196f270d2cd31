import { describe, expect, it } from 'vitest';
import { foldName, hashName } from '../../../src/contract/pack-names';
import type { TableRow } from '../../../src/contract/pack-table/pack-table';
import { writeRow, writeTable } from '../../../src/contract/pack-table/file';
import { joinHead, readHead, type TableHead } from '../../../src/contract/pack-table/layout';
import { findRow, makeTable, readRow, readTable } from './pack-table';

const row = (key: string, change: Partial<TableRow> = {}): TableRow => ({
  ...{ key, registryId: key, title: `Title of ${key}`, author: 'Ada', description: 'Does things', files: [] },
  ...{ repository: null, latestVersion: '1.0.0', stars: 3, updatedAt: '2026-01-02T03:04:05Z', nodeClasses: ['Alpha'] },
  ...change,
});
const rows = [row('First'), row('second', { registryId: null, repository: 'https://github.com/A/Second' })];
/** A new one each time: who reads a file takes its memory over. */
const write = () =>
  writeTable(
    rows.map((line) => writeRow(line, (text) => new TextEncoder().encode(text))),
    { byName: [1, 0], byUpdated: [0, 1], byDownloads: [1, 0], byCreated: [0, 1] },
    () => 'print',
  );
function writeWith(change: Partial<TableHead>) {
  const bytes = write();
  const { head, end } = readHead(bytes);
  return joinHead({ ...head, ...change }, bytes.subarray(end));
}
function readWhole(bytes = write()) {
  const table = readTable(bytes);
  if (table === null) throw new Error('The table was refused.');
  return table;
}

describe('readTable', () => {
  it('gives the rows in every order, and each as it was', () => {
    const table = readWhole();
    expect(table).toMatchObject({ fingerprint: 'print', rows: 2 });
    expect([...table.byName, ...table.byUpdated]).toEqual([1, 0, 0, 1]);
    expect([...table.registry]).toEqual([1, 0]);
    for (const [at, { stars, updatedAt, ...texts }] of rows.entries()) {
      expect(readRow(table, at)).toEqual(texts);
      expect(table.stars[at]).toBe(stars);
      expect(table.updated[at]).toBe(Date.parse(updatedAt ?? ''));
    }
  });

  it('keeps no second copy of the searched text where the engine can give memory back', () => {
    const bytes = write();
    const { textBytes } = readHead(bytes).head;
    const whole = bytes.buffer;
    Object.defineProperty(whole, 'transfer', { value: (length: number) => whole.slice(0, length) });
    const table = readWhole(bytes);
    expect(table.rest.buffer.byteLength).toBe(whole.byteLength - textBytes);
    expect(readRow(table, 1).title).toBe('Title of second');
    expect(findRow(table, 'second')).toBe(1);
  });

  it('refuses what is damaged, cut short, or of another version', () => {
    expect(readTable(write().slice(0, -5))).toBeNull();
    expect(readTable(write().slice(0, readHead(write()).end + 20))).toBeNull();
    expect(readTable(new Uint8Array([...write(), 0]))).toBeNull();
    expect(readTable(writeWith({ format: 0 }))).toBeNull();
    expect(readTable(writeWith({ rows: 3 }))).toBeNull();
    expect(readTable(writeWith({ textBytes: -1 }))).toBeNull();
    expect(readTable(new Uint8Array())).toBeNull();
    expect(readTable(new TextEncoder().encode('{"format":1}\n{"key":[]}\n'))).toBeNull();
  });
});

describe('makeTable', () => {
  it('orders the rows as the core does', () => {
    const table = makeTable([
      row('b', { title: 'b', stars: null, updatedAt: null }),
      row('a', { title: 'a', stars: null }),
      row('c', { title: 'C', stars: 9, updatedAt: '2026-01-01T00:00:00Z' }),
    ]);
    const keysOf = (order: Uint32Array) => Array.from(order, (at) => readRow(table, at).key);
    expect(keysOf(Uint32Array.of(0, 1, 2))).toEqual(['c', 'a', 'b']);
    expect(keysOf(table.byName)).toEqual(['a', 'b', 'c']);
    expect(keysOf(table.byUpdated)).toEqual(['a', 'c', 'b']);
    expect([...table.stars]).toEqual([9, -1, -1]);
    expect(table.updated[2]).toBeNaN();
  });

  it('makes a table of nothing', () => {
    expect(makeTable([])).toMatchObject({ rows: 0, text: '' });
    expect(findRow(makeTable([]), 'first')).toBeUndefined();
  });
});

describe('findRow', () => {
  it('finds a row by every name, folded', () => {
    const table = readWhole();
    expect(['first', 'second', 'https://github.com/a/second'].map((name) => findRow(table, name))).toEqual([0, 1, 1]);
    expect(['First', 'third', ''].map((name) => findRow(table, name))).toEqual([undefined, undefined, undefined]);
  });

  it('finds names with letters beyond ASCII', () => {
    const keys = ['Größe', 'ПАК', 'İstanbul', 'ΟΔΟΣ', '工房 🎨'];
    const table = makeTable(keys.map((key) => row(key)));
    for (const key of keys) expect(readRow(table, findRow(table, foldName(key)) ?? -1).key, key).toBe(key);
  });

  it('tells two names with one hash apart', () => {
    const [one, two] = ['costarring', 'liquid'];
    expect(hashName(one)).toBe(hashName(two));
    const both = makeTable([row(one), row(two)]);
    expect([one, two].map((name) => readRow(both, findRow(both, name) ?? -1).key)).toEqual([one, two]);
    expect(findRow(makeTable([row(one)]), two)).toBeUndefined();
  });

  it('takes the first of the rows that share a name, or the one that is meant', () => {
    const repository = 'https://github.com/a/b';
    const table = makeTable([row('few', { repository, stars: 1 }), row('many', { repository, stars: 5 })]);
    expect(findRow(table, repository)).toBe(0);
    expect(readRow(table, 0).key).toBe('many');
    expect(findRow(table, repository, ({ key }) => key === 'few')).toBe(1);
    expect(findRow(table, repository, () => false)).toBeUndefined();
  });
});
