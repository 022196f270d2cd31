import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toLongRecord } from './long-record';

it('makes the record that Object.fromEntries makes', () => {
  const name = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '1', '0'));
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.integer())), (entries) => {
      const record = toLongRecord(entries);
      expect(Object.entries(record)).toEqual(Object.entries(Object.fromEntries(entries)));
      expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
    }),
  );
});
