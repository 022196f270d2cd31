import { describe, expect, it } from 'vitest';
import { jsonBytes } from './json-bytes';

const read = (value: unknown): unknown => JSON.parse(new TextDecoder().decode(jsonBytes(value)));

describe('jsonBytes', () => {
  it('is what JSON.stringify writes, and null for nothing', () => {
    expect(read({ a: ['ü', 1], b: undefined })).toEqual({ a: ['ü', 1] });
    for (const value of [undefined, null]) expect(read(value)).toBeNull();
  });

  it('writes a frozen object once, and any other anew', () => {
    let writes = 0;
    const counted = { toJSON: () => (writes += 1) };
    jsonBytes(counted);
    jsonBytes(counted);
    Object.freeze(counted);
    expect(jsonBytes(counted)).toBe(jsonBytes(counted));
    expect(writes).toBe(3);
  });

  it('is in memory of its own', () => {
    const bytes = jsonBytes({ a: 1 });
    expect(bytes.buffer.byteLength).toBe(bytes.byteLength);
  });
});
