import { expect, it } from 'vitest';
import { onEndSignals } from './signals';

/** Keeps Node busy, as loading the app does, so that a signal that comes meanwhile waits for its turn. */
function stayBusy(forMs: number): void {
  for (const endMs = Date.now() + forMs; Date.now() < endMs;);
}

it('loses no signal that comes while what it does is replaced', async () => {
  const calls: string[] = [];
  process.on('SIGHUP', () => calls.push('a library'));
  onEndSignals(() => calls.push('early'));
  process.kill(process.pid, 'SIGHUP');
  stayBusy(20);
  process.on('SIGHUP', () => calls.push('a later library'));
  onEndSignals(() => calls.push('later'));
  await expect.poll(() => calls).toEqual(['later']);
  process.kill(process.pid, 'SIGHUP');
  await expect.poll(() => calls).toEqual(['later', 'later']);
});
