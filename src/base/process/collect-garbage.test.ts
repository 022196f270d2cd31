import { expect, it } from 'vitest';
import { collectGarbage } from './collect-garbage';

/** 60 MB of objects that nobody holds any more once it is over. */
function leaveGarbage(): number {
  const objects = Array.from({ length: 1_000_000 }, (_, at) => ({ at, next: at + 1 }));
  return objects.length;
}

it('collects what nobody holds any more, and leaves no function of it behind', () => {
  collectGarbage();
  const restMb = process.memoryUsage().heapUsed / 1e6;
  leaveGarbage();
  expect(process.memoryUsage().heapUsed / 1e6 - restMb).toBeGreaterThan(20);
  collectGarbage();
  expect(process.memoryUsage().heapUsed / 1e6 - restMb).toBeLessThan(5);
  expect('gc' in globalThis).toBe(false);
});
