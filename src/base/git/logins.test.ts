import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, request as ask, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGitHost, type GitHost } from '../../../e2e/world/git-host';
import { createGit } from './git';
import { findGitFolder, readGitHead, readGitUpstream } from './files';
import { readNewestFiles } from './history-files';
import { lendGitLogins, loginNote, storeGitLogins, takeGitLogins } from './logins';
import { unwatchedJob } from '../async/job';
import { onlyWhere } from '../testing/only-where';

const user = 'person';
const secret = 'glpat-p%40ss-word0123456789';
const plainSecret = 'glpat-p@ss-word0123456789';
const wanted = `Basic ${Buffer.from(`${user}:${plainSecret}`).toString('base64')}`;

let root = '';
let host: GitHost;
/** Gives its repositories to the person alone. */
let door: Server;
const shown: (string | undefined)[] = [];
/** Of all processes, read whenever git shows its login: then every process of the command is there. */
const commandLines: string[] = [];

function readCommandLines(): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((id) => {
      try {
        return readFileSync(`/proc/${id}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    });
}

const origin = () => `127.0.0.1:${(door.address() as AddressInfo).port}`;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'git logins-'));
  host = await startGitHost(join(root, 'hub'));
  await host.createRepo('owner', 'private', [{ message: 'first', files: { a: '1' }, date: '2025-01-01T00:00:00Z' }]);
  door = createServer((request, response) => {
    const { authorization, ...headers } = request.headers;
    shown.push(authorization);
    if (authorization !== wanted) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="members"' }).end();
      return;
    }
    commandLines.push(...readCommandLines());
    const { method, url = '' } = request;
    const forwarded = ask(`${host.url}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(forwarded);
  });
  await new Promise<void>((done) => door.listen(0, '127.0.0.1', done));
});
afterAll(async () => {
  door.closeAllConnections();
  door.close();
  await host.stop();
  await rm(root, { recursive: true, force: true });
});

const options = { executable: () => 'git', githubBase: 'https://github.com', proxy: '', stallMs: 20_000 };
const git = createGit(options);

/** Every file below a folder, as one text. */
async function readAll(dir: string): Promise<string> {
  const entries = await readdir(dir, { withFileTypes: true, recursive: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1'));
  return (await Promise.all(files)).join('\n');
}

describe('taking a login off an address', () => {
  it.each([
    ['https://person:token@example.org/a/b.git', 'https://example.org/a/b.git'],
    ['https://token@example.org/a/b', 'https://example.org/a/b'],
    ['https://person:p@ss@example.org/a', 'https://example.org/a'],
    ['HTTP://person:@example.org:8080/a', 'HTTP://example.org:8080/a'],
    ['ssh://git:token@example.org/a', 'ssh://git@example.org/a'],
    ['ssh://git@example.org/a', 'ssh://git@example.org/a'],
    ['git@example.org:a/b', 'git@example.org:a/b'],
    ['https://example.org/a@b', 'https://example.org/a@b'],
    [
      '{"url": "https://u:t@example.org/x", "by": "https://v:w@example.net/y"}',
      '{"url": "https://example.org/x", "by": "https://example.net/y"}',
    ],
  ])('%s', (text, expected) => {
    expect(takeGitLogins(text)).toBe(expected);
    expect(lendGitLogins(text)).toBe(expected);
  });
});

describe('a password inside a git address', () => {
  it(
    'opens the repository, and is in no file and no command line',
    onlyWhere(process.platform === 'linux', 'looks into /proc'),
    async () => {
      const url = takeGitLogins(`http://${user}:${secret}@${origin()}/owner/private.git`);
      expect(url).toBe(`http://${origin()}/owner/private.git`);
      const dir = join(root, 'clone');
      const lines: string[] = [];
      const job = unwatchedJob(undefined, (line) => lines.push(line));
      await git.clone({ url, dir, ref: null }, job);
      expect(commandLines).toContainEqual(expect.stringContaining('git-remote-http'));
      await git.fetch({ dir, remote: 'origin' }, job);
      expect(await readFile(join(dir, 'a'), 'utf8')).toBe('1');
      for (const form of [secret, plainSecret, 'word0123456789'])
        expect(`${commandLines.join(' ')} ${await readAll(dir)} ${lines.join(' ')}`).not.toContain(form);
      expect(lines).toContainEqual(expect.stringContaining('until the app ends'));
    },
  );

  it('reads the files of a repository that nobody has cloned', async () => {
    const url = takeGitLogins(`http://${user}:${secret}@${origin()}/owner/private.git`);
    const filesRequest = {
      url,
      branch: null,
      dir: join(root, 'files.git'),
      cwd: root,
      choose: () => ['a'],
      maxBytes: 1000,
    };
    const { texts } = await readNewestFiles(options, filesRequest, unwatchedJob());
    expect(texts.get('a')).toBe('1');
  });

  it('is given for its own address alone', async () => {
    await host.createRepo('owner', 'other', [{ message: 'first', files: { a: '1' }, date: '2025-01-01T00:00:00Z' }]);
    shown.length = 0;
    const elsewhere = { url: `http://${origin()}/owner/other`, dir: join(root, 'other'), ref: null };
    await expect(git.clone(elsewhere, unwatchedJob())).rejects.toMatchObject({ code: 'git-failed' });
    expect(shown.every((login) => login === undefined)).toBe(true);
  });

  it('that others wrote into a clone stays there, is not told, and still opens it', async () => {
    const dir = join(root, 'clone');
    const config = join(dir, '.git', 'config');
    const text = (await readFile(config, 'utf8')).replace('http://', `http://${user}:${secret}@`);
    await writeFile(config, text);
    const folder = findGitFolder(dir);
    const upstream = folder === null ? null : readGitUpstream(folder, readGitHead(folder));
    expect(upstream?.url).toBe(`http://${origin()}/owner/private.git`);
    shown.length = 0;
    await git.fetch({ dir, remote: 'origin' }, unwatchedJob());
    expect(shown).toContain(wanted);
    expect(await readFile(config, 'utf8')).toBe(text);
  });

  it('outlives the app where it can be stored, and then says nothing', async () => {
    const savedAddresses: string[] = [];
    storeGitLogins({ keep: async (address) => savedAddresses.push(address) > 0 }, new Map());
    const url = takeGitLogins('https://u:t@example.org/owner/stored.git');
    expect(savedAddresses).toEqual(['https://example.org/owner/stored']);
    expect(await loginNote(url)).toBeNull();
    storeGitLogins({ keep: () => Promise.resolve(false) }, new Map());
    expect(await loginNote(takeGitLogins('https://u:t@example.org/owner/passing'))).toContain('cannot encrypt');
    storeGitLogins({ keep: () => Promise.reject(new Error('no bus')) }, new Map());
    expect(await loginNote(takeGitLogins('https://u:t@example.org/owner/failing'))).toContain('cannot encrypt');
    // What stands in a configuration of git came with no promise.
    expect(await loginNote('https://example.org/owner/unknown')).toBeNull();
  });
});
