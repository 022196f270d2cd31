import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../base/log';
import { createUpdateWatch, isCheckDue, type UpdateWatchOptions } from './update-watch';

const times = { firstMs: 0, everyMs: 1, oldMs: 0 };
const usual = { checkedMs: () => Promise.resolve(null), isAllowed: () => true, log: silentLogger, times };

/** A watch, and the moment at which `check` was called so often. */
function watch(options: Partial<UpdateWatchOptions>, wanted: number) {
  let calls = 0;
  let onWanted = (_signal: AbortSignal): void => undefined;
  const wantedCall = new Promise<AbortSignal>((resolve) => (onWanted = resolve));
  const check = async (signal: AbortSignal): Promise<void> => {
    calls += 1;
    if (calls === wanted) onWanted(signal);
    await options.check?.(signal);
  };
  return { watch: createUpdateWatch({ ...usual, ...options, check }), wantedCall, calls: () => calls };
}

describe('the look for updates in the background', () => {
  it('is due when the last answer is old, or of a clock that went wrong', () => {
    expect(isCheckDue(null, 1000, 100)).toBe(true);
    expect(isCheckDue(950, 1000, 100)).toBe(false);
    expect(isCheckDue(900, 1000, 100)).toBe(true);
    expect(isCheckDue(2000, 1000, 100)).toBe(true);
  });

  it('looks again and again, also after a failure', async () => {
    const place = watch({ check: () => Promise.reject(new Error('nobody answers')) }, 3);
    place.watch.begin();
    await place.wantedCall;
    await place.watch.close();
  });

  it('asks nobody while the network is off', async () => {
    let checks = 0;
    let seen = (): void => undefined;
    const thirdCheck = new Promise<void>((resolve) => (seen = resolve));
    const isAllowed = (): boolean => {
      checks += 1;
      if (checks === 3) seen();
      return false;
    };
    const place = watch({ isAllowed }, 1);
    place.watch.begin();
    await thirdCheck;
    await place.watch.close();
    expect(place.calls()).toBe(0);
  });

  it('ends its questions when the installation is closed', async () => {
    const check = (signal: AbortSignal): Promise<void> =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))));
    const place = watch({ check }, 1);
    place.watch.begin();
    const signal = await place.wantedCall;
    await place.watch.close();
    expect(signal.aborted).toBe(true);
    expect(place.calls()).toBe(1);
  });
});
