import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonParts, jsonText } from './json-text';

describe('jsonText', () => {
  it('is what JSON.stringify writes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.object({ withDate: true, withNullPrototype: true, values: [fc.anything()] }),
        async (value) => {
          expect(await jsonText(value)).toBe(JSON.stringify(value));
        },
      ),
    );
  });

  it('leaves out what JSON cannot say, and says null for it in a list and alone', async () => {
    expect(await jsonText({ a: undefined, b: () => 1, c: [undefined, Symbol('x')] })).toBe('{"c":[null,null]}');
    expect(await jsonText(undefined)).toBe('null');
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
