import { describe, expect, it } from 'vitest';
import { judgeEnd } from './exit-verdict';

const served = { hasServed: () => true };
const neverServed = { hasServed: () => false };
const end = (exitCode: number | null, asksRestart = false) => ({
  ...{ exitCode, signal: exitCode === null ? 'SIGKILL' : null, asksRestart },
  reason: exitCode === null ? 'it was ended by SIGKILL' : `exit code ${exitCode}`,
});

describe('an end that nobody ordered', () => {
  it.each([
    { name: 'after it served, without an error', run: served, how: end(0), kind: 'stopped' },
    { name: 'before it served, without an error', run: neverServed, how: end(0), kind: 'crashed' },
    { name: 'after it served, with an error', run: served, how: end(3), kind: 'crashed' },
  ])('$name', ({ run, how, kind }) => {
    expect(judgeEnd(run, how, 0)).toMatchObject({ kind, notice: expect.stringContaining('ended by itself') });
  });

  it('was the doing of others where it was killed', () => {
    const { kind, notice } = { notice: '', ...judgeEnd(served, end(null), 0) };
    expect(kind).toBe('crashed');
    expect(notice).toBe('ComfyUI was ended by the system or from outside (SIGKILL), often because memory ran out.');
  });

  it('is followed by a start when it asks for that, three times without serving', () => {
    for (const count of [0, 1, 2]) expect(judgeEnd(neverServed, end(0, true), count)).toEqual({ kind: 'restart' });
    expect(judgeEnd(neverServed, end(0, true), 3)).toMatchObject({
      kind: 'crashed',
      notice: expect.stringContaining('4 times'),
    });
  });
});
