import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashName } from '../pack-names';
import { tableFormat, type TableRow } from './pack-table';
import { writeRow, writeTable } from './file';
import { joinHead, layColumns, readHead, sizeOfColumns } from './layout';
import { restore, splitRow } from './row';

const line = (key: string, change: Partial<TableRow> = {}): TableRow => ({
  ...{ key, registryId: key, title: key, author: '', description: '', latestVersion: null, stars: null },
  ...{ repository: 'https://github.com/A/B.git/', files: [], updatedAt: null, nodeClasses: [] },
  ...change,
});
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function write(rows: readonly TableRow[], byName = rows.map((_row, at) => at), byUpdated = byName) {
  const written = rows.map((row) => writeRow(row, encode));
  return writeTable(written, { byName, byUpdated, byDownloads: byName, byCreated: byName }, () => 'print');
}

/** A file taken apart as the window does it. */
function read(bytes: Uint8Array<ArrayBuffer>) {
  const { head, end } = readHead(bytes);
  const columns = layColumns(bytes.buffer, end, head);
  const restStart = end + sizeOfColumns(head);
  const rest = bytes.subarray(restStart, restStart + head.restBytes);
  const text = String.fromCharCode(...bytes.subarray(restStart + head.restBytes));
  const isCapital = (at: number) => (((columns.capitals[at >> 3] ?? 0) >> (at & 7)) & 1) === 1;
  const rowAt = (row: number) => {
    const [start = 0, next] = columns.textStarts.subarray(row, row + 2);
    const [restFrom, restTo] = columns.restStarts.subarray(row, row + 2);
    const shown = restore(text.slice(start, next), (at) => isCapital(start + at));
    return splitRow(shown, new TextDecoder().decode(rest.subarray(restFrom, restTo)));
  };
  return { head, end, columns, text, rowAt };
}

describe('the file of a table', () => {
  it('has every row as it was written', () => {
    const texts = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\u007f\n]/g, '·'));
    const packs = fc.record({
      title: texts,
      author: texts,
      description: texts,
      latestVersion: fc.constantFrom(null, '1', 'Ä工'),
    });
    fc.assert(
      fc.property(fc.array(packs, { maxLength: 8 }), (changes) => {
        const rows = changes.map((change, at) => line(`Pack ${at}`, { ...change, nodeClasses: ['KSampler', 'Größe'] }));
        const { head, rowAt } = read(write(rows));
        expect(head).toMatchObject({ format: tableFormat, fingerprint: 'print', rows: rows.length });
        const facts = rows.map(({ stars: _stars, updatedAt: _updatedAt, ...texts }) => texts);
        expect(facts.map((_fact, at) => rowAt(at))).toEqual(facts);
      }),
    );
  });

  it('says where the fields of each row end, counted from the beginning of all rows', () => {
    const rows = [line('One', { author: 'Ä', nodeClasses: ['N'] }), line('two', { author: 'me', nodeClasses: [] })];
    const { columns, text } = read(write(rows));
    const fieldsOf = (row: number) => [
      text.slice(columns.textStarts[row], columns.titleEnds[row]),
      text.slice((columns.titleEnds[row] ?? 0) + 1, columns.authorEnds[row]),
      text.slice((columns.authorEnds[row] ?? 0) + 1, columns.nodesEnds[row]),
    ];
    expect(fieldsOf(0)).toEqual(['one', '\u0001\u0010\u0010\u001e\u0014', '\nn\n']);
    expect(fieldsOf(1)).toEqual(['two', 'me', '']);
    expect(columns.textStarts[2]).toBe(text.length);
  });

  it('has the numbers of each row, and says which are not known', () => {
    const updatedAt = '2026-01-02T03:04:05Z';
    const { columns } = read(
      write([line('a', { stars: 7, updatedAt }), line('b', { registryId: null })], [1, 0], [0, 1]),
    );
    expect([...columns.stars]).toEqual([7, -1]);
    expect([...columns.updated]).toEqual([Date.parse(updatedAt), Number.NaN]);
    expect([...columns.registry]).toEqual([1, 0]);
    expect([...columns.byName, ...columns.byUpdated]).toEqual([1, 0, 0, 1]);
  });

  it('finds a row by the hash of each of its names, the first of two that share one first', () => {
    const { head, columns } = read(write([line('One'), line('two'), line('three', { registryId: 'Drei' })]));
    const { nameHashes, nameRows } = columns;
    const rowsOf = (name: string) => [...nameRows].filter((_row, at) => nameHashes[at] === hashName(name));
    expect(rowsOf('one')).toEqual([0]);
    expect([rowsOf('three'), rowsOf('drei')]).toEqual([[2], [2]]);
    expect(rowsOf('https://github.com/a/b')).toEqual([0, 1, 2]);
    expect([...nameHashes]).toEqual([...nameHashes].sort((a, b) => a - b));
    expect(head.names).toBe(nameHashes.length);
  });

  it('has a fingerprint of everything behind the head', () => {
    let printed = new Uint8Array();
    const written = [writeRow(line('a'), encode)];
    const print = (body: Uint8Array) => {
      printed = Uint8Array.from(body);
      return 'print';
    };
    const bytes = writeTable(written, { byName: [0], byUpdated: [0], byDownloads: [0], byCreated: [0] }, print);
    expect(bytes.subarray(readHead(bytes).end)).toEqual(printed);
  });

  it('is a table also without a row', () => {
    const { head, columns, text } = read(write([]));
    expect(head).toMatchObject({ rows: 0, names: 0, restBytes: 0, textBytes: 0 });
    expect([text, columns.byName.length, columns.textStarts[0]]).toEqual(['', 0, 0]);
  });
});

describe('the head of a file', () => {
  const counts = { rows: 3, names: 4, restBytes: 5, textBytes: 6 };
  const head = { format: tableFormat, fingerprint: '', ...counts };

  it('comes back, and ends where columns may lie, however long it is', () => {
    for (let length = 0; length < 16; length += 1) {
      const written = { ...head, fingerprint: 'f'.repeat(length) };
      const file = joinHead(written, Uint8Array.of(1, 2));
      const { head: again, end } = readHead(file);
      expect(again).toEqual(written);
      expect(end % 8).toBe(0);
      expect([...file.subarray(end)]).toEqual([1, 2]);
    }
  });

  it('is not found in what is no table', () => {
    for (const text of ['', '\n', 'no head', 'no head\n', '{"format":', 'x'.repeat(5000)]) {
      expect(() => readHead(encode(text)), text.slice(0, 20)).toThrow();
    }
  });

  it('says how many bytes the columns take', () => {
    const size = sizeOfColumns(head);
    const { capitals } = layColumns(new ArrayBuffer(size + 8), 8, head);
    expect(capitals.byteOffset + capitals.byteLength).toBe(size + 8);
    expect(() => layColumns(new ArrayBuffer(size + 7), 8, head)).toThrow(RangeError);
  });
});
