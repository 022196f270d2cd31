import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TableRow } from '../../../src/contract/pack-table/pack-table';
import { foldWord } from '../../../src/contract/pack-table/row';
import type { LocalPack } from '../../../src/contract/packs';
import { type PackQuery, parseQuery } from './pack-query';
import { rowOfLocal } from './pack-record';
import { createPackSearch, type PackSearch } from './pack-search';
import { createPackIndex, type PackIndex } from './pack-index';
import { makeTable } from './pack-table';
import { createTableSearch } from './table-search';

const row = (key: string, change: Partial<TableRow> = {}): TableRow => ({
  ...{ key, registryId: null, title: '', author: '', description: '', repository: null, files: [] },
  ...{ latestVersion: null, stars: null, updatedAt: null, nodeClasses: [] },
  ...change,
});
const localOf = (key: string, name: string): LocalPack => ({
  ...{ key, name, source: 'folder', enabled: true, version: '' },
  ...{ registryId: null, auxId: null, repository: null, branch: null },
});
const searchFor = (text: string): PackSearch => ({ text, filter: 'all', sort: 'relevance', failedKeys: new Set() });

/** The search as one would write it down: no table, no memory, a row at a time. */
const small = (text: string) => text.toLowerCase();
function fieldsOf(pack: TableRow): string[] {
  const { title, author, nodeClasses, registryId, repository, description } = pack;
  return [title, author, ...nodeClasses, registryId ?? '', repository ?? '', description].map(small);
}
function hasAll(pack: TableRow, { words, nodes, authors }: PackQuery): boolean {
  return (
    words.every((word) => fieldsOf(pack).some((field) => field.includes(word))) &&
    nodes.every((node) => pack.nodeClasses.some((name) => small(name).includes(node))) &&
    authors.every((author) => small(pack.author).includes(author))
  );
}
/** From 0, the best. */
function rankTitle(title: string, word: string): number {
  if (title === word) return 0;
  const at = title.indexOf(word);
  if (at === 0) return 1;
  return /[a-z0-9]/.test(title.charAt(at - 1)) ? 3 : 2;
}
function rankWord({ title, author, nodeClasses }: TableRow, word: string): number {
  // Of one letter nobody asks whether it is a class.
  if (nodeClasses.map(small).includes(word) && foldWord(word).length > 1) return 0;
  if (small(title).includes(word)) return rankTitle(small(title), word);
  if (small(author).includes(word)) return 4;
  return nodeClasses.some((name) => small(name).includes(word)) ? 5 : 6;
}
function rankRow(pack: TableRow, words: readonly string[]): number {
  const isClass = words.length > 1 && pack.nodeClasses.map(small).includes(words.join(' '));
  return isClass ? 0 : Math.max(0, ...words.map((word) => rankWord(pack, word)));
}
function searchPlainly(packIndex: PackIndex, packs: ReadonlyMap<string, TableRow>, text: string): string[] {
  const query = parseQuery(text);
  const standing = Array.from(
    packIndex.orders.byStars,
    (at) => packs.get(packIndex.recordAt(at).key) ?? row('missing'),
  );
  const rankOf = (pack: TableRow) => rankRow(pack, query.words);
  const found = standing.filter((pack) => hasAll(pack, query));
  return found.toSorted((a, b) => rankOf(a) - rankOf(b)).map(({ key }) => key);
}

// Few letters, so that words are found; of each kind that is kept in its own way. `\u0110` and `\u1101` share digits.
const letters = ['a', 'A', 'b', 'B', '1', ' ', '-', 'ä', 'Ä', 'б', 'Б', 'ß', 'é', '🎨', '工', '\u0110', '\u1101'];
const texts = fc.string({ unit: fc.constantFrom(...letters), maxLength: 5 });
const named = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 3 });
const facts = fc.record({
  title: texts,
  author: texts,
  description: texts,
  nodeClasses: fc.array(named, { maxLength: 3 }),
  registryId: fc.option(named),
  repository: fc.option(named),
  stars: fc.option(fc.nat(3)),
});
const shelves = fc
  .record({ listed: fc.array(facts, { maxLength: 14 }), names: fc.array(texts, { maxLength: 3 }) })
  .map(({ listed, names }) => {
    const rows = listed.map((change, at) => row(`l${at}`, change));
    const locals = names.map((name, at) => localOf(`s${at}`, name));
    const packs = new Map([...rows, ...locals.map(rowOfLocal)].map((pack) => [pack.key, pack]));
    return { packIndex: createPackIndex(makeTable(rows), locals), packs };
  });
const parts = fc
  .record({ field: fc.constantFrom('', '', '', 'node:', 'author:'), word: named })
  .map(({ field, word }) => `${field}"${word}"`);
const queries = fc.array(parts, { maxLength: 3 }).map((some) => some.join(' '));

