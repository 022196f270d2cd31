import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onlyWhere } from '../src/base/testing/only-where.ts';
import { projectDir } from './project.mjs';

const good = { text: 'ok', code: 0 };
const ends = (text) => ({ text: `some test\n\n${text}`, code: 0 });
// Power cuts and the trial of packages as a machine ends them that lets nobody mount anything.
const unlessSaid = {
  check: good,
  rest: ends('0 passed, 0 failed'),
  torture: ends('60 passed, 0 failed'),
  'power-cut': ends('0 passed, 0 failed, 1 skipped'),
  smoke: ends('0 passed, 0 failed, 9 skipped'),
};
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ci-run-'));
  for (const name of ['.ci', 'scripts', 'bin', 'says']) await mkdir(join(folder, name));
  await copyFile(join(projectDir, '.ci', 'run'), join(folder, '.ci', 'run'));
  // An npm that says for each script what the test has put down for it.
  const names = ['rest', 'check', 'attack', 'smoke', 'power-cut', 'torture'];
  const cases = `case "$*" in ${names.map((name) => `*${name}*) s=${name};;`).join(' ')} *) s=test;; esac`;
  const npm = `#!/bin/sh\necho "npm $*"\n${cases}\n. "$SAYS/$s"\n`;
  await writeFile(join(folder, 'bin', 'npm'), npm);
  await chmod(join(folder, 'bin', 'npm'), 0o755);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the script with these endings of the check and the suites; answers its lines and its exit code. */
async function run({ setup = 0, ...said }) {
  await writeFile(join(folder, 'scripts', 'setup.mjs'), `process.exitCode = ${setup};`);
  for (const [name, { text, code }] of Object.entries({ ...unlessSaid, ...said })) {
    await writeFile(join(folder, 'says', name), `cat <<'END'\n${text}\nEND\nexit ${code}\n`);
  }
  const env = { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}` };
  env.SAYS = join(folder, 'says');
  const { stdout, status } = spawnSync('bash', [join(folder, '.ci', 'run')], { env, encoding: 'utf8' });
  const lines = stdout.trimEnd().split('\n');
  return { last: lines.at(-1), status, text: stdout };
}

describe('.ci/run', onlyWhere(process.platform !== 'win32', 'CI runs where there is bash'), () => {
  it.each([
    ['adds what passed', ['10 passed, 0 failed', '4 passed, 0 failed'], '74 passed, 0 failed'],
    ['leaves out what was skipped', ['10 passed, 0 failed, 3 skipped', '4 passed, 0 failed'], '74 passed, 0 failed'],
    ['adds what failed', ['10 passed, 2 failed', '4 passed, 1 failed'], '74 passed, 3 failed'],
    ['counts tests without a closing line as one', ['killed', '4 passed, 0 failed'], '64 passed, 1 failed'],
    ['counts attacks without a closing line as one', ['10 passed, 0 failed', 'done'], '70 passed, 1 failed'],
    [
      'reads the last closing line of a suite',
      ['1 passed, 1 failed\n9 passed, 0 failed', '4 passed, 0 failed'],
      '73 passed, 0 failed',
    ],
  ])('%s', async (_what, [test, attack], last) => {
    const status = last.endsWith(' 0 failed') ? 0 : 1;
    expect(await run({ test: ends(test), attack: ends(attack) })).toMatchObject({ last, status });
  });

  it.each(['test', 'rest', 'attack', 'torture', 'power-cut', 'smoke'])(
    'counts a bad end of %s without a failure as one',
    async (name) => {
      const all = {
        test: ends('7 passed, 0 failed'),
        rest: ends('3 passed, 0 failed'),
        attack: ends('4 passed, 0 failed'),
        torture: ends('3 passed, 0 failed'),
        'power-cut': ends('2 passed, 0 failed'),
        smoke: ends('1 passed, 0 failed'),
      };
      const outcome = await run({ ...all, [name]: { ...all[name], code: 1 } });
      expect(outcome).toMatchObject({ last: '20 passed, 1 failed', status: 1 });
    },
  );

  it('says again at the end what failed in a suite before the last, and why', async () => {
    const list = 'Why:\n  a.spec.ts › opens\n    Expected: 1\n\nFailed:\n  a.spec.ts › opens\n\n2 passed, 1 failed';
    const { text } = await run({
      test: { ...ends(list), code: 1 },
      attack: ends('a word of the attack\n1 passed, 0 failed'),
    });
    const [, again] = text.split('a word of the attack');
    expect(again).toContain('npm test:\nWhy:\n  a.spec.ts › opens\n    Expected: 1\n\nFailed:\n  a.spec.ts › opens\n');
    expect(again).not.toContain('some test\n\nWhy');
  });

  it('says the last words again of a suite that came to no list', async () => {
    const { text } = await run({ test: ends('the disk is full'), attack: ends('1 passed, 0 failed') });
    expect(text.split('the disk is full')).toHaveLength(3);
  });

  it('counts a failed check as one, says it again, and runs the suites all the same', async () => {
    const check = { text: 'lint FAILED', code: 1 };
    const { last, status, text } = await run({
      check,
      test: ends('2 passed, 0 failed'),
      attack: ends('1 passed, 0 failed'),
    });
    expect({ last, status }).toEqual({ last: '63 passed, 1 failed', status: 1 });
    expect(text.split('lint FAILED')).toHaveLength(3);
  });

  it('hands a suite its own arguments and nothing else', async () => {
    const { text } = await run({ test: ends('2 passed, 0 failed'), attack: ends('1 passed, 0 failed') });
    const calls = text.split('\n').filter((line) => line.startsWith('npm '));
    // The check goes on beside the suites, and others beside the attacks: they are told behind them.
    expect(calls).toEqual([
      'npm --silent test',
      'npm --silent run test:all -- --rest',
      'npm --silent run attack',
      'npm --silent run torture -- --runs 12 --seed 2',
      'npm --silent run torture -- --power-cut 6 --seed 1',
      'npm --silent run smoke',
      'npm run --silent check -- --static',
    ]);
  });

  it('goes on with the torture beside a suite, and ends neither before the other', async () => {
    const waits = (own, other) =>
      `END\ntouch "$SAYS/${own}.began"\nn=0\nuntil [ -e "$SAYS/${other}.began" ]; do\n` +
      // Ends badly, and does not hang, where they go one after the other.
      `n=$((n + 1))\n[ $n -lt 600 ] || exit 1\nsleep 0.05\ndone\ncat <<'END'\n`;
    const { last } = await run({
      test: ends('2 passed, 0 failed'),
      attack: ends(`${waits('attack', 'torture')}1 passed, 0 failed`),
      torture: ends(`${waits('torture', 'attack')}5 passed, 0 failed`),
    });
    expect(last).toBe('8 passed, 0 failed');
  });

  it('is one failure where nothing can be set up', async () => {
    const all = { test: ends('2 passed, 0 failed'), attack: ends('1 passed, 0 failed') };
    expect(await run({ setup: 1, ...all })).toMatchObject({ last: '0 passed, 1 failed', status: 1 });
  });
});
