import { expect, it } from 'vitest';
import { neverAborted } from '../../async/job';
import { createRateLimit } from './rate-limit';

const waiting = (signal = neverAborted()) => ({ signal, touch: () => undefined });

it('holds all who share it to one speed, and a change counts at once', async () => {
  let rate = 10_000;
  const limit = createRateLimit(() => rate);
  const atMs = performance.now();
  const pass = () => limit.pass(1000, waiting());
  await Promise.all([pass(), pass(), pass()]);
  // Timers may be early by a millisecond each.
  expect(performance.now() - atMs).toBeGreaterThan(290);
  rate = 0;
  const freeMs = performance.now();
  await limit.pass(10 ** 9, waiting());
  expect(performance.now() - freeMs).toBeLessThan(100);
});

it('lets go of who waits when that is cancelled', async () => {
  const abort = new AbortController();
  const passed = createRateLimit(() => 1).pass(10_000, waiting(abort.signal));
  abort.abort();
  await expect(passed).rejects.toThrow();
});
