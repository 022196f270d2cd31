import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findGitFolder, readDefaultBranch, readGitHead, readGitUpstream } from './files';

let root = '';
const git = (cwd: string, ...args: string[]) =>
  execFileSync(
    'git',
    ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid', '-c', 'init.defaultBranch=main', ...args],
    {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  ).trim();

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'git files 木-'));
  await mkdir(join(root, 'origin'));
  git(join(root, 'origin'), 'init');
  await writeFile(join(root, 'origin', 'a.py'), 'A = 1\n');
  git(join(root, 'origin'), 'add', '.');
  git(join(root, 'origin'), 'commit', '-m', 'first');
  git(join(root, 'origin'), 'branch', 'dev/next');
  git(root, 'clone', join(root, 'origin'), join(root, 'clone'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

function read(folder: string) {
  const found = findGitFolder(folder);
  if (found === null) throw new Error('no repository');
  const head = readGitHead(found);
  return { found, head, upstream: readGitUpstream(found, head) };
}

describe('reading a repository from its files', () => {
  it('agrees with git on loose refs, packed refs and detached heads', () => {
    const clone = join(root, 'clone');
    const hash = git(clone, 'rev-parse', 'HEAD');
    expect(read(clone).head).toEqual({ commit: hash, branch: 'main' });
    git(clone, 'pack-refs', '--all');
    expect(read(clone).head).toEqual({ commit: hash, branch: 'main' });
    git(clone, 'checkout', '--detach');
    expect(read(clone).head).toEqual({ commit: hash, branch: null });
    git(clone, 'checkout', 'dev/next');
    expect(read(clone).head).toEqual({ commit: hash, branch: 'dev/next' });
    expect(read(clone).upstream).toEqual({ remote: 'origin', url: join(root, 'origin'), branch: 'dev/next' });
    git(clone, 'checkout', 'main');
  });

  it('prefers the tracked remote, then origin, then upstream', () => {
    const clone = join(root, 'clone');
    git(clone, 'remote', 'add', 'aaa', 'https://github.com/other/fork');
    expect(read(clone).upstream?.remote).toBe('origin');
    git(clone, 'config', 'branch.main.remote', 'aaa');
    expect(read(clone).upstream).toMatchObject({ remote: 'aaa', url: 'https://github.com/other/fork' });
    git(clone, 'config', 'branch.main.remote', 'origin');
    expect(readDefaultBranch(read(clone).found, 'origin')).toBe('main');
  });

  it('follows the .git file of a linked work tree', () => {
    const tree = join(root, 'tree');
    git(join(root, 'clone'), 'worktree', 'add', '-b', 'side', tree);
    const { found, head, upstream } = read(tree);
    expect(found.isLinked).toBe(true);
    expect(head).toEqual({ commit: git(tree, 'rev-parse', 'HEAD'), branch: 'side' });
    expect(upstream?.url).toBe(join(root, 'origin'));
  });

  it('survives repositories without commits, without HEAD and folders without repository', async () => {
    const empty = join(root, 'empty');
    await mkdir(empty);
    expect(findGitFolder(empty)).toBeNull();
    git(empty, 'init');
    expect(read(empty)).toMatchObject({ head: { commit: null, branch: 'main' }, upstream: null });
    await rm(join(empty, '.git', 'HEAD'));
    expect(read(empty).head).toEqual({ commit: null, branch: null });
  });
});
