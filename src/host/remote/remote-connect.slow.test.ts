import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import type { Installation } from '../../contract/installation';
import { createPreparedTables } from '../../manager/catalogue/table/prepared-table';
import { doorToken } from '../../server/testing/door-client';
import { openDoor, type Door } from '../../server/testing/door';
import { openRemoteCore, type RemoteCore } from './remote-core';
import { there } from './testing/there';

let root: string;
let door: Door;
let open: Installation | null;
let address: string;

const tables = () => createPreparedTables(join(root, 'prepared'));

function connect(to: string, { token = doorToken, folder = null as string | null } = {}): Promise<RemoteCore> {
  const remote = { place: { kind: 'address', address: to }, title: 'studio', folder } as const;
  return openRemoteCore({ target: { folder: 'remote:a1', remote, token }, tables: tables(), firstWaitMs: 20 });
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'remote connect '));
  door = await openDoor({ isToken: (text) => text === doorToken, installation: () => open, appVersion: '1.2.3' });
  address = `http://127.0.0.1:${door.server.port}`;
});
afterAll(async () => {
  await door.server.close();
  await rm(root, { recursive: true, force: true });
});
beforeEach(() => {
  open = there;
});

describe('connecting', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  async function serve(answer: Parameters<typeof createServer>[1]): Promise<string> {
    const server = createServer(answer).listen(0, '127.0.0.1');
    servers.push(server);
    await new Promise((done) => server.once('listening', done));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const speak = async (frame: string): Promise<string> => {
    const address = await serve(() => undefined);
    const sockets = new WebSocketServer({ server: servers.at(-1), handleProtocols: () => 'cmd.operations.v1' });
    sockets.on('connection', (socket) => socket.send(frame));
    return address;
  };
  const codeOf = (connecting: Promise<RemoteCore>) =>
    connecting.then(
      () => 'connected',
      (error: unknown) => (error as { code: string }).code,
    );

  it('fails with the reason', async () => {
    expect(await codeOf(connect(address, { token: 'cmd_another-token' }))).toBe('token-required');
    expect(await codeOf(connect('http://127.0.0.1:9'))).toBe('remote-unreachable');
    expect(await codeOf(connect(`http://localhost.localdomain.invalid:9`))).toBe('remote-unreachable');
    expect(await codeOf(connect(address, { folder: '/srv/Before' }))).toBe('remote-unfit');
    open = null;
    expect(await codeOf(connect(address))).toBe('installation-missing');
  });

  it.each([
    ['a page', (_request, answer) => void answer.end('<h1>Hello</h1>')],
    ['JSON of another form', (_request, answer) => void answer.writeHead(401).end('{"code":1}')],
  ] satisfies [string, Parameters<typeof createServer>[1]][])(
    'with a server that answers %s fails',
    async (_what, answer) => {
      expect(await codeOf(connect(await serve(answer)))).toBe('remote-unfit');
    },
  );

  it.each(['no JSON', '{}', '{"hello":{"version":1}}', '{"event":{"name":"cmd-log"},"number":1}', '{"missed":true}'])(
    'with a program that says %s first fails',
    async (frame) => {
      expect(await codeOf(connect(await speak(frame)))).toBe('remote-unfit');
    },
  );

  it('is given up when the app closes meanwhile', async () => {
    const address = await serve(() => undefined);
    const closing = new AbortController();
    const remote = { place: { kind: 'address', address }, title: 'silent', folder: null } as const;
    const target = { folder: 'remote:a2', remote, token: doorToken };
    const opening = codeOf(openRemoteCore({ target, tables: tables(), signal: closing.signal }));
    servers.at(-1)?.once('upgrade', () => closing.abort());
    expect(await opening).toBe('remote-unreachable');
  });

  it('follows no redirect, and shows the token to nobody else', async () => {
    const shown: unknown[] = [];
    const thief = await serve((request, answer) => {
      shown.push(request.headers);
      answer.end('{}');
    });
    const address = await serve(
      (request, answer) => void answer.writeHead(307, { location: thief + (request.url ?? '') }).end(),
    );
    expect(await codeOf(connect(address))).toBe('remote-unfit');
    expect(shown).toEqual([]);
  });
});
