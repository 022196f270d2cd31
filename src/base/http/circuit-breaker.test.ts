import { describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors';
import { createCircuitBreaker } from './circuit-breaker';

const silent = new AppError('download-stalled', 'No answer.');

describe('the watch on hosts', () => {
  it('takes a host that never answered to be away after one miss, and no other', () => {
    const hosts = createCircuitBreaker();
    hosts.missed('dead.invalid', silent);
    expect(() => hosts.throwIfAway('dead.invalid')).toThrow(silent);
    expect(() => hosts.throwIfAway('alive.invalid')).not.toThrow();
  });

  it('gives up on a host that did answer only after four misses in a row', () => {
    const hosts = createCircuitBreaker();
    hosts.answered('flaky.invalid');
    for (const turn of [1, 2]) {
      for (let miss = 0; miss < 3; miss += 1) hosts.missed('flaky.invalid', silent);
      expect(() => hosts.throwIfAway('flaky.invalid'), `turn ${turn}`).not.toThrow();
      hosts.answered('flaky.invalid');
    }
    for (let miss = 0; miss < 4; miss += 1) hosts.missed('flaky.invalid', silent);
    expect(() => hosts.throwIfAway('flaky.invalid')).toThrow(silent);
  });
});
