import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { tagBytes, writeJson } from './json-writer';

/** A map of packs as large as the real one: 3 MB in 5,000 rows. */
function largeMap(): Record<string, unknown> {
  const names = Array.from({ length: 12 }, (_, index) => `A node class with a long name, number ${index}`);
  const rows = Array.from({ length: 5000 }, (_, index) => [`pack-${index}`, [names, { title_aux: `Pack ${index}` }]]);
  return Object.fromEntries(rows) as Record<string, unknown>;
}

describe('writeJson', () => {
  it('writes what JSON.stringify writes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())),
        async (value) => {
          expect((await writeJson(value)).bytes.toString()).toBe(JSON.stringify(value));
        },
      ),
    );
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['an empty list', []],
    [
      'what JSON cannot say',
      { a: undefined, b: () => 1, c: Symbol('c'), d: [undefined, () => 1], e: NaN, f: Infinity },
    ],
    ['only what JSON cannot say', { a: undefined }],
    ['what says itself', { at: new Date(0), toJSON: undefined }],
    ['half a pair', { a: '\ud800', '\udc00': 'b' }],
    ['a name that is a number', { 10: 'b', 9: 'a' }],
    ['a list with holes', { list: new Array(3) }],
  ])('writes %s as JSON.stringify does', async (_name, value) => {
    expect((await writeJson(value)).bytes.toString()).toBe(JSON.stringify(value));
  });

  it('asks the clock after every row, and lets others work every 4 ms', async () => {
    const value = largeMap();
    let now = 0;
    // A clock by which each row takes a millisecond: what a machine really takes is measured by the bench.
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 1));
    let turns = 0;
    let isDone = false;
    const takeTurn = (): void => {
      turns += 1;
      if (!isDone) setImmediate(takeTurn);
    };
    setImmediate(takeTurn);
    const { bytes } = await writeJson(value);
    isDone = true;
    expect(bytes.byteLength).toBeGreaterThan(2_500_000);
    expect(bytes.equals(Buffer.from(JSON.stringify(value)))).toBe(true);
    expect(turns).toBeGreaterThan(5000 / 4);
  });

  it('tags the bytes it wrote', async () => {
    const { bytes, etag } = await writeJson(largeMap());
    expect(etag).toBe(`"${createHash('sha256').update(bytes).digest('base64url')}"`);
    expect(etag).toBe(tagBytes(bytes));
    expect((await writeJson({})).etag).not.toBe(etag);
  });
});
