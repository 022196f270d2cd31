import { describe, expect, it } from 'vitest';
import { withJoined } from './joined-parts';

const parts = (text: string) => text.split('').map((letter) => Buffer.from(letter));

describe('parts that are put together', () => {
  it('are one after the other, whatever was put together before', async () => {
    for (const text of ['a long one', 'short', 'and a very much longer one', '']) {
      expect(await withJoined(parts(text), async (bytes) => bytes.toString())).toBe(text);
    }
  });

  it('do not run into each other where two are put together at the same time', async () => {
    await withJoined(parts('something before'), async () => undefined);
    const [first, second] = await Promise.all(
      ['first', 'second'].map((text) =>
        withJoined(parts(text), async (bytes) => {
          await new Promise((resume) => setImmediate(resume));
          return bytes.toString();
        }),
      ),
    );
    expect([first, second]).toEqual(['first', 'second']);
  });

  it('use memory again once nobody writes from it any more', async () => {
    const memoryOf = (text: string) => withJoined(parts(text), async (bytes) => bytes.buffer);
    const first = await memoryOf('x'.repeat(100));
    expect(await memoryOf('y'.repeat(90))).toBe(first);
  });
});
