import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TableRow } from './pack-table';
import { fold, foldWord, joinRow, restore, type RowTexts, splitRow } from './row';

/** Letters with a large or a small form that is no single letter, is shared, or is not the one they came from; and what JSON and UTF-8 care about. */
const odd = [
  'Ä',
  'ä',
  'Б',
  'б',
  'İ',
  'ı',
  'ß',
  'ẞ',
  'ſ',
  '\u212a',
  'K',
  'Σ',
  'ς',
  'ǅ',
  '𐐀',
  '🎨',
  '工',
  '"',
  '\\',
  'a',
  ' ',
];
const controls = ['\u0000', '\u0001', '\u0002', '\t', '\r', '\u0010', '\u001f', '\u007f', '\u0080', '\u2028'];
const oddText = fc.string({ unit: fc.constantFrom(...odd) });
const clean = fc.oneof(fc.string({ unit: 'grapheme' }), oddText).map((text) => text.replaceAll(/[\u007f\n]/g, '·'));
const anything = fc.oneof(
  clean,
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...odd, ...controls, '\n', '\ud83c', '\udfa8') }),
);
const named = clean.map((text) => text || 'x');

/** As most packs are: named by its id or address, with its address as its only file. */
function makeUsual(pack: TableRow): TableRow {
  return {
    ...pack,
    key: pack.registryId ?? pack.repository ?? pack.key,
    files: pack.repository ? [pack.repository] : [],
  };
}
const packs: fc.Arbitrary<TableRow> = fc
  .record({
    key: named,
    registryId: fc.option(named),
    title: clean,
    author: clean,
    description: clean,
    repository: fc.option(named),
    files: fc.array(named, { maxLength: 3 }),
    latestVersion: fc.option(named),
    stars: fc.option(fc.nat()),
    updatedAt: fc.constant(null),
    nodeClasses: fc.array(named, { maxLength: 4 }),
  })
  .chain((pack) => fc.constantFrom(pack, makeUsual(pack)));
const plain: TableRow = {
  ...{ key: 'plain', registryId: 'plain', title: 'Plain', author: 'Ada', description: '', repository: null },
  ...{ files: [], latestVersion: null, stars: null, updatedAt: null, nodeClasses: [] },
};

function shownAgain({ text, capitals }: { text: string; capitals: readonly number[] }): string {
  const places = new Set(capitals);
  return restore(text, (at) => places.has(at));
}
function readAgain(pack: TableRow): RowTexts {
  const joined = joinRow(pack);
  return splitRow(shownAgain(joined), joined.rest);
}
const withoutControls = (text: string) => text.replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ');

describe('a folded text', () => {
  it('is shown again as it was, its control letters as spaces', () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(shownAgain(fold(text))).toBe(withoutControls(text));
      }),
    );
  });

  it.each([
    'Größe',
    'ÄÖÜ',
    'Привет МИР',
    'İstanbul',
    'STRAẞE',
    'ΟΔΟΣ',
    '300 \u212a',
    'ǅ',
    '🎨 ART',
    '工房',
    'a\ud83cB',
  ])('shows %j again', (text) => expect(shownAgain(fold(text))).toBe(text));

  it('is ASCII, without capitals and without the separator of the fields', () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(fold(text).text).toMatch(/^[\u0000-@[-~]*$/);
      }),
    );
  });

  it('is as long as the text where that is ASCII', () => {
    expect(fold('Load Image\n2')).toEqual({ text: 'load image\n2', capitals: [0, 5] });
  });

  it('has the same form for a letter in either case', () => {
    for (const [large, small] of ['Aa', 'Ää', 'Éé', 'Бб', 'Ωω', 'Ｗｗ'])
      expect(foldWord(large ?? '')).toBe(foldWord(small ?? ' '));
  });

  it('cannot be made to look like a letter beyond ASCII', () => {
    const forged = '\u0001\u0010\u0010\u0014\u0011';
    expect(shownAgain(fold(`${forged}Ä`))).toBe('     Ä');
  });
});

