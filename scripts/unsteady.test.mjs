import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { onlyWhere } from '../src/base/testing/only-where';
import { makeUnsteady, numbersOf, wantedSeed } from './unsteady.mjs';

// In a run that is unsteady itself somebody else stops these processes as well.
const isAlone = process.platform === 'linux' && wantedSeed(process.env) === undefined;

const stateOf = (pid) => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
};

describe('an unsteady run', () => {
  it('draws the same numbers for the same seed', () => {
    const [first, again, other] = [7, 7, 8].map((seed) => Array.from({ length: 50 }, numbersOf(seed)));
    expect(first).toEqual(again);
    expect(first).not.toEqual(other);
    expect(first.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(new Set(first).size).toBe(50);
  });

  it(
    'lets what the runner has started stand still for moments, and leaves it going on',
    onlyWhere(isAlone, 'only Linux tells of all processes, and only where nothing else stops them'),
    async () => {
      const busy =
        'const end = Date.now() + 60000; const turn = () => { if (Date.now() < end) setImmediate(turn); }; turn();';
      const runner = spawn(
        process.execPath,
        ['-e', `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(busy)}]); ${busy}`],
        {
          detached: true,
        },
      );
      try {
        const child = await vi.waitFor(() => {
          const [pid] = readFileSync(`/proc/${runner.pid}/task/${runner.pid}/children`, 'utf8').trim().split(' ');
          expect(pid).toMatch(/^\d+$/);
          return Number(pid);
        });
        const leaveInPeace = makeUnsteady(runner.pid, 1);
        const states = new Set();
        const ofRunner = new Set();
        await vi.waitFor(() => {
          states.add(stateOf(child));
          ofRunner.add(stateOf(runner.pid));
          expect(states).toContain('T');
        });
        leaveInPeace();
        await vi.waitFor(() => expect(stateOf(child)).not.toBe('T'));
        expect(ofRunner).not.toContain('T');
      } finally {
        process.kill(-runner.pid, 'SIGKILL');
      }
    },
  );

  it('is for those who ask for it, by a number', () => {
    expect(wantedSeed({})).toBeUndefined();
    expect(wantedSeed({ UNSTEADY: '' })).toBeUndefined();
    expect(() => wantedSeed({ UNSTEADY: 'often' })).toThrow(/takes a number, not "often"/);
  });
});
