import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { onlyWhere } from '../../base/testing/only-where';
import { openDoor, type Door } from '../testing/door';
import { call } from '../testing/http-client';

let far: Server;
let address: string;
let seen: { url: string | undefined; headers: IncomingHttpHeaders; body: string }[];
let door: Door;
const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
const other = own.find((one) => one.family === 'IPv4' && !one.internal)?.address;

beforeEach(async () => {
  seen = [];
  far = createServer((request, answer) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      seen.push({ url: request.url, headers: request.headers, body: Buffer.concat(parts).toString() });
      answer.writeHead(200, { 'set-cookie': 'theirs=1', 'x-theirs': 'kept' }).end('far');
    });
  }).listen(0, '127.0.0.1');
  await once(far, 'listening');
  address = `http://127.0.0.1:${(far.address() as AddressInfo).port}`;
  let isFar = false;
  const upstream = { remote: () => (isFar ? { address } : null), address: () => null, status: () => null };
  door = await openDoor({
    upstream: { ...upstream, corsOrigin: () => null, onChange: () => () => undefined },
    host: '0.0.0.0',
  });
  isFar = true;
});
afterEach(async () => {
  await door.server.close();
  far.closeAllConnections();
  far.close();
});

const origin = () => `http://127.0.0.1:${door.server.port}`;

it.each(['/', '/v2/manager/queue/task', '/api/v2/operations/queue.view', '/healthz'])(
  'hands %s on, as a page of the other gateway asks',
  async (path) => {
    const headers = { origin: origin(), referer: `${origin()}/page?a=1`, 'sec-fetch-site': 'same-origin' };
    const answer = await door.ask('POST', path, { headers: { ...headers, 'x-mine': 'kept' }, body: 'some words' });
    expect([answer.status, answer.body, answer.headers['x-theirs']]).toEqual([200, 'far', 'kept']);
    expect(seen).toMatchObject([{ url: path, body: 'some words' }]);
    expect(seen[0]?.headers).toMatchObject({
      ...{ host: new URL(address).host, origin: address, referer: `${address}/page?a=1`, 'x-mine': 'kept' },
      'sec-fetch-site': 'same-origin',
    });
    expect(seen[0]?.headers.authorization).toBeUndefined();
  },
);

it('keeps cookies here: those of other programs of this machine would leave it, and theirs would come', async () => {
  const answer = await door.ask('GET', '/', { headers: { cookie: 'of-another-port=secret' } });
  expect(answer.headers['set-cookie']).toBeUndefined();
  expect(JSON.stringify(seen)).not.toContain('secret');
});

it('leaves a page that is not of this door what it says it is', async () => {
  await door.ask('GET', '/', { headers: { referer: `${address}/there` } });
  await door.ask('GET', '/', { headers: { referer: `${origin()}.evil.example/` } });
  expect(seen.map(({ headers }) => headers.referer)).toEqual([`${address}/there`, `${origin()}.evil.example/`]);
});

it('joins sockets, with the same headers', async () => {
  const sockets = new WebSocketServer({ server: far });
  sockets.on('connection', (socket, request) => socket.send(JSON.stringify(request.headers)));
  const socket = new WebSocket(`ws://127.0.0.1:${door.server.port}/ws`, {
    origin: origin(),
    headers: { cookie: 'a=b' },
  });
  const [text] = (await once(socket, 'message')) as [Buffer];
  const headers = JSON.parse(text.toString()) as IncomingHttpHeaders;
  expect([headers.origin, headers.host, headers.cookie]).toEqual([address, new URL(address).host, undefined]);
  socket.terminate();
  sockets.close();
});

it('answers in words where the other machine does not', async () => {
  address = 'http://127.0.0.1:9';
  expect(await door.ask('GET', '/prompt')).toMatchObject({ status: 502 });
  expect(await door.ask('GET', '/', { headers: { accept: 'text/html' } })).toMatchObject({ status: 503 });
});

it('is for this machine alone', onlyWhere(other !== undefined, 'this machine has no address but its own'), async () => {
  const answer = await call({ port: door.server.port, path: '/', host: other });
  expect([answer.status, seen]).toEqual([403, []]);
});
