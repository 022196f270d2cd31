import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonBytes, jsonParts, writtenOnce } from './json-text';

const textOf = async (value: unknown) => new TextDecoder('utf-8', { fatal: true }).decode(await jsonBytes(value));

describe('jsonBytes', () => {
  it('is what JSON.stringify writes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.object({ withDate: true, withNullPrototype: true, values: [fc.anything()] }),
        async (value) => {
          expect(await textOf(value)).toBe(JSON.stringify(value));
        },
      ),
    );
  });

  it('leaves out what JSON cannot say, and says null for it in a list and alone', async () => {
    expect(await textOf({ a: undefined, b: () => 1, c: [undefined, Symbol('x')] })).toBe('{"c":[null,null]}');
    expect(await textOf(undefined)).toBe('null');
  });

  it('writes once what is marked so, in every list it is in', async () => {
    let readings = 0;
    const pack = writtenOnce({
      get name() {
        readings += 1;
        return 'pack';
      },
    });
    expect(await textOf({ packs: Array.from({ length: 60 }, () => pack) })).toContain('[{"name":"pack"},');
    expect(await textOf({ packs: [...Array.from({ length: 60 }, (_, at) => at), pack] })).toContain(
      ',{"name":"pack"}]',
    );
    expect(readings).toBe(1);
    expect(Object.isFrozen(pack)).toBe(true);
  });

  it('are in memory of their own', async () => {
    const bytes = await jsonBytes({ a: 'ü' });
    expect(bytes.buffer.byteLength).toBe(bytes.length);
  });
});

describe('jsonParts', () => {
  it('gives way to other work within a large value, and loses nothing', async () => {
    const value = { items: Array.from({ length: 200_000 }, (_, index) => ({ index, name: `item ${index}` })) };
    let turns = 0;
    const count = setInterval(() => (turns += 1), 1);
    const parts: string[] = [];
    for await (const part of jsonParts(value)) parts.push(part);
    clearInterval(count);
    expect(turns).toBeGreaterThan(0);
    expect(parts.length).toBeGreaterThan(1);
    expect(JSON.parse(parts.join(''))).toEqual(value);
  });
});
