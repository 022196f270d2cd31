import { createHash, randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { GatewayDoor } from './testing/gateway-door';
import { closeServedGateway, openServedGateway } from './testing/served-gateway';
import type { SmallComfy } from './testing/small-comfy';

const limitMs = 500;
const pieces = 20;
/** All together four times the limit. */
const pauseMs = (4 * limitMs) / pieces;
const megabyte = 1024 * 1024;

let door: GatewayDoor;
let comfy: SmallComfy;
beforeEach(async () => {
  ({ door, comfy } = await openServedGateway(
    {
      answer(request, response) {
        const hash = createHash('sha256');
        request.on('data', (piece: Buffer) => hash.update(piece));
        request.on('end', () => response.end(hash.digest('hex')));
      },
    },
    { requestTimeoutMs: limitMs },
  ));
});
afterEach(() => closeServedGateway({ door, comfy }));

interface Reply {
  status: number | undefined;
  body: string;
}

/** Sends a body in twenty pieces with pauses between them. */
async function sendSlowly(path: string, body: Buffer, headers: Record<string, string>): Promise<Reply> {
  const options = { host: '127.0.0.1', port: door.server.port, method: 'POST', path, headers, agent: false };
  const outgoing = httpRequest(options);
  const reply = new Promise<Reply>((resolve, reject) => {
    outgoing.once('error', reject);
    outgoing.once('response', (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.once('end', () => {
        resolve({ status: answer.statusCode, body: text });
      });
    });
  });
  const size = Math.ceil(body.length / pieces);
  for (let at = 0; at < body.length && !outgoing.destroyed; at += size) {
    outgoing.write(body.subarray(at, at + size));
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  outgoing.end();
  return reply;
}

it.each([
  ['long, with its length', 8 * megabyte, (size: number) => ({ 'content-length': String(size) })],
  ['short, with its length', 2000, (size: number) => ({ 'content-length': String(size) })],
  ['in chunks', 8 * megabyte, () => ({ 'transfer-encoding': 'chunked' })],
])('an upload to ComfyUI may take longer than any limit of ours: %s', async (_name, size, headersOf) => {
  const body = randomBytes(size);
  const wanted = createHash('sha256').update(body).digest('hex');
  const startedMs = performance.now();
  expect(await sendSlowly('/upload/image', body, headersOf(size))).toEqual({ status: 200, body: wanted });
  expect(performance.now() - startedMs).toBeGreaterThan(3 * limitMs);
});

it('a body that is ours may not', async () => {
  const body = Buffer.from(JSON.stringify({ text: 'x'.repeat(2000) }));
  const headers = { 'content-type': 'application/json', 'content-length': String(body.length) };
  expect(await sendSlowly('/v2/manager/queue/task', body, headers)).toMatchObject({ status: 408 });
});

it.each([
  ['sends nothing', ''],
  ['does not end its headers', 'POST /upload/image HTTP/1.1\r\nHost: 127.0.0.1\r\nX-One: '],
])('a client that %s is cut off', async (_name, text) => {
  const socket = connect({ host: '127.0.0.1', port: door.server.port });
  if (text !== '') socket.write(text);
  socket.resume();
  const startedMs = performance.now();
  await new Promise((resolve) => socket.once('close', resolve));
  expect(performance.now() - startedMs).toBeLessThan(6 * limitMs);
  expect(comfy.requests).toEqual([]);
});
