import { execFileSync, spawnSync } from 'node:child_process';
import { msg } from '../../contract/text/message';
import { createServer, type Server } from 'node:http';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createGit, type Git } from './git';
import { describeGitFailure } from './failure';
import type { JobContext, JobStep } from '../async/job';
import { onlyWhere } from '../testing/only-where';

let root = '';
let server: Server | null = null;
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

const hub = () => join(root, 'hub');
const origin = () => join(hub(), 'author', 'pack');

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'git ünder-'));
  await mkdir(origin(), { recursive: true });
  git(origin(), 'init');
  await writeFile(join(origin(), '__init__.py'), 'A = 1\n');
  git(origin(), 'add', '.');
  git(origin(), 'commit', '-m', 'first');
  git(origin(), 'tag', 'v1');
  git(origin(), 'branch', 'dev');
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});
afterAll(() => rm(root, { recursive: true, force: true }));

function gitWith(options: Partial<Parameters<typeof createGit>[0]> = {}): Git {
  const githubBase = `file://${encodeURI(hub())}`.replaceAll('%20', ' ').replaceAll('%C3%BC', 'ü');
  return createGit({ executable: () => 'git', githubBase, proxy: '', stallMs: 10_000, ...options });
}

function jobOf(steps: JobStep[] = [], signal = new AbortController().signal): JobContext {
  return { signal, report: (step) => steps.push(step), log: () => undefined, warn: () => undefined };
}

async function serve(handler: Parameters<typeof createServer>[1]): Promise<string> {
  const started = createServer(handler);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

const url = 'https://github.com/author/pack';

describe('createGit', () => {
  it('clones through the configured host while the remote keeps its address', async () => {
    const dir = join(root, 'one');
    const steps: JobStep[] = [];
    await gitWith().clone({ url, dir, ref: null }, jobOf(steps));
    expect(git(dir, 'config', 'remote.origin.url')).toBe(url);
    expect(await readFile(join(dir, '__init__.py'), 'utf8')).toBe('A = 1\n');
    expect(steps[0]).toMatchObject({ phase: msg`Cloning` });
  });

  it.each([
    ['dev', 'branch'],
    ['v1', 'tag'],
  ])('clones at %s', async (ref) => {
    const dir = join(root, `at ${ref}`);
    await gitWith().clone({ url, dir, ref }, jobOf());
    expect(git(dir, 'rev-parse', 'HEAD')).toBe(git(origin(), 'rev-parse', `${ref}^{commit}`));
  });

  it('clones at a commit', async () => {
    const dir = join(root, 'at commit');
    const commit = git(origin(), 'rev-parse', 'main');
    await gitWith().clone({ url, dir, ref: commit.slice(0, 10) }, jobOf());
    expect(git(dir, 'rev-parse', 'HEAD')).toBe(commit);
  });

  it('takes no name for an option', async () => {
    const ref = `--upload-pack=touch ${join(root, 'theirs')}`;
    const refused = { code: 'invalid-input', message: expect.stringContaining('begins with a dash') as unknown };
    await expect(gitWith().checkout({ dir: origin(), ref }, jobOf())).rejects.toMatchObject(refused);
    await expect(gitWith().clone({ url, dir: join(root, 'x'), ref }, jobOf())).rejects.toMatchObject(refused);
  });

  it('sees newer commits without fetching, then moves ahead', async () => {
    const dir = join(root, 'moving');
    await gitWith().clone({ url, dir, ref: null }, jobOf());
    await writeFile(join(origin(), 'b.py'), 'B = 1\n');
    git(origin(), 'add', '.');
    git(origin(), 'commit', '-m', 'second');
    const newest = git(origin(), 'rev-parse', 'main');
    expect(await gitWith().remoteCommit({ dir, remote: 'origin', branch: 'main' }, jobOf())).toBe(newest);
    expect(await gitWith().remoteCommit({ dir, remote: 'origin', branch: 'gone' }, jobOf())).toBeNull();
    await gitWith().fetch({ dir, remote: 'origin' }, jobOf());
    await gitWith().fastForward({ dir, remote: 'origin', branch: 'main' }, jobOf());
    expect(git(dir, 'rev-parse', 'HEAD')).toBe(newest);
  });

  it('names what went wrong', async () => {
    const clone = (from: string, ref: string | null = null, git = gitWith()) =>
      git.clone({ url: from, dir: join(root, 'bad'), ref }, jobOf());
    await expect(clone('https://github.com/author/nothing')).rejects.toMatchObject({ code: 'git-failed' });
    await expect(clone(url, 'no-such-branch')).rejects.toMatchObject({ code: 'version-not-found' });
    await expect(clone('http://127.0.0.1:1/a/b')).rejects.toThrow(/could not be reached/);
    await expect(clone(url, null, gitWith({ executable: () => '/no/such/git' }))).rejects.toMatchObject({
      code: 'git-missing',
    });
    await expect(clone('ext::sh -c "touch /tmp/pwned"')).rejects.toMatchObject({ code: 'git-failed' });
    await expect(clone('--upload-pack=touch x')).rejects.toMatchObject({ code: 'git-failed' });
    const asksForLogin = await serve((_request, response) => {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    });
    await expect(clone(`${asksForLogin}/a/b`)).rejects.toThrow(/login/);
    expect(await readdir(root)).not.toContain('bad');
  });

  it('ends a command that says nothing for too long, and one that is cancelled', async () => {
    const silent = await serve(() => undefined);
    const dir = join(root, 'silent');
    await expect(
      gitWith({ stallMs: 300 }).clone({ url: `${silent}/a/b`, dir, ref: null }, jobOf()),
    ).rejects.toMatchObject({
      code: 'download-stalled',
    });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 200);
    const started = Date.now();
    await expect(
      gitWith().clone({ url: `${silent}/a/b`, dir, ref: null }, jobOf([], controller.signal)),
    ).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(Date.now() - started).toBeLessThan(3000);
    expect(await readdir(root)).not.toContain('silent');
  });

  it(
    'leaves no helper of git behind that goes on to read without an end',
    onlyWhere(process.platform === 'linux', 'only Linux tells whose helper it is'),
    async () => {
      const block = Buffer.alloc(65_536, 'x');
      let reader: Socket | undefined;
      const endless = await serve(({ socket }, response) => {
        reader = socket;
        const send = () => {
          while (!response.destroyed && response.write(block));
        };
        response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-advertisement' });
        response.on('drain', send);
        send();
      });
      const dir = join(root, 'endless');
      await expect(
        gitWith({ stallMs: 2000 }).clone({ url: `${endless}/a/b`, dir, ref: null }, jobOf()),
      ).rejects.toMatchObject({ code: 'download-stalled' });
      await expect.poll(() => reader?.destroyed, { message: 'somebody still reads', timeout: 5000 }).toBe(true);
    },
  );

  it('does not take a damaged clone for a part of the repository around it', async () => {
    const inner = join(origin(), 'inner');
    await mkdir(join(inner, '.git'), { recursive: true });
    await expect(gitWith().restore(inner, jobOf())).rejects.toMatchObject({ code: 'git-failed' });
    await rm(inner, { recursive: true });
  });
});

