import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { msg } from '../../contract/text/message';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startGitHost, type GitHost } from '../../../e2e/world/git-host';
import { downloadFile } from './download';
import { fetchJson, openHttp } from './fetch';
import { createGit } from '../git/git';
import { runGit } from '../git/command';
import { unwatchedJob } from '../async/job';
import { declareOwnDoors, isThisMachine } from './own-doors';

let root = '';
/** Stands for the door of the app: every request that arrives at it is noted, and would have changed something. */
let door: Server;
/** Somebody else on this machine, who sends others to our door. */
let other: Server;
let host: GitHost;
let undo: () => void;
const arrived: string[] = [];
const portOf = (server: Server) => (server.address() as AddressInfo).port;
const listen = (server: Server) => new Promise<void>((done) => server.listen(0, '::', done));

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'own doors-'));
  door = createServer((request, response) => {
    arrived.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.end('{}');
  });
  other = createServer((request, response) => {
    if (request.url === '/fine') response.end('{"is":"fine"}');
    else response.writeHead(302, { location: `http://127.0.0.1:${portOf(door)}${request.url ?? ''}` }).end();
  });
  await Promise.all([listen(door), listen(other)]);
  host = await startGitHost(join(root, 'hub'));
  await host.createRepo('owner', 'plain', [{ message: 'first', files: { 'a.py': '1' }, date: '2025-01-01T00:00:00Z' }]);
});
beforeEach(() => {
  arrived.length = 0;
  undo = declareOwnDoors(() => [portOf(door)]);
});
afterEach(() => undo());
afterAll(async () => {
  for (const server of [door, other]) {
    server.closeAllConnections();
    server.close();
  }
  await host.stop();
  await rm(root, { recursive: true, force: true });
});

const names = [
  ['127.0.0.1', '127.0.0.1'],
  ['a name of it', 'localhost'],
  ['a name of it with a dot', 'localhost.'],
  ['a name below it', 'manager.localhost'],
  ['the name of this machine', hostname()],
  ['IPv6', '[::1]'],
  ['IPv6, written long', '[0:0:0:0:0:0:0:1]'],
  ['IPv4 in IPv6', '[::ffff:127.0.0.1]'],
  ['every address', '0.0.0.0'],
  ['every address of IPv6', '[::]'],
  ['another of its addresses', '127.8.9.10'],
  ['a decimal number', '2130706433'],
  ['a hexadecimal number', '0x7f000001'],
  ['an octal number', '0177.0.0.1'],
  ['a short form', '127.1'],
] as const;
const change = '/v2/comfyui_manager/stop';
const refusal = { code: 'download-failed', message: expect.stringContaining('this app itself') };

describe('a request to one of our own doors', () => {
  it.each(names)('is refused by %s', async (_what, name) => {
    const url = `http://${name}:${portOf(door)}${change}`;
    await expect(openHttp(url)).rejects.toMatchObject(refusal);
    await expect(fetchJson(url)).rejects.toMatchObject(refusal);
    const download = { url, file: join(root, 'file'), stallMs: 5000 };
    await expect(downloadFile(download, unwatchedJob())).rejects.toMatchObject(refusal);
    expect(arrived).toEqual([]);
  });

  it('is refused at the end of a redirect, and through a proxy', async () => {
    await expect(openHttp(`http://127.0.0.1:${portOf(other)}${change}`)).rejects.toMatchObject(refusal);
    const proxy = `http://127.0.0.1:${portOf(other)}`;
    await expect(openHttp(`http://localhost:${portOf(door)}${change}`, { proxy })).rejects.toMatchObject(refusal);
    expect(arrived).toEqual([]);
  });

  it('is refused where the name is judged only once it is connected', async () => {
    // The port becomes ours between the look at the name and the connection, as an answer of a name server may change.
    let requests = 0;
    undo();
    undo = declareOwnDoors(() => ((requests += 1) === 1 ? [] : [portOf(door)]));
    await expect(openHttp(`http://127.0.0.1:${portOf(door)}${change}`)).rejects.toMatchObject(refusal);
    expect(arrived).toEqual([]);
  });

  it('is let through when it is meant for ourselves, and to everybody else', async () => {
    const url = `http://127.0.0.1:${portOf(door)}/system_stats`;
    expect(await fetchJson(url, { isToOurselves: true })).toEqual({});
    expect(arrived).toEqual(['GET /system_stats']);
    expect(await fetchJson(`http://127.0.0.1:${portOf(other)}/fine`)).toEqual({ is: 'fine' });
  });

  it('knows the addresses of this machine', () => {
    expect(
      ['127.0.0.1', '::1', '::ffff:7f00:1', '[::ffff:127.0.0.1]', '0.0.0.0', '::'].filter(isThisMachine),
    ).toHaveLength(6);
    expect(['192.0.2.1', '2001:db8::1', '::ffff:192.0.2.1', '255.255.255.255'].filter(isThisMachine)).toEqual([]);
  });
});

describe('git at one of our own doors', () => {
  const options = { executable: () => 'git', githubBase: 'https://github.com', proxy: '', stallMs: 20_000 };
  const git = createGit(options);
  const job = unwatchedJob();
  const clone = (url: string, dir: string) => git.clone({ url, dir: join(root, dir), ref: null }, job);

  it.each(names)('does not clone by %s', async (_what, name) => {
    await expect(clone(`http://${name}:${portOf(door)}/owner/x`, 'refused')).rejects.toMatchObject(refusal);
    expect(arrived).toEqual([]);
    expect(await readdir(root)).not.toContain('refused');
  });

  it.each(['git', 'ssh'])('does not clone over %s', async (scheme) => {
    await expect(clone(`${scheme}://localhost:${portOf(door)}/owner/x`, 'refused')).rejects.toMatchObject(refusal);
  });

  it('follows no redirect to it', async () => {
    await expect(clone(`http://127.0.0.1:${portOf(other)}/owner/x`, 'redirected')).rejects.toMatchObject({
      code: 'git-failed',
    });
    expect(arrived).toEqual([]);
  });

  it('fetches from no remote that leads to it', async () => {
    await clone(`${host.url}/owner/plain`, 'remote');
    const dir = join(root, 'remote');
    const url = `http://0x7f.1:${portOf(door)}/owner/x`;
    await runGit(options, { what: msg`Setting`, cwd: dir, args: ['remote', 'set-url', 'origin', url], job });
    await expect(git.fetch({ dir, remote: 'origin' }, job)).rejects.toMatchObject(refusal);
    await expect(git.remoteCommit({ dir, remote: 'origin', branch: 'master' }, job)).rejects.toMatchObject(refusal);
    expect(arrived).toEqual([]);
  });

  it('takes no submodule from it', async () => {
    await host.createRepo('owner', 'asking', [
      {
        message: 'first',
        files: {
          'a.py': '1',
          '.gitmodules': `[submodule "x"]\n\tpath = x\n\turl = http://localhost:${portOf(door)}/owner/x\n`,
        },
        date: '2025-01-01T00:00:00Z',
      },
    ]);
    await expect(clone(`${host.url}/owner/asking`, 'asking')).rejects.toMatchObject(refusal);
    expect(arrived).toEqual([]);
  });

  it('clones from everybody else on this machine', async () => {
    await clone(`${host.url}/owner/plain`, 'cloned');
    expect(await readdir(join(root, 'cloned'))).toContain('a.py');
  });
});
