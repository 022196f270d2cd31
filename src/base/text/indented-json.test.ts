import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indentedJson } from './indented-json';

const textOf = (value: unknown) => Buffer.concat(indentedJson(value)).toString();

/** The same with some of its objects frozen, whatever they are in. */
function freezeSome(value: unknown, chooses: () => boolean): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (const child of Object.values(value)) freezeSome(child, chooses);
  return chooses() ? Object.freeze(value) : value;
}

describe('indented JSON', () => {
  it('is the text that JSON.stringify writes with four spaces', () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: 'large', maxDepth: 7 }), (value) => {
        expect(textOf(value)).toBe(JSON.stringify(value, null, 4));
      }),
    );
  });

  it('is the same text when parts of it are frozen, the second time, and where they stand under other names', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ depthSize: 'large', maxDepth: 6 }),
        fc.infiniteStream(fc.boolean()),
        (value, choices) => {
          const part = freezeSome(value, () => choices.next().value === true);
          const forms = [
            part,
            { part },
            { part, again: part },
            [part, { other: part }],
            { in: { part }, list: [[part]] },
          ];
          for (const form of [...forms, ...forms]) {
            expect(textOf(form)).toBe(JSON.stringify(form, null, 4));
          }
        },
      ),
    );
  });

  it('writes of a record with other frozen members only those', () => {
    const readings = new Map<string, number>();
    const pack = (name: string) =>
      Object.freeze({
        name,
        get version() {
          readings.set(name, (readings.get(name) ?? 0) + 1);
          return '1.0';
        },
      });
    const write = (packs: object) => textOf({ state: { packs: Object.freeze(packs) } });
    const [a, b, c] = [pack('a'), pack('b'), pack('c')];
    write({ a, b });
    const text = write({ b, c });
    expect(Object.fromEntries(readings)).toEqual({ a: 1, b: 1, c: 1 });
    expect(text).toBe(JSON.stringify({ state: { packs: { b, c } } }, null, 4));
  });

  it('writes of thousands of frozen members, or items, those that changed and their neighbours', () => {
    let readings = 0;
    const pack = (name: string, version: string) =>
      Object.freeze({
        name,
        get version() {
          readings += 1;
          return version;
        },
      });
    const packs = Array.from({ length: 2000 }, (_none, at) => pack(`päck-${at}`, '1.0'));
    const asRecord = (list: typeof packs) => Object.freeze(Object.fromEntries(list.map((one) => [one.name, one])));
    const write = (list: typeof packs) => {
      const document = { state: { packs: asRecord(list), list: Object.freeze([...list]) } };
      readings = 0;
      const text = textOf(document);
      const read = readings;
      expect(text).toBe(JSON.stringify(document, null, 4));
      return read;
    };
    expect(write(packs)).toBe(4000);
    // One is taken out, one put elsewhere, one is another, and one is new: as when packs are disabled, enabled and installed.
    const [, second, ...others] = packs;
    const changed = [...others.with(700, pack('other', '2.0')), ...(second ? [second] : []), pack('new', '1.0')];
    expect(write(changed)).toBeLessThan(1000);
    expect(write(packs)).toBeLessThan(1000);
    expect(write(changed)).toBeLessThan(1000);
  });

  it('leaves out what JSON cannot say, and takes dates by their own word', () => {
    const value = {
      gone: undefined,
      call: () => 1,
      list: [undefined, { deep: [new Date(0)] }],
      at: new Date(0),
      none: {},
    };
    expect(textOf(value)).toBe(JSON.stringify(value, null, 4));
    expect(textOf(undefined)).toBe('null');
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
    expect(textOf(value)).toBe(text);
    expect(textOf({ ...value })).toBe(text);
    // As a member of a state, inside a list of its own and in the list of the record: two levels, and once in one go with its neighbour.
    expect(readings).toBeLessThan(6);
  });
});
