import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGit } from './git';
import type { JobContext } from '../async/job';

// Git's own switch for its tests: it takes every folder for somebody else's.
const switchName = 'GIT_TEST_ASSUME_DIFFERENT_OWNER';
const names = [switchName, 'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM'];
const job: JobContext = {
  signal: new AbortController().signal,
  report: () => undefined,
  log: () => undefined,
  warn: () => undefined,
};

let root: string;
let dir: string;
let commit: string;
let earlierValues: Record<string, string | undefined>;
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid', ...args], {
    cwd: dir,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
const settings = () => readFile(join(root, 'gitconfig'), 'utf8');

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'git öwner-'));
  dir = await mkdtemp(join(root, 'a pack-'));
  earlierValues = Object.fromEntries(names.map((name) => [name, process.env[name]]));
  await writeFile(join(root, 'gitconfig'), '# mine\n[safe]\n\tdirectory = /somewhere/else\n');
  process.env['GIT_CONFIG_GLOBAL'] = join(root, 'gitconfig');
  process.env['GIT_CONFIG_SYSTEM'] = join(root, 'none');
  git('init', '--quiet');
  await writeFile(join(dir, 'nodes.py'), 'A = 1\n');
  git('add', '.');
  git('commit', '--quiet', '-m', 'first');
  commit = git('rev-parse', 'HEAD').trim();
  process.env[switchName] = '1';
});
afterEach(async () => {
  for (const name of names) {
    if (earlierValues[name] === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = earlierValues[name];
  }
  await rm(root, { recursive: true, force: true });
});

describe('a repository that belongs to another user', () => {
  it('is worked in, for this one command, and the settings of the person stay as they are', async () => {
    expect(() => git('status')).toThrow(/dubious ownership/);
    const before = await settings();
    await writeFile(join(dir, 'nodes.py'), 'A = 2\n');
    const ours = createGit({ executable: () => 'git', githubBase: 'https://github.com', proxy: '', stallMs: 10_000 });
    expect(await ours.changedFiles({ dir, commit, workDir: join(root, 'work') }, job)).toEqual(['nodes.py']);
    await ours.restore(dir, job);
    expect(await readFile(join(dir, 'nodes.py'), 'utf8')).toBe('A = 1\n');
    expect(await settings()).toBe(before);
    expect(() => git('status')).toThrow(/dubious ownership/);
  });
});
