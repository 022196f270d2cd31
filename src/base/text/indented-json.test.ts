import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indentedJson } from './indented-json';

describe('indented JSON', () => {
  it('is the text that JSON.stringify writes with four spaces', () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: 'large', maxDepth: 7 }), (value) => {
        expect(indentedJson(value).toString()).toBe(JSON.stringify(value, null, 4));
      }),
    );
  });

  it('leaves out what JSON cannot say, and takes dates by their own word', () => {
    const value = {
      gone: undefined,
      call: () => 1,
      list: [undefined, { deep: [new Date(0)] }],
      at: new Date(0),
      none: {},
    };
    expect(indentedJson(value).toString()).toBe(JSON.stringify(value, null, 4));
    expect(indentedJson(undefined).toString()).toBe('null');
  });

  it('writes a frozen object of the first levels once, wherever it stands', () => {
    let readings = 0;
    const packs = Object.freeze({
      get demo() {
        readings += 1;
        return { version: '1.0.0' };
      },
    });
    const value = { before: { packs, other: [1, packs] }, after: { packs }, list: [packs] };
    const text = JSON.stringify(value, null, 4);
    readings = 0;
    expect(indentedJson(value).toString()).toBe(text);
    expect(indentedJson({ ...value }).toString()).toBe(text);
    // As a member of a state, inside a list of its own and in the list of the record: two levels, and once in one go with its neighbour.
    expect(readings).toBeLessThan(6);
  });
});