describe('a folded word', () => {
  const texts = fc.string({ unit: fc.constantFrom(...odd, 'A', 'b', '\u0110', '\u1101', '\u1011'), maxLength: 30 });

  it('stands where that part of the text was', () => {
    fc.assert(
      fc.property(texts, fc.nat(30), fc.nat(5), (text, from, length) => {
        const before = foldWord(text.slice(0, from));
        expect(foldWord(text).startsWith(foldWord(text.slice(from, from + length)), before.length)).toBe(true);
      }),
    );
  });

  it('stands nowhere else: never between the control letters of another one', () => {
    fc.assert(
      fc.property(
        texts,
        fc.string({ unit: fc.constantFrom(...odd, '\u1011'), minLength: 1, maxLength: 2 }),
        (text, word) => {
          const letters = text.split('').map(foldWord);
          const starts = letters.map((_letter, at) => letters.slice(0, at).join('').length);
          const wanted = word.split('').map(foldWord);
          const expected = starts.filter((_start, at) => wanted.every((letter, next) => letters[at + next] === letter));
          const [folded, found] = [foldWord(text), foldWord(word)];
          const places = Array.from(folded, (_letter, at) => at).filter((at) => folded.startsWith(found, at));
          expect(places).toEqual(expected);
        },
      ),
    );
  });

  it('is not found in a text of which it only shares control letters', () => {
    // In the first text the digits of the second stand one place further.
    expect(foldWord('\u1111\u1111')).not.toContain(foldWord('\u1112'));
    expect(foldWord('工')).not.toContain(foldWord('\u0010'));
    expect(foldWord('ä')).not.toContain('e');
  });
});

describe('a row of the table', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(packs, (pack) => {
        const { stars: _stars, updatedAt: _updatedAt, ...facts } = pack;
        expect(readAgain(pack)).toEqual(facts);
      }),
    );
  });

  it('has its fields where they are said to end', () => {
    fc.assert(
      fc.property(packs, (pack) => {
        const { text, ends } = joinRow(pack);
        const [title, author, nodes] = ends;
        expect(text.slice(0, title)).toBe(foldWord(pack.title));
        expect(text.slice(title + 1, author)).toBe(foldWord(pack.author));
        const classes = text.slice(author + 1, nodes).split('\n');
        expect(classes.filter(Boolean)).toEqual(pack.nodeClasses.map(foldWord));
        expect([title, author, nodes].map((at) => text[at])).toEqual(['\u007f', '\u007f', '\u007f']);
      }),
    );
  });

  it('has seven fields and an end, whatever stands in them', () => {
    const hostile = fc.record({ title: anything, author: anything, description: anything, repository: anything });
    fc.assert(
      fc.property(hostile, (texts) => {
        const { text } = joinRow({ ...plain, ...texts });
        expect(text.split('\u007f')).toHaveLength(8);
        expect(text.endsWith('\u007f')).toBe(true);
      }),
    );
  });

  it('keeps tags where they are searched, and what few rows have', () => {
    const needs = { systems: ['linux' as const], accelerators: [], comfyui: '>=0.3 "x"' };
    const more = { tags: ['Größe', 'two words'], needs, icon: 'https://example.org/a.png' };
    const files = ['https://example.org/a', 'https://example.org/b'];
    for (const row of [
      { ...plain, ...more },
      { ...plain, ...more, files },
      { ...plain, tags: ['one'] },
    ]) {
      expect(readAgain(row)).toMatchObject(row.tags.length === 1 ? { tags: ['one'] } : more);
    }
    const { text, ends } = joinRow({ ...plain, ...more });
    expect(text.slice(ends[3])).toContain(`\n${foldWord('größe')}\n`);
    expect(readAgain(plain)).not.toHaveProperty('tags');
  });

  it('has each node class between line feeds', () => {
    const { text } = joinRow({ ...plain, nodeClasses: ['KSampler', 'Ä'] });
    expect(text).toContain(`\u007f\nksampler\n${foldWord('ä')}\n\u007f`);
  });

  it('keeps separators and control letters in a text from making another field of it', () => {
    const title = 'one\u007ftwo\u0001three\tfour\u001ffive';
    const again = readAgain({ ...plain, title, latestVersion: '1\u007f2', files: ['a\u007fb', 'c'] });
    expect(again).toMatchObject({ title: 'one two three four five', author: 'Ada', latestVersion: '1 2' });
    expect(again.files).toEqual(['a b', 'c']);
  });

  it('keeps the line feeds of a text', () => {
    expect(readAgain({ ...plain, description: 'One\nTwo' }).description).toBe('One\nTwo');
  });

  it('does not write its key, address and files twice', () => {
    const repository = 'https://github.com/A/B';
    expect(joinRow({ ...plain, repository, files: [repository], latestVersion: '1.0.0' }).rest).toBe('\u007f1.0.0');
    const unnamed = { ...plain, registryId: null, key: repository, repository };
    expect(readAgain({ ...unnamed, files: [repository] })).toMatchObject({ key: repository, files: [repository] });
    expect(readAgain(unnamed)).toMatchObject({ key: repository, files: [] });
  });

  it('keeps a key that is neither its id nor its address', () => {
    expect(readAgain({ ...plain, key: 'Folder' })).toMatchObject({ key: 'Folder', registryId: 'plain' });
    expect(readAgain({ ...plain, key: 'Folder', registryId: null })).toMatchObject({ key: 'Folder', registryId: null });
  });
});
