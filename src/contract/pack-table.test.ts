import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashName } from './pack-names';
import { fieldEnds, joinRest, joinText, makeHead, makePart, splitRest, splitText, type TableRow } from './pack-table';

const words = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\u007f\n]/g, '·'));
const named = words.map((text) => text || 'x');
const row: fc.Arbitrary<TableRow> = fc.record({
  key: named,
  registryId: fc.option(named),
  title: words,
  author: words,
  description: words,
  repository: fc.option(named),
  files: fc.array(named, { maxLength: 3 }),
  latestVersion: fc.option(named),
  stars: fc.option(fc.nat()),
  updatedAt: fc.constant(null),
  nodeClasses: fc.array(named, { maxLength: 4 }),
});

describe('a row of the table', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(row, (pack) => {
        const searched = splitText(joinText(pack));
        const { key, stars, updatedAt, ...facts } = pack;
        expect({ ...searched, ...splitRest(joinRest(pack), searched) }).toEqual(facts);
        expect(makePart([pack])).toMatchObject({ key: [key], stars: [stars], updated: [updatedAt] });
      }),
    );
  });

  it('has its fields where they are said to end', () => {
    fc.assert(
      fc.property(row, (pack) => {
        const text = joinText(pack);
        const ends = fieldEnds(text);
        expect(text.slice(0, ends.title)).toBe(pack.title);
        expect(text.slice(ends.title + 1, ends.author)).toBe(pack.author);
        expect(
          text
            .slice(ends.author + 1, ends.nodes)
            .split('\n')
            .filter(Boolean),
        ).toEqual(pack.nodeClasses);
      }),
    );
  });

  it('keeps a separator in a text from making another field of it', () => {
    const pack = { ...fc.sample(row, 1)[0], title: 'one\u007ftwo' } as TableRow;
    expect(splitText(joinText(pack)).title).toBe('one two');
  });

  it('is found by the hash of each of its names, the first of two that share one first', () => {
    const line = (key: string): TableRow => ({
      ...{ key, registryId: key, title: key, author: '', description: '', latestVersion: null, stars: null },
      ...{ repository: 'https://github.com/A/B.git/', files: [], updatedAt: null, nodeClasses: [] },
    });
    const { nameHashes, nameRows } = makeHead([line('One'), line('two')], { byName: [0, 1], byUpdated: [0, 1] });
    const rowsOf = (name: string) => nameRows.filter((_, at) => nameHashes[at] === hashName(name));
    expect(rowsOf('one')).toEqual([0]);
    expect(rowsOf('https://github.com/a/b')).toEqual([0, 1]);
    expect(nameHashes).toEqual([...nameHashes].sort((a, b) => a - b));
  });
});
