import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TableRow } from '../../../src/contract/pack-table/pack-table';
import { foldWord } from '../../../src/contract/pack-table/row';
import { makeTable, type PackTable } from './pack-table';
import {
  authorsOf,
  classesOf,
  countRows,
  type Field,
  findPlaces,
  type TextScan,
  nowhere,
  wholeRows,
} from './text-scan';

const row = (key: string, change: Partial<TableRow> = {}): TableRow => ({
  ...{ key, registryId: null, title: '', author: '', description: '', repository: null, files: [] },
  ...{ latestVersion: null, stars: null, updatedAt: null, nodeClasses: [] },
  ...change,
});
const texts = fc.string({ unit: fc.constantFrom('a', 'A', 'b', ' ', 'ä', 'Ä', 'б', '\u0110', '\u1101'), maxLength: 4 });
const facts = fc.record({
  title: texts,
  author: texts,
  description: texts,
  nodeClasses: fc.array(
    texts.map((text) => text || 'x'),
    { maxLength: 2 },
  ),
});
const tables = fc
  .array(facts, { minLength: 1, maxLength: 30 })
  .map((all) => makeTable(all.map((change, at) => row(`k${at}`, change))));
const fields = fc.constantFrom(wholeRows, classesOf, authorsOf);
const words = fc.constantFrom('a', 'b', 'ab', 'a b', 'ä', 'aä', 'б', '\u1101', '\na', 'k', 'nothing').map(foldWord);
/** Seldom any, often, or all: few rows are looked at in another way than many. */
const wantedRows = fc
  .constantFrom(0.1, 0.5, 1)
  .chain((share) =>
    fc
      .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 30, maxLength: 30 })
      .map((all) => Uint8Array.from(all, (chance) => (chance <= share ? 1 : 0))),
  );
const scans = fc.record({ table: tables, word: words, fieldOf: fields, wish: wantedRows });

/** The places a row at a time. */
function findPlainly({ text, rows }: PackTable, { word, field, isWanted }: TextScan): number[] {
  return Array.from({ length: rows }, (_none, at) => {
    const place = text.slice(0, field.to[at]).indexOf(word, field.from[at]);
    return isWanted[at] !== 1 || place < 0 ? nowhere : place;
  });
}

describe('the scan of a text', () => {
  it('finds the first place of a word in each row that is asked for, whether those are few or many', () => {
    fc.assert(
      fc.property(scans, ({ table, word, fieldOf, wish: wantedRow }) => {
        const scan: TextScan = { word, field: fieldOf(table), isWanted: wantedRow.subarray(0, table.rows) };
        const before = [...scan.isWanted];
        expect([...findPlaces(table, scan)]).toEqual(findPlainly(table, scan));
        expect([...scan.isWanted]).toEqual(before);
      }),
      { numRuns: 1000 },
    );
  });

  it('goes on from the places of a shorter form of the word, in fewer rows', () => {
    const shorter = fc.nat(3);
    fc.assert(
      fc.property(scans, wantedRows, shorter, ({ table, word, fieldOf, wish: wantedRow }, later, letters) => {
        const known = Math.min(letters + 1, word.length);
        const field = fieldOf(table);
        const isWanted = wantedRow.subarray(0, table.rows);
        const places = findPlaces(table, { word: word.slice(0, known), field, isWanted });
        const scan: TextScan = { word, field, isWanted: isWanted.map((bit, at) => bit & (later[at] ?? 0)), known };
        expect([...findPlaces(table, scan, places)]).toEqual(findPlainly(table, scan));
      }),
      { numRuns: 1000 },
    );
  });

  it('looks into a field and no further', () => {
    const rows = ['one', 'two'].map((key, at) =>
      row(key, { title: 'title', author: 'author', nodeClasses: ['Class'], description: 'text', stars: 2 - at }),
    );
    const table = makeTable(rows);
    const isIn = (field: Field) =>
      ['title', 'author', '\nclass\n', 'text'].map((word) => {
        const places = findPlaces(table, { word, field, isWanted: Uint8Array.of(1, 1) });
        return [...places].every((at) => at !== nowhere);
      });
    expect(isIn(wholeRows(table))).toEqual([true, true, true, true]);
    expect(isIn(authorsOf(table))).toEqual([false, true, false, false]);
    expect(isIn(classesOf(table))).toEqual([false, false, true, false]);
  });

  it('goes straight to the row that has a word, and past rows that nobody asks for', () => {
    const table = makeTable(
      ['a', 'b', 'word', 'c', 'word', 'd'].map((title, at) => row(`${at}`, { title, stars: 9 - at })),
    );
    const found = (...wantedRow: number[]) => {
      const isWanted = Uint8Array.from(wantedRow);
      const places = findPlaces(table, { word: 'word', field: wholeRows(table), isWanted });
      return [...places].flatMap((at, number) => (at === nowhere ? [] : [number]));
    };
    expect(found(1, 1, 1, 1, 1, 1)).toEqual([2, 4]);
    expect(found(1, 1, 0, 1, 1, 1)).toEqual([4]);
    expect(found(1, 1, 1, 1, 0, 1)).toEqual([2]);
    expect(found(0, 0, 0, 0, 1, 0)).toEqual([4]);
    expect(found(0, 0, 0, 0, 0, 0)).toEqual([]);
  });

  it('counts rows', () => {
    expect([countRows(new Uint8Array()), countRows(Uint8Array.of(1, 0, 1))]).toEqual([0, 2]);
  });
});