describe('describeGitFailure', () => {
  it.each([
    ['fatal: write error: No space left on device', 'disk-full'],
    ["fatal: detected dubious ownership in repository at '/x'", 'git-failed'],
    ['fatal: Not possible to fast-forward, aborting.', 'local-changes'],
    ['error: Your local changes to the following files would be overwritten by merge:', 'local-changes'],
    ["fatal: could not read Username for 'https://github.com': terminal prompts disabled", 'git-failed'],
    ['fatal: remote error: upload-pack: not our ref 99b05508892da6410cfdeb38d1abca87c835d8f1', 'version-not-found'],
    ['something new', 'git-failed'],
  ])('reads %j as %s', (output, code) => {
    const error = describeGitFailure(msg`Cloning ${'https://user:secret@host/a'}`, output);
    expect(error).toMatchObject({ code, remedy: expect.any(String) });
    expect(error.message).not.toContain('secret');
  });

  it('says what is wrong with a damaged remote, and nothing of the network', async () => {
    const bare = join(root, 'damaged.git');
    git(root, 'clone', '-q', '--bare', origin(), bare);
    const object = git(bare, 'rev-parse', 'HEAD^{tree}');
    const file = join(bare, 'objects', object.slice(0, 2), object.slice(2));
    await rm(file, { force: true });
    await writeFile(file, 'no object');
    const cloned = spawnSync('git', ['clone', pathToFileURL(bare).href, join(root, 'out')], { encoding: 'utf8' });
    const error = describeGitFailure(msg`Cloning`, cloned.stderr);
    expect(error.message.split('\n')[0]).toMatch(/damaged data \(".*(corrupt|data stream error).*"\)/);
    expect(error.remedy).toContain('tell its owner');
    const failing = describeGitFailure(
      msg`Cloning`,
      "fatal: unable to access 'https://h/x/': The requested URL returned error: 502",
    );
    expect(failing.remedy).toMatch(/Try again later/);
  });

  it.each([
    'fatal: unknown repository extension found:\n\trefstorage',
    "fatal: invalid value for 'extensions.refstorage': 'reftable'\nfatal: unknown ref storage format 'reftable'",
  ])('says that git is too old when it answers %j', (output) => {
    const error = describeGitFailure(msg`Checking`, output);
    expect(error.message).toContain('too old');
    expect(error.remedy).toContain('2.45');
  });
});
