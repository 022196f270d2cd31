import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { msg } from '../../contract/text/message';
import { createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startGitHost, type GitHost } from '../../../e2e/world/git-host';
import { onlyWhere } from '../testing/only-where';
import { createGit } from './git';
import { runGit, type GitOptions } from './command';
import { unwatchedJob } from '../async/job';

const token = 'ghp_0123456789abcdef';
const wanted = `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;

let root = '';
let host: GitHost;
/** Gives its repositories to members only. */
let door: Server;
/** The same repositories for everybody; notes who shows a login unasked. */
let openDoor: Server;
const shown: (string | undefined)[] = [];
const shownElsewhere: (string | undefined)[] = [];

const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function pass(request: IncomingMessage, response: ServerResponse): void {
  const { method, url = '' } = request;
  const headers = { ...request.headers };
  delete headers.authorization;
  const forwarded = ask(`${host.url}${url}`, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  });
  request.pipe(forwarded);
}

const listen = (server: Server) => new Promise<void>((done) => server.listen(0, '127.0.0.1', done));

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'git login-'));
  host = await startGitHost(join(root, 'hub'));
  await host.createRepo('owner', 'private', [{ message: 'first', files: { a: '1' }, date: '2025-01-01T00:00:00Z' }]);
  door = createServer((request, response) => {
    const { authorization } = request.headers;
    shown.push(authorization);
    if (authorization === wanted) return pass(request, response);
    response.writeHead(401, { 'www-authenticate': 'Basic realm="members"' }).end();
  });
  openDoor = createServer((request, response) => {
    shownElsewhere.push(request.headers.authorization);
    if (request.url?.startsWith('/moved/') ?? false) return pass(request, response);
    response.writeHead(401, { 'www-authenticate': 'Basic realm="elsewhere"' }).end();
  });
  await Promise.all([listen(door), listen(openDoor)]);
  const store = join(root, 'stored by git');
  await writeFile(join(root, 'gitconfig'), `[credential]\n\thelper = store --file='${store}'\n`);
  Object.assign(process.env, { GIT_CONFIG_GLOBAL: join(root, 'gitconfig'), GIT_CONFIG_NOSYSTEM: '1' });
});
beforeEach(() => {
  shown.length = 0;
  shownElsewhere.length = 0;
});
afterAll(async () => {
  door.close();
  openDoor.close();
  await host.stop();
  await rm(root, { recursive: true, force: true });
});

const optionsOf = (readGithubToken?: () => string): GitOptions => ({
  executable: () => 'git',
  githubBase: urlOf(door),
  proxy: '',
  stallMs: 20_000,
  ...(readGithubToken ? { readGithubToken } : {}),
});
const url = 'https://github.com/owner/private';
const job = unwatchedJob();

describe('the login at GitHub', () => {
  it('opens a private repository, and leaves the token in no file', async () => {
    const git = createGit(optionsOf(() => token));
    const dir = join(root, 'clone');
    await git.clone({ url, dir, ref: null }, job);
    expect(await readFile(join(dir, 'a'), 'utf8')).toBe('1');
    await git.fetch({ dir, remote: 'origin' }, job);
    expect(shown).toContain(wanted);
    const config = await readFile(join(dir, '.git', 'config'), 'utf8');
    expect(config).not.toContain(token);
    expect(config).not.toContain('credential');
    // The person's own helper is not given it to keep.
    await expect(readFile(join(root, 'stored by git'), 'utf8')).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is missing without a token, and then nothing is shown', async () => {
    const git = createGit(optionsOf());
    await expect(git.clone({ url, dir: join(root, 'none'), ref: null }, job)).rejects.toMatchObject({
      code: 'git-failed',
    });
    expect(shown.every((login) => login === undefined)).toBe(true);
  });

  it('is shown to no other host, also when that asks for one', async () => {
    const git = createGit(optionsOf(() => token));
    const elsewhere = `${urlOf(openDoor)}/owner/private`;
    await expect(git.clone({ url: elsewhere, dir: join(root, 'other'), ref: null }, job)).rejects.toMatchObject({
      code: 'git-failed',
    });
    expect(shownElsewhere.length).toBeGreaterThan(0);
    expect(shownElsewhere.every((login) => login === undefined)).toBe(true);
  });

  it(
    'reaches only commands that ask a remote, over a way nobody can read',
    onlyWhere(process.platform !== 'win32', 'the git of this test is a shell script'),
    async () => {
      // In the place of git: tells what it was given.
      const program = join(root, 'tell-environment');
      await writeFile(program, '#!/bin/sh\nenv\n', { mode: 0o755 });
      const loginOutput = (githubBase: string, args: string[]) => {
        const options = { ...optionsOf(() => token), githubBase, executable: () => program };
        return runGit(options, { what: msg`Looking`, cwd: root, args, job });
      };
      expect(await loginOutput('https://github.com', ['ls-remote', '--', 'origin'])).toContain(token);
      expect(await loginOutput(urlOf(door), ['fetch', '--', 'origin'])).toContain(token);
      expect(await loginOutput('http://mirror.invalid', ['fetch', '--', 'origin'])).not.toContain(token);
      expect(await loginOutput('https://github.com', ['status'])).not.toContain(token);
    },
  );
});
