import { describe, expect, it } from 'vitest';
import { estimateRemainingMs, measureRate } from './transfer-rate';

describe('measureRate', () => {
  it('needs two measurements that are far enough apart', () => {
    const first = measureRate(undefined, 0, 1000);
    expect(first.bytesPerSecond).toBeNull();
    expect(measureRate(first, 500, 1100)).toBe(first);
    expect(measureRate(first, 2000, 2000).bytesPerSecond).toBe(2000);
  });

  it('moves towards a new speed without jumping', () => {
    const steady = { bytesDone: 0, atMs: 0, bytesPerSecond: 1000 };
    const faster = measureRate(steady, 2000, 1000).bytesPerSecond ?? 0;
    expect(faster).toBeGreaterThan(1000);
    expect(faster).toBeLessThan(2000);
  });

  it('starts anew with the next file', () => {
    expect(measureRate({ bytesDone: 900, atMs: 0, bytesPerSecond: 50 }, 10, 1000).bytesPerSecond).toBeNull();
  });
});

describe('estimateRemainingMs', () => {
  it('divides what is left by the speed, and is silent when it cannot', () => {
    expect(estimateRemainingMs(500, 1500, 100)).toBe(10_000);
    expect(estimateRemainingMs(500, 1500, null)).toBeNull();
    expect(estimateRemainingMs(500, 1500, 0)).toBeNull();
    expect(estimateRemainingMs(1500, 500, 100)).toBeNull();
  });
});
