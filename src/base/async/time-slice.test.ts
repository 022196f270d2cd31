import { describe, expect, it } from 'vitest';
import { beginSlice } from './time-slice';

function workFor(ms: number): void {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs);
}

describe('a turn', () => {
  it('is over after a few milliseconds of work, and begins anew after giving way to what waits', async () => {
    const slice = beginSlice();
    const waiting: string[] = [];
    setImmediate(() => waiting.push('other work'));
    workFor(10);
    expect(slice.isOver()).toBe(true);
    expect(waiting).toEqual([]);
    await slice.giveWay();
    expect(waiting).toEqual(['other work']);
    // The system may take the processor away right here; not every time.
    const isFresh: boolean[] = [];
    for (let count = 0; count < 10; count += 1) {
      await slice.giveWay();
      isFresh.push(!slice.isOver());
    }
    expect(isFresh).toContain(true);
  });
});
