import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { onlyWhere } from '../src/base/testing/only-where.ts';
import { whyNoOwnDisk } from './own-disk.mjs';
import { readTorture } from './reports.mjs';
import { readTortureArguments } from './torture-arguments.mjs';

describe('the arguments of npm run torture', () => {
  it('have values of their own when they are left out', () => {
    expect(readTortureArguments([])).toEqual({ runs: 30, seed: 1, tools: ['uv', 'pip'], only: undefined });
    expect(readTortureArguments(['--runs', '500', '--seed', '9', '--tool', 'pip', '--only', '17'])).toEqual({
      ...{ runs: 500, seed: 9, tools: ['pip'], only: '17' },
    });
    expect(readTortureArguments(['--power-cut', '200', '--tool', 'uv'])).toMatchObject({ cuts: 200, tools: ['uv'] });
    expect(readTortureArguments(['--environments', '8'])).toMatchObject({ environments: 8, tools: ['uv'] });
  });

  it.each([
    [['--runs', '0']],
    [['--seed', 'x']],
    [['--tool', 'conda']],
    [['--often']],
    [['--power-cut', 'now']],
    [['--environments', '0']],
  ])('%j is refused', (argv) => {
    expect(() => readTortureArguments(argv)).toThrow();
  });
});

it('a run with a violation is a failure that names how to repeat it', () => {
  const failures = [{ title: 'uv seed 1 run 4', violations: ['widelib is there twice', 'and more'] }];
  expect(readTorture(JSON.stringify({ passed: 2, failures }))).toEqual({
    ...{ passed: 2, failed: ['uv seed 1 run 4: widelib is there twice'], errors: [], skipped: [] },
  });
});

describe('a disk of our own', onlyWhere(process.platform === 'linux', 'power is cut on Linux alone'), () => {
  it('is there and left unmounted, or the reason is told', () => {
    const reason = whyNoOwnDisk();
    expect(readFileSync('/proc/mounts', 'utf8')).not.toContain('own-disk-');
    if (reason !== undefined) expect(reason).toMatch(/^(only root may mount one|`\w.*`: .+)$/);
  });
});
