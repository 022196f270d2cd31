import { describe, expect, it } from 'vitest';
import { parseFavourites } from './favourites';

describe('parseFavourites', () => {
  it('reads keys, and leaves out what is none', () => {
    expect([...parseFavourites('["a","b",3,null,"a"]')]).toEqual(['a', 'b']);
  });

  it('is empty for what cannot be read', () => {
    for (const text of [null, '', '{', '{"a":1}', '"a"', 'null']) expect(parseFavourites(text).size).toBe(0);
  });
});
