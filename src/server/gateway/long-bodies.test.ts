import { createHash, randomBytes } from 'node:crypto';
import { request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callRaw } from '../testing/http-client';
import type { GatewayDoor } from './testing/gateway-door';
import { closeServedGateway, openServedGateway } from './testing/served-gateway';
import type { SmallComfy } from './testing/small-comfy';

const megabyte = 1024 * 1024;
const bytes = randomBytes(24 * megabyte + 12_345);
const hashOf = (data: Buffer) => createHash('sha256').update(data).digest('hex');

let door: GatewayDoor;
let comfy: SmallComfy;
let answer: RequestListener;
beforeEach(async () => {
  answer = (request, response) => {
    const hash = createHash('sha256');
    request.on('data', (piece: Buffer) => hash.update(piece));
    request.on('end', () => response.end(hash.digest('hex')));
  };
  ({ door, comfy } = await openServedGateway({ answer: (request, response) => answer(request, response) }));
});
afterEach(() => closeServedGateway({ door, comfy }));

const upload = (body: Buffer, headers = {}) => door.ask('POST', '/upload/image', { body, headers });
const headOf = (length: number) =>
  `POST /upload/image HTTP/1.1\r\nHost: 127.0.0.1:${door.server.port}\r\nContent-Length: ${length}\r\n\r\n`;

async function openDownload(): Promise<IncomingMessage> {
  return new Promise((resolve) => {
    httpRequest({ port: door.server.port, host: '127.0.0.1', path: '/view', agent: false }, resolve).end();
  });
}

describe('a long upload', () => {
  it('arrives whole, many at once', async () => {
    const replies = await Promise.all(Array.from({ length: 6 }, () => upload(bytes)));
    for (const reply of replies) expect(reply).toMatchObject({ status: 200, body: hashOf(bytes) });
    expect(comfy.requests[0]?.headers['content-length']).toBe(String(bytes.length));
  });

  it('waits for a receiver that is slow', async () => {
    answer = (request, response) => {
      const hash = createHash('sha256');
      void (async () => {
        let seen = 0;
        for await (const piece of request as AsyncIterable<Buffer>) {
          hash.update(piece);
          if ((seen += 1) % 40 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
        }
        response.end(hash.digest('hex'));
      })();
    };
    expect((await upload(bytes)).body).toBe(hashOf(bytes));
  });

  it('is sent after the word of the server where the client waits for it', async () => {
    const reply = await upload(bytes, { expect: '100-continue' });
    expect(reply).toMatchObject({ status: 200, body: hashOf(bytes) });
  });

  it.each(['with a length', 'in chunks'])(
    'is answered early when ComfyUI does, %s, while the rest still comes',
    async (framing) => {
      answer = (_request, response) => {
        response.writeHead(413, framing === 'with a length' ? { 'content-length': '8' } : {});
        response.end('too much');
      };
      const reply = await upload(Buffer.alloc(64 * megabyte));
      expect(reply).toMatchObject({ status: 413, body: 'too much' });
    },
  );

  it('that ComfyUI cuts off is told so', async () => {
    answer = (request) => request.socket.resetAndDestroy();
    const reply = await upload(bytes);
    expect(reply.status).toBe(502);
    expect(reply.body).toContain('comfyui-unreachable');
  });

  it('that its client gives up is given up behind as well', async () => {
    const gone = vi.fn();
    answer = (request) => {
      request.resume();
      request.once('close', gone);
    };
    for (const leave of ['destroy', 'end'] as const) {
      gone.mockClear();
      const socket = connect({ host: '127.0.0.1', port: door.server.port });
      socket.write(headOf(bytes.length));
      socket.write(bytes.subarray(0, 8 * megabyte));
      await vi.waitFor(() => expect(comfy.requests.length).toBeGreaterThan(0));
      socket[leave]();
      await vi.waitFor(() => expect(gone).toHaveBeenCalled());
      comfy.requests.length = 0;
    }
  });
});

describe('a long answer', () => {
  const give: RequestListener = (_request, response) => {
    response.writeHead(200, { 'content-length': String(bytes.length) });
    response.end(bytes);
  };

  it('leaves the connection of the client open, and the next one comes over it', async () => {
    answer = give;
    const socket = connect({ host: '127.0.0.1', port: door.server.port });
    const host = `Host: 127.0.0.1:${door.server.port}\r\n`;
    // Both at once: the second waits for its turn.
    socket.write(`GET /view HTTP/1.1\r\n${host}\r\nGET /view HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
    const pieces: Buffer[] = [];
    for await (const piece of socket as AsyncIterable<Buffer>) pieces.push(piece);
    const whole = Buffer.concat(pieces);
    const bodyAt = whole.indexOf('\r\n\r\n') + 4;
    const secondAt = whole.lastIndexOf('HTTP/1.1 200');
    expect(hashOf(whole.subarray(bodyAt, secondAt))).toBe(hashOf(bytes));
    expect(hashOf(whole.subarray(whole.length - bytes.length))).toBe(hashOf(bytes));
    expect(secondAt).toBe(bodyAt + bytes.length);
  });

  it('to HEAD has its length and no body', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': String(bytes.length) });
      response.end();
    };
    const reply = await door.ask('HEAD', '/view');
    expect(reply).toMatchObject({ status: 200, body: '', headers: { 'content-length': String(bytes.length) } });
  });

  it('that breaks off breaks off here too', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': String(bytes.length) });
      response.write(bytes.subarray(0, 9 * megabyte), () => response.socket?.end());
    };
    const reply = await openDownload();
    reply.resume();
    const error = await new Promise<Error>((resolve) => reply.once('error', resolve));
    expect(error.message).toMatch(/aborted/);
  });

  it('that its client gives up is given up behind as well, with what waits for it', async () => {
    const gone = vi.fn();
    answer = (request, response) => {
      request.socket.once('close', gone);
      give(request, response);
    };
    const reply = await openDownload();
    reply.once('data', () => reply.destroy());
    reply.on('error', () => undefined);
    await vi.waitFor(() => expect(gone).toHaveBeenCalled());
  });

  it('is no longer than it says, whatever ComfyUI sends after it', async () => {
    answer = (request) => {
      const head = `HTTP/1.1 200 OK\r\nContent-Length: ${bytes.length}\r\n\r\n`;
      request.socket.write(Buffer.concat([Buffer.from(head), bytes, Buffer.from('HTTP/1.1 200 OK\r\n\r\nforged')]));
    };
    const reply = await callRaw(
      door.server.port,
      `GET /view HTTP/1.1\r\nHost: 127.0.0.1:${door.server.port}\r\nConnection: close\r\n\r\n`,
    );
    expect(reply.body).not.toContain('forged');
    // The connection to ComfyUI was not used again.
    answer = (_request, response) => response.end('clean');
    expect((await door.ask('GET', '/queue')).body).toBe('clean');
  });
});
