import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inLimitedTime } from './time-limit';

const timersOfNode = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

describe('inLimitedTime', () => {
  it('answers with what the work gives, and leaves no timer behind', async () => {
    const before = timersOfNode();
    expect(await inLimitedTime(60_000, undefined, () => Promise.resolve('done'))).toBe('done');
    await expect(inLimitedTime(60_000, undefined, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(timersOfNode()).toBe(before);
  });

  it('says that the time is up, and that nobody gave up', async () => {
    const outer = new AbortController();
    const seen = await inLimitedTime(20, outer.signal, async ({ signal, limit }) => {
      await wait(10_000, undefined, { signal }).catch(() => undefined);
      return { isOver: limit.aborted, reason: (signal.reason as Error).name };
    });
    expect(seen).toEqual({ isOver: true, reason: 'TimeoutError' });
    expect(outer.signal.aborted).toBe(false);
  });

  it('ends when the caller gives up, with the time not up', async () => {
    const outer = new AbortController();
    const seen = inLimitedTime(60_000, outer.signal, async ({ signal, limit }) => {
      await wait(60_000, undefined, { signal }).catch(() => undefined);
      return [signal.aborted, limit.aborted];
    });
    outer.abort();
    expect(await seen).toEqual([true, false]);
  });
});
