import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findGitFolder, listTagNames, readDefaultBranch, readGitHead, readGitUpstream, readRef } from './files';
import { openGraph } from './graph';
import { createGit } from './git';
import { unwatchedJob } from '../async/job';
import { onlyWhere } from '../testing/only-where';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'git tables 木-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

function open(folder: string) {
  const found = findGitFolder(folder);
  if (found === null) throw new Error('no repository');
  return found;
}

/** Lines of `git for-each-ref`: name, hash, and what a symbolic ref stands for. */
function parseSaid(text: string): { name: string; hash: string; target: string }[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [name = '', hash = '', target = ''] = line.split(' ');
      return { name, hash, target };
    });
}

const fixtures = join(import.meta.dirname, 'fixtures', 'reftable');

/** What git 2.50 wrote (fixtures/reftable/make.sh): no git of this machine is needed to read it. */
describe.each(['sha1', 'sha256'])('refs in tables that git wrote, with %s', (form) => {
  const clone = () => join(root, 'clone');
  let said: ReturnType<typeof parseSaid> = [];
  beforeEach(async () => {
    await cp(join(fixtures, form, 'git'), join(clone(), '.git'), { recursive: true });
    said = parseSaid(await readFile(join(fixtures, form, 'said-by-git.txt'), 'utf8'));
  });

  it('are all found, with the hashes that git says', () => {
    const git = open(clone());
    expect(said.length).toBeGreaterThan(240);
    expect(said.map(({ name }) => [name, readRef(git, name)])).toEqual(said.map(({ name, hash }) => [name, hash]));
    expect(readRef(git, 'refs/heads/gone')).toBeNull();
    expect(readRef(git, 'refs/heads/never')).toBeNull();
  });

  it('tell HEAD, branch, tags and the default branch of the remote', () => {
    const git = open(clone());
    const head = readGitHead(git);
    expect(head).toEqual({ commit: said[0]?.hash, branch: 'feature/木' });
    expect(readDefaultBranch(git, 'origin')).toBe('main');
    expect(readGitUpstream(git, head)).toMatchObject({ remote: 'origin', branch: 'feature/木' });
    const tags = said.flatMap(({ name }) => (name.startsWith('refs/tags/') ? [name.slice('refs/tags/'.length)] : []));
    expect(listTagNames(git).sort()).toEqual(tags.sort());
  });

  it('of a linked work tree have a HEAD of their own', async () => {
    const tree = join(root, 'tree');
    await mkdir(tree);
    await writeFile(join(tree, '.git'), `gitdir: ${join(clone(), '.git', 'worktrees', 'tree')}\n`);
    expect(readGitHead(open(tree))).toEqual({ commit: said[0]?.hash, branch: 'tree' });
    expect(readRef(open(tree), 'refs/tags/v0.0.7')).toBe(readRef(open(clone()), 'refs/tags/v0.0.7'));
  });

  it('that are damaged, cut off or gone are none, and never the name that stands in the file HEAD', async () => {
    const dir = join(clone(), '.git', 'reftable');
    const [table = ''] = (await readdir(dir)).filter((name) => name.endsWith('.ref'));
    const bytes = await readFile(join(dir, table));
    const broken = [
      ...[0, 3, 24, 30, 100, 4096, bytes.length - 80].map((length) => bytes.subarray(0, length)),
      Buffer.from(bytes.map((byte, at) => (at > 24 ? 0xff : byte))),
      Buffer.from(bytes.map((byte, at) => (at > 28 ? (byte * 7 + at) & 0xff : byte))),
    ];
    for (const content of broken) {
      await writeFile(join(dir, table), content);
      const head = readGitHead(open(clone()));
      expect([null, said[0]?.hash]).toContain(head.commit);
      expect([null, 'feature/木']).toContain(head.branch);
    }
    await rm(join(dir, table));
    expect(readGitHead(open(clone()))).toEqual({ commit: null, branch: null });
    await writeFile(join(dir, 'tables.list'), '../../outside.ref\n');
    expect(readGitHead(open(clone()))).toEqual({ commit: null, branch: null });
    expect(listTagNames(open(clone()))).toEqual([]);
  });
});

function canMakeTables(): boolean {
  const [, major = '0', minor = '0'] =
    /(\d+)\.(\d+)/.exec(execFileSync('git', ['--version'], { encoding: 'utf8' })) ?? [];
  return Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 45);
}
const installed = onlyWhere(canMakeTables(), 'the git of this machine is older than 2.45, which made tables of refs');

describe('the git of this machine', installed, () => {
  let dir = '';
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid', ...args], {
      cwd: dir,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'git tables live-'));
    git('init', '--ref-format=reftable', '-b', 'main');
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('is agreed with after every kind of change', () => {
    expect(readGitHead(open(dir))).toEqual({ commit: null, branch: 'main' });
    const steps = [
      ['commit', '--allow-empty', '-m', 'first'],
      ['branch', 'dev/next'],
      ['tag', '-a', 'v1', '-m', 'release'],
      ['commit', '--allow-empty', '-m', 'second'],
      ['branch', '-D', 'dev/next'],
      ['pack-refs', '--all'],
      ['checkout', '--detach'],
      ['tag', 'v2'],
    ];
    for (const step of steps) {
      git(...step);
      const said = parseSaid(git('for-each-ref', '--format=%(refname) %(objectname) %(symref)'));
      expect(said.map(({ name }) => [name, readRef(open(dir), name)])).toEqual(
        said.map(({ name, hash }) => [name, hash]),
      );
      const branch = git('branch', '--show-current') || null;
      expect(readGitHead(open(dir))).toEqual({ commit: git('rev-parse', 'HEAD'), branch });
    }
    expect(listTagNames(open(dir)).sort()).toEqual(['v1', 'v2']);
  });

  it('tells where HEAD has been, which is kept in tables as well', async () => {
    git('checkout', 'main');
    git('commit', '--allow-empty', '-m', 'third');
    const options = { executable: () => 'git', githubBase: 'https://github.com', proxy: '', stallMs: 10_000 };
    const moves = await openGraph(options, dir, unwatchedJob()).headMoves(open(dir));
    expect(moves.at(-1)).toMatchObject({ from: git('rev-parse', 'HEAD~1'), to: git('rev-parse', 'HEAD') });
    expect(moves.at(-1)?.message).toContain('third');
    expect(moves[0]?.from).toMatch(/^0+$/);
    expect(moves.at(-1)?.atMs).toBeGreaterThan(1e12);
  });

  it('clones, and the copy is read', async () => {
    const copy = join(root, 'copy');
    const tool = createGit({ executable: () => 'git', githubBase: 'https://github.com', proxy: '', stallMs: 10_000 });
    process.env['GIT_DEFAULT_REF_FORMAT'] = 'reftable';
    try {
      await tool.clone({ url: dir, dir: copy, ref: null }, unwatchedJob());
    } finally {
      delete process.env['GIT_DEFAULT_REF_FORMAT'];
    }
    expect(await readFile(join(copy, '.git', 'HEAD'), 'utf8')).toContain('.invalid');
    expect(readGitHead(open(copy))).toEqual({ commit: git('rev-parse', 'HEAD'), branch: 'main' });
  });
});
