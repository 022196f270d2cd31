import { describe, expect, it } from 'vitest';
import { together } from './together';

describe('together', () => {
  it('answers what its parts answer, in their order', async () => {
    const [name, size] = await together(Promise.resolve('a'), Promise.resolve(2));
    expect([name.toUpperCase(), size + 1]).toEqual(['A', 3]);
  });

  it('throws the failure that stands first, once every part has ended', async () => {
    const ended: string[] = [];
    let letEnd: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (letEnd = resolve)).then(() => {
      ended.push('slow');
      throw new Error('first');
    });
    const whole = together(slow, Promise.reject(new Error('second'))).catch((error: unknown) => {
      ended.push('whole');
      return error;
    });
    await Promise.resolve();
    letEnd();
    expect(await whole).toMatchObject({ message: 'first' });
    expect(ended).toEqual(['slow', 'whole']);
  });
});
