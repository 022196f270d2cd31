import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startGitHost, type GitHost } from '../../../e2e/world/git-host';
import { git } from '../../../e2e/world/git-repos';
import { beginRemoteRound, type RemoteBranch, type RoundOptions } from './remotes';

let root = '';
let host: GitHost;
/** Takes connections and never says a word. */
let silent: Server;
const sockets = new Set<Socket>();
let newest = '';
const settingsFile = () => join(root, 'gitconfig');

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'git remotes-'));
  host = await startGitHost(join(root, 'hub'));
  newest = await host.createRepo('owner', 'pack', [
    { message: 'first', files: { a: '1' }, date: '2025-01-01T00:00:00Z' },
  ]);
  silent = createServer((socket) => void sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, { GIT_CONFIG_GLOBAL: settingsFile(), GIT_CONFIG_NOSYSTEM: '1' });
});
beforeEach(async () => {
  await writeFile(settingsFile(), '');
  host.clearFaults();
  host.delay(0);
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  silent.close();
  await host.stop();
  await rm(root, { recursive: true, force: true });
});

/** A person who has any rewriting of addresses: then git itself must ask. */
const letGitAsk = () =>
  writeFile(settingsFile(), '[url "https://mirror.invalid/"]\n\tinsteadOf = https://unused.invalid/\n');
const silentUrl = () => `http://127.0.0.1:${(silent.address() as AddressInfo).port}/owner/pack`;
/** The same machine under another name: another host. */
const liveUrl = (repo = 'pack') => `${host.url.replace('127.0.0.1', 'localhost')}/owner/${repo}`;

let folders = 0;
async function cloneOf(url: string): Promise<RemoteBranch> {
  const dir = join(root, 'clones', String((folders += 1)));
  await mkdir(dir, { recursive: true });
  await git(['init', '--quiet'], { cwd: dir });
  await git(['remote', 'add', 'origin', url], { cwd: dir });
  return { dir, remote: 'origin', url, branch: 'master' };
}
const clonesOf = (count: number, url: string) => Promise.all(Array.from({ length: count }, () => cloneOf(url)));

function begin(options: Partial<RoundOptions> = {}) {
  const { signal } = new AbortController();
  const git = { executable: () => 'git', githubBase: 'https://github.com', proxy: '', stallMs: 60_000 };
  return beginRemoteRound({ ...git, signal, limitMs: 5000, cwd: root, ...options });
}

const ways = [
  ['by plain requests', () => Promise.resolve()],
  ['by git', letGitAsk],
] as const;

describe('a round of questions to remotes', () => {
  it.each(ways)(
    'answers with commits, null for a missing branch, and the reason for a missing repository, %s',
    async (_way, prepare) => {
      await prepare();
      const round = await begin();
      expect(await round.newestCommit(await cloneOf(liveUrl()))).toBe(newest);
      expect(await round.newestCommit({ ...(await cloneOf(liveUrl())), branch: 'nowhere' })).toBeNull();
      await expect(round.newestCommit(await cloneOf(liveUrl('missing')))).rejects.toMatchObject({ code: 'git-failed' });
    },
  );

  it.each(ways)('lets a host that answers finish while a silent one is waited for, %s', async (_way, prepare) => {
    await prepare();
    const dead = await clonesOf(60, silentUrl());
    const alive = await clonesOf(4, liveUrl());
    const round = await begin();
    let given = 0;
    const reasons = Promise.all(
      dead.map((one) =>
        round.newestCommit(one).then(
          () => 'answered',
          (error: unknown) => {
            given += 1;
            return String(error);
          },
        ),
      ),
    );
    expect(await Promise.all(alive.map((one) => round.newestCommit(one)))).toEqual(Array(4).fill(newest));
    expect(given).toBe(0);
    expect(new Set(await reasons)).toEqual(
      new Set([expect.stringMatching(/^AppError: 127\.0\.0\.1.* gave no answer within 5 s\.$/)]),
    );
  });

  it('counts only the time of the question itself, not that of waiting for a turn', async () => {
    await letGitAsk();
    // git asks twice; of thirteen clones the last waits for two others, which is longer than the time that each has.
    host.delay(1500);
    const round = await begin({ limitMs: 8500 });
    const clones = await clonesOf(13, liveUrl());
    expect(await Promise.all(clones.map((one) => round.newestCommit(one)))).toEqual(Array(13).fill(newest));
  });

  it.each(ways)('asks nobody for a password: a login that is wanted is the reason, %s', async (_way, prepare) => {
    await prepare();
    host.fault('owner', 'pack', { kind: 'status', status: 401 });
    const round = await begin();
    await expect(round.newestCommit(await cloneOf(liveUrl()))).rejects.toMatchObject({
      code: 'git-failed',
      message: expect.stringContaining('the server asks for a login'),
    });
  });

  it.each(ways)('ends at once when it is aborted, those that wait for a turn as well, %s', async (_way, prepare) => {
    await prepare();
    const stop = new AbortController();
    const round = await begin({ signal: stop.signal, limitMs: 60_000 });
    const answers = (await clonesOf(30, silentUrl())).map((one) => round.newestCommit(one));
    const codes = Promise.all(answers.map((one) => one.catch((error: unknown) => error)));
    setTimeout(() => stop.abort(), 300);
    expect(await codes).toEqual(Array(30).fill(expect.objectContaining({ code: 'cancelled' })));
  });
});
