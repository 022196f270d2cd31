import { describe, expect, it } from 'vitest';
import { makeHead, makePart, type TableRow } from '../../src/contract/pack-table';
import { readTable } from './pack-table';

const row = (key: string, change: Partial<TableRow> = {}): TableRow => ({
  ...{ key, registryId: key, title: `Title of ${key}`, author: 'Ada', description: 'Does things', files: [] },
  ...{ repository: null, latestVersion: '1.0.0', stars: 3, updatedAt: '2026-01-02T03:04:05Z', nodeClasses: ['Alpha'] },
  ...change,
});
const rows = [row('First'), row('second', { registryId: null, repository: 'https://github.com/A/Second' })];
const head = { ...makeHead(rows, { byName: [1, 0], byUpdated: [0, 1] }), fingerprint: 'print' };
const bytesOf = (...lines: unknown[]) =>
  new TextEncoder().encode(lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));

describe('readTable', () => {
  it('gives the rows in every order, by key and by every name', async () => {
    const table = await readTable(bytesOf(head, makePart(rows.slice(0, 1)), makePart(rows.slice(1))));
    expect(table?.fingerprint).toBe('print');
    if (table === null) throw new Error('The table was refused.');
    const { orders, findByKey, findByName } = table.catalogue;
    expect(orders.byStars.map(({ key }) => key)).toEqual(['First', 'second']);
    expect(orders.byName.map(({ key }) => key)).toEqual(['second', 'First']);
    expect(findByKey('First')).toMatchObject({ title: 'Title of First', nodeClasses: ['Alpha'], isRegistry: true });
    expect(findByKey('first')).toBeUndefined();
    expect(findByName('first')?.key).toBe('First');
    expect(findByName('https://github.com/a/second')).toMatchObject({ key: 'second', isRegistry: false });
    expect(findByName('third')).toBeUndefined();
  });

  it('refuses what is damaged, cut short, or of another version', async () => {
    const part = makePart(rows);
    expect(await readTable(bytesOf(head, JSON.stringify(part).slice(0, -5)))).toBeNull();
    expect(await readTable(bytesOf(head, makePart(rows.slice(0, 1))))).toBeNull();
    expect(await readTable(bytesOf({ ...head, format: 0 }, part))).toBeNull();
    expect(await readTable(new Uint8Array())).toBeNull();
  });
});
