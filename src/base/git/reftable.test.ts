import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findGitFolder, listTagNames, readDefaultBranch, readGitHead, readRef } from './files';
import { openGraph } from './graph';
import { createGit } from './git';
import { readTablesWith } from './reftable';
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

/** Lines of `git for-each-ref`: name and hash. */
function parseLines(text: string): string[][] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' '));
}

/** A clone as git makes it, with a list of tables whose content is no table. */
async function writeTabled(): Promise<string> {
  await mkdir(join(root, '.git', 'reftable'), { recursive: true });
  await writeFile(join(root, '.git', 'HEAD'), 'ref: refs/heads/.invalid\n');
  await writeFile(join(root, '.git', 'reftable', 'tables.list'), 'one.ref\n');
  return root;
}

it('refs that git cannot read are none, and never the name that stands in the file HEAD', async () => {
  const git = open(await writeTabled());
  expect(readGitHead(git)).toEqual({ commit: null, branch: null });
  expect(listTagNames(git)).toEqual([]);
});

describe(
  'what git says of tables',
  onlyWhere(process.platform !== 'win32', 'the stand-in for git is a shell script'),
  () => {
    const hash = 'a'.repeat(40);
    const other = 'b'.repeat(64);
    const stand = () => join(root, 'git');
    beforeEach(async () => {
      const rows = [
        `HEAD ${hash} refs/heads/feature/木`,
        `refs/heads/feature/木 ${hash} `,
        `refs/remotes/origin/HEAD ${other} refs/remotes/origin/main`,
        `refs/tags/v1 ${other} `,
      ];
      await writeFile(
        stand(),
        `#!/bin/sh\necho "$1 $2" >> ${JSON.stringify(join(root, 'calls'))}\ncat <<'E'\n${rows.join('\n')}\nE\n`,
        {
          mode: 0o755,
        },
      );
      readTablesWith(stand);
    });
    afterEach(() => readTablesWith(() => 'git'));
    const calls = async () => (await readFile(join(root, 'calls'), 'utf8')).trim().split('\n');

    it('is HEAD, branches, tags and the default branch of the remote, asked for once until a table changes', async () => {
      const git = open(await writeTabled());
      expect(readGitHead(git)).toEqual({ commit: hash, branch: 'feature/木' });
      expect(readRef(git, 'refs/heads/feature/木')).toBe(hash);
      expect(readRef(git, 'refs/heads/never')).toBeNull();
      expect(readDefaultBranch(git, 'origin')).toBe('main');
      expect(listTagNames(git)).toEqual(['v1']);
      expect(await calls()).toEqual([`--git-dir=${git.gitDir} for-each-ref`]);
      await writeFile(join(root, '.git', 'reftable', 'tables.list'), 'two.ref\n');
      expect(readGitHead(git).commit).toBe(hash);
      expect(await calls()).toHaveLength(2);
    });

    it('is not asked for where refs are files', async () => {
      await writeTabled();
      await rm(join(root, '.git', 'reftable'), { recursive: true });
      await writeFile(join(root, '.git', 'HEAD'), 'ref: refs/heads/main\n');
      expect(readGitHead(open(root))).toEqual({ commit: null, branch: 'main' });
      await expect(calls()).rejects.toMatchObject({ code: 'ENOENT' });
    });
  },
);

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
      const rows = parseLines(git('for-each-ref', '--format=%(refname) %(objectname)'));
      expect(rows.map(([name = '']) => [name, readRef(open(dir), name)])).toEqual(rows);
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

  it('clones, and the copy is read, its linked work tree too', async () => {
    const [copy, tree] = [join(root, 'copy'), join(root, 'tree')];
    const tool = createGit({ executable: () => 'git', githubBase: 'https://github.com', proxy: '', stallMs: 10_000 });
    process.env['GIT_DEFAULT_REF_FORMAT'] = 'reftable';
    try {
      await tool.clone({ url: dir, dir: copy, ref: null }, unwatchedJob());
    } finally {
      delete process.env['GIT_DEFAULT_REF_FORMAT'];
    }
    const commit = git('rev-parse', 'HEAD');
    expect(await readFile(join(copy, '.git', 'HEAD'), 'utf8')).toContain('.invalid');
    expect(readGitHead(open(copy))).toEqual({ commit, branch: 'main' });
    expect(readDefaultBranch(open(copy), 'origin')).toBe('main');
    git('-C', copy, 'worktree', 'add', '-q', '-b', 'tree', tree);
    expect(readGitHead(open(tree))).toEqual({ commit, branch: 'tree' });
  });

  it('starts no program that the repository names while it is read', async () => {
    const [copy, marker] = [join(root, 'copy'), join(root, 'started')];
    git('clone', '-q', '--no-local', '--filter=blob:none', '--ref-format=reftable', dir, copy);
    const starts = `touch ${JSON.stringify(marker)}`;
    for (const name of ['core.fsmonitor', 'core.pager', 'core.sshCommand', 'core.alternateRefsCommand', 'core.editor'])
      git('-C', copy, 'config', name, starts);
    git('-C', copy, 'config', 'remote.origin.url', `ext::sh -c ${JSON.stringify(starts)}`);
    git('-C', copy, 'config', 'protocol.ext.allow', 'always');
    await rm(join(copy, '.git', 'objects', 'pack'), { recursive: true });
    expect(readGitHead(open(copy))).toEqual({ commit: git('rev-parse', 'HEAD'), branch: 'main' });
    await expect(readFile(marker)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
