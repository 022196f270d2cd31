import { describe, expect, it } from 'vitest';
import { outcomeOf, describeRecovery } from './recovery-outcome';

const nothing = { restored: [], removed: [], cleared: 0, owed: [] };

describe('a repair', () => {
  it('is told in one sentence, and not at all when nothing had to be done', () => {
    expect(describeRecovery(nothing)).toBeNull();
    const outcome = describeRecovery({ ...nothing, restored: ['a 1.0'], removed: ['b 2.0'], cleared: 3 });
    expect(outcome).toMatchObject({
      status: 'warning',
      warnings: [expect.stringContaining('put back a 1.0, and removed b 2.0, and removed 3 leftovers.')],
    });
  });

  it('fails with what is owed, and why', () => {
    const owed = [{ name: 'a', version: '1.0', reason: 'The index is down.' }];
    expect(outcomeOf({ ...nothing, owed })).toMatchObject({
      status: 'failed',
      error: { code: 'requirements-failed', message: expect.stringContaining('a 1.0. The index is down.') },
    });
  });
});