/** Each text as somebody types it letter by letter, and takes half of it back. */
function typeAll(all: readonly string[]): string[] {
  return all.flatMap((text) => {
    const typed = Array.from({ length: text.length + 1 }, (_none, end) => text.slice(0, end));
    return [...typed, ...typed.slice(text.length / 2).reverse()];
  });
}

describe('the search of a table', () => {
  it('finds what a search without any table finds, in the same order', () => {
    fc.assert(
      fc.property(shelves, queries, ({ packIndex, packs }, text) => {
        const { rows, counts } = createPackSearch(packIndex)(searchFor(text));
        const keys = Array.from(rows, (at) => packIndex.recordAt(at).key);
        expect(keys).toEqual(searchPlainly(packIndex, packs, text));
        expect(counts.all).toBe(keys.length);
      }),
      { numRuns: 500 },
    );
  });

  it('finds the same while somebody types, deletes and starts over', () => {
    fc.assert(
      fc.property(shelves, fc.array(queries, { maxLength: 3 }), ({ packIndex, packs }, all) => {
        const search = createPackSearch(packIndex);
        for (const text of typeAll(all)) {
          const keys = Array.from(search(searchFor(text)).rows, (at) => packIndex.recordAt(at).key);
          expect(keys, text).toEqual(searchPlainly(packIndex, packs, text));
        }
      }),
    );
  });

  it('gives what a caller may change, and remembers what it found', () => {
    const search = createTableSearch(makeTable([row('x', { title: 'one' }), row('y', { title: 'two' })]));
    search(parseQuery('on')).isFound.fill(0);
    expect([...search(parseQuery('one')).isFound]).toEqual([1, 0]);
    search(parseQuery('')).isFound.fill(0);
    expect([...search(parseQuery('o')).isFound]).toEqual([1, 1]);
  });

  it('looks among all rows again after more looks than it remembers', () => {
    const search = createTableSearch(makeTable([row('x', { title: 'one' }), row('y', { title: 'two' })]));
    for (let length = 1; length <= 40; length += 1) search(parseQuery('one'.padEnd(length + 2, 'x')));
    expect([...search(parseQuery('one')).isFound]).toEqual([1, 0]);
    expect([...search(parseQuery('t')).isFound]).toEqual([0, 1]);
  });
});

describe('a word', () => {
  const find = (text: string, ...rows: TableRow[]) => {
    const packIndex = createPackIndex(makeTable(rows), []);
    return Array.from(createPackSearch(packIndex)(searchFor(text)).rows, (at) => packIndex.recordAt(at).key);
  };

  it.each([
    ['Größe', ['größe', 'GRÖßE', 'rö', 'Ö', 'ß']],
    ['ÄRGER', ['ärger', 'Ärger', 'ä']],
    ['Привет Мир', ['привет', 'ПРИВЕТ', 'мир', '"т м"']],
    ['Café É', ['café', 'CAFÉ', 'é']],
    ['工房 🎨', ['工房', '房', '🎨']],
    // Letters that have no other form here: found as they are written.
    ['ΟΔΟΣ', ['ΟΔΟΣ', 'οδοσ']],
    ['İstanbul', ['İstanbul', 'İSTANBUL']],
  ])('is found in %s whatever its case', (title, words) => {
    for (const word of words) {
      expect(find(word, row('x', { title })), word).toEqual(['x']);
      expect(find(`node:${word}`, row('x', { nodeClasses: [title] })), word).toEqual(['x']);
      expect(find(`author:${word}`, row('x', { author: title })), word).toEqual(['x']);
    }
  });

  it('is never found across two fields', () => {
    const pack = row('x', { title: 'one', author: 'two', nodeClasses: ['three', 'four'], description: 'five' });
    for (const text of [
      'onetwo',
      'et',
      '"e t"',
      '"e\u007ft"',
      'e\u007ft',
      'twothree',
      '"o three"',
      'threefour',
      '"r five"',
    ]) {
      expect(find(text, pack), text).toEqual([]);
    }
    expect(find('author:one', pack)).toEqual([]);
    expect(find('author:three', pack)).toEqual([]);
    expect(find('node:two', pack)).toEqual([]);
    expect(find('node:five', pack)).toEqual([]);
    expect(find('node:"three four"', pack)).toEqual([]);
  });

  it('is never found across two rows', () => {
    const rows = [row('x', { title: 'one', description: 'end', stars: 2 }), row('y', { title: 'begin', stars: 1 })];
    for (const text of ['endbegin', 'db', '"d b"', '"d\u007fb"']) expect(find(text, ...rows), text).toEqual([]);
    expect(find('begin', ...rows)).toEqual(['y']);
  });

  it('is never found between the halves of letters beyond ASCII', () => {
    expect(find('\u1101', row('x', { title: '\u0110\u1011' }))).toEqual([]);
    expect(find('\u0001', row('x', { title: 'Ä' }))).toEqual([]);
    expect(find('\u0010', row('x', { title: 'Ä' }))).toEqual([]);
  });
});
