import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { ErrorBody } from '../../contract/error-body';
import { openDoor, type Door } from '../testing/door';
import { loopbackPort, openProvenDoor, passOf, proofOf } from './core-proof';

const token = `cmdl_${'t'.repeat(43)}`;
const core = 'run-1';
const prove = (nonce: string, port: number) => ({ core, proof: proofOf(token, { nonce, core, port }) });
const closings: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closings.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function openCoreDoor(): Promise<Door> {
  const door = await openDoor({ prove, isToken: (text) => text === passOf(token, core) });
  closings.push(() => door.server.close());
  return door;
}
const addressOf = ({ server }: Door) => `http://127.0.0.1:${server.port}`;

describe('a core', () => {
  it('that has the token proves it, and opens its door to a pass of this run', async () => {
    const door = await openCoreDoor();
    const address = addressOf(door);
    expect(await openProvenDoor({ address, token })).toEqual({ address, core, token: passOf(token, core) });
    expect(await openProvenDoor({ address, token: `${token}x` })).toBeNull();
  });

  it.each([
    ['a page of its own', { origin: 'own' }, 403],
    ['a page of another site', { origin: 'http://evil.example' }, 403],
    ['a browser, of whatever page', { 'sec-fetch-site': 'none' }, 403],
    ['a name that is turned to this machine', { host: 'evil.example' }, 403],
    ['nobody: there is no nonce', {}, 400],
  ])('proves nothing to %s', async (_who, headers, status) => {
    const door = await openCoreDoor();
    const given = { ...headers, ...('origin' in headers && headers.origin === 'own' && { origin: addressOf(door) }) };
    const body = status === 400 ? { nonce: 'short' } : { nonce: randomBytes(32).toString('base64url') };
    const answer = await door.ask('POST', '/v2/operations', {
      headers: { 'content-type': 'application/json', ...given },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(status);
    expect(ErrorBody.parse(JSON.parse(answer.body)).message).toMatch(/\.$/u);
  });
});

describe('whoever listens where a core was', () => {
  const say = (body: unknown) => (_request: IncomingMessage, response: ServerResponse) =>
    response.end(JSON.stringify(body));

  it('is not believed with a proof that was heard before', async () => {
    const door = await openCoreDoor();
    const old = prove(randomBytes(32).toString('base64url'), door.server.port);
    expect(await openProvenDoor({ address: await listen(say(old)), token })).toBeNull();
  });

  it('is not believed where it has the real core answer', async () => {
    const door = await openCoreDoor();
    let relayed = '';
    const address = await listen((request, response) => {
      void json(request)
        .then((asked) => door.post('/v2/operations', asked))
        .then(({ body }) => response.end((relayed = body)));
    });
    expect(await openProvenDoor({ address, token })).toBeNull();
    expect(JSON.parse(relayed)).toMatchObject({ core, proof: expect.stringMatching(/^[\w-]{43}$/u) as string });
  });

  it.each([
    ['says yes to everything', say({ core, proof: true, ok: true })],
    ['says nothing of the kind', say(null)],
    ['sends an empty proof', say({ core, proof: '' })],
    [
      'leads elsewhere',
      (_request: IncomingMessage, response: ServerResponse) =>
        response.writeHead(307, { location: 'http://127.0.0.1:9/' }).end(),
    ],
    [
      'sends without end',
      (_request: IncomingMessage, response: ServerResponse) => void response.write('x'.repeat(5_000_000)),
    ],
    ['ends at once', (request: IncomingMessage) => request.socket.destroy()],
  ])('is not believed where it %s', async (_what, answer) => {
    expect(await openProvenDoor({ address: await listen(answer), token })).toBeNull();
  });
});

it.each([
  ...[
    'http://127.0.0.1',
    'http://127.0.0.1:0',
    'http://127.0.0.1:99999',
    'http://127.0.0.1:80/',
    'https://127.0.0.1:80',
  ],
  ...['http://192.0.2.1:80', 'http://evil.example:80', 'http://me@127.0.0.1:80', 'http://127.0.0.1:80@evil.example:80'],
  ...[
    'http://127.0.0.1.evil.example:80',
    'http://[::2]:80',
    'http://0.0.0.0:80',
    'unix:/run/x',
    '',
    ' http://127.0.0.1:80',
  ],
])('%j is no address of this machine', (address) => {
  expect(loopbackPort(address)).toBeNull();
});
