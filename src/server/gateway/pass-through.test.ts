import { createHash, randomBytes } from 'node:crypto';
import { request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { expectError } from '../testing/expect-error';
import { callRaw } from '../testing/http-client';
import { openGatewayDoor, type GatewayDoor } from './testing/gateway-door';
import { closeServedGateway, openServedGateway } from './testing/served-gateway';
import type { SmallComfy } from './testing/small-comfy';

let door: GatewayDoor;
let comfy: SmallComfy;
let answer: RequestListener;
beforeEach(async () => {
  answer = (_request, response) => response.end('comfy');
  ({ door, comfy } = await openServedGateway({ answer: (request, response) => answer(request, response) }));
});
afterEach(() => closeServedGateway({ door, comfy }));

const own = () => `127.0.0.1:${door.server.port}`;

describe('a request', () => {
  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])(
    'arrives as it was sent: %s',
    async (method) => {
      answer = (request, response) => {
        request.pipe(response);
      };
      const headers = {
        origin: door.origin,
        cookie: 'a=b',
        'sec-fetch-site': 'same-origin',
        'comfy-user': 'me',
        te: 'x',
      };
      const body = method === 'GET' ? undefined : '{"äö":1}';
      const reply = await door.ask(method, '/v2/userdata/a%2Fb?x=%20&y', { headers, ...(body ? { body } : {}) });
      expect(reply).toMatchObject({ status: 200, body: body ?? '' });
      const [seen] = comfy.requests;
      expect(seen).toMatchObject({ method, url: '/v2/userdata/a%2Fb?x=%20&y' });
      const { te: _hop, ...forwarded } = headers;
      expect(seen?.headers).toMatchObject({ ...forwarded, host: own() });
      expect(seen?.headers).not.toHaveProperty('te');
    },
  );

  it('keeps case, order and repetition of headers, and loses those of the connection', async () => {
    const lines = `Host: ${own()}\r\nX-One: 1\r\nx-TWO: a\r\nx-TWO: b\r\nX-Hop: 1\r\nConnection: close, X-Hop\r\n`;
    await callRaw(door.server.port, `GET /x HTTP/1.1\r\n${lines}\r\n`);
    const raw = comfy.requests[0]?.rawHeaders ?? [];
    expect(raw.slice(0, 8)).toEqual(['Host', own(), 'X-One', '1', 'x-TWO', 'a', 'x-TWO', 'b']);
    expect(raw).not.toContain('X-Hop');
  });

  it('of unknown length is streamed, and answered while it still comes', async () => {
    answer = (request, response) => {
      response.writeHead(200);
      request.on('data', (chunk: Buffer) => response.write(chunk.toString().toUpperCase()));
      request.on('end', () => response.end());
    };
    const outgoing = httpRequest({ port: door.server.port, host: '127.0.0.1', method: 'POST', path: '/upload/image' });
    outgoing.write('one');
    const reply = await new Promise<IncomingMessage>((resolve) => outgoing.once('response', resolve));
    const [first] = await nextOf(reply);
    expect(String(first)).toBe('ONE');
    outgoing.write('two');
    expect(String((await nextOf(reply))[0])).toBe('TWO');
    outgoing.end();
    await new Promise((resolve) => reply.once('close', resolve));
    expect(comfy.requests[0]?.headers).toMatchObject({ 'transfer-encoding': 'chunked' });
  });

  it('without a body and a length has length 0', async () => {
    await callRaw(door.server.port, `POST /free HTTP/1.1\r\nHost: ${own()}\r\nConnection: close\r\n\r\n`);
    expect(comfy.requests[0]?.headers).toMatchObject({ 'content-length': '0' });
    expect(comfy.requests[0]?.headers).not.toHaveProperty('transfer-encoding');
  });

  it('of 64 MB arrives whole', async () => {
    const bytes = randomBytes(64 * 1024 * 1024);
    answer = (request, response) => {
      const hash = createHash('sha256');
      request.on('data', (chunk: Buffer) => hash.update(chunk));
      request.on('end', () => response.end(hash.digest('hex')));
    };
    const reply = await door.ask('POST', '/upload/image', { body: bytes });
    expect(reply.body).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('that is given up is given up behind as well', async () => {
    const gone = vi.fn();
    answer = (request) => request.once('close', gone);
    const outgoing = httpRequest({ port: door.server.port, host: '127.0.0.1', path: '/slow' });
    outgoing.on('error', () => undefined);
    outgoing.end();
    await vi.waitFor(() => expect(comfy.requests).toHaveLength(1));
    outgoing.destroy();
    await vi.waitFor(() => expect(gone).toHaveBeenCalled());
  });

  it('takes another connection when the kept one has just been closed', async () => {
    answer = (request, response) => response.end(String(request.socket.remotePort));
    const first = await door.ask('GET', '/a');
    // The next answer comes too late: the connection ends instead.
    answer = (request) => {
      request.socket.resetAndDestroy();
      answer = (_request, response) => response.end('again');
    };
    const second = await door.ask('GET', '/b');
    expect(first.status).toBe(200);
    expect(second).toMatchObject({ status: 200, body: 'again' });
  });
});

describe('an answer', () => {
  it('comes back byte for byte, compressed as it was', async () => {
    const zipped = gzipSync('{"a":1}'.repeat(1000));
    answer = (_request, response) => {
      response.sendDate = false;
      response.writeHead(206, 'Some Of It', [
        ...['Content-Encoding', 'gzip', 'ETag', '"v1"', 'Content-Range', 'bytes 0-9/10', 'X-Own', 'a', 'X-Own', 'b'],
        ...['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'Content-Length', String(zipped.length)],
      ]);
      response.end(zipped);
    };
    const reply = await new Promise<IncomingMessage>((resolve) => {
      const headers = { range: 'bytes=0-9', 'if-none-match': '"v0"', 'accept-encoding': 'gzip' };
      httpRequest({ port: door.server.port, host: '127.0.0.1', path: '/view', headers }, resolve).end();
    });
    const chunks: Buffer[] = [];
    for await (const chunk of reply as AsyncIterable<Buffer>) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(zipped)).toBe(true);
    expect(reply).toMatchObject({ statusCode: 206, statusMessage: 'Some Of It' });
    expect(reply.rawHeaders.slice(0, 14)).toEqual([
      ...['Content-Encoding', 'gzip', 'ETag', '"v1"', 'Content-Range', 'bytes 0-9/10', 'X-Own', 'a', 'X-Own', 'b'],
      ...['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'],
    ]);
    expect(reply.headers.date).toBeUndefined();
    const seen = comfy.requests[0]?.headers;
    expect(seen).toMatchObject({ range: 'bytes=0-9', 'if-none-match': '"v0"', 'accept-encoding': 'gzip' });
  });

  it.each([
    ['GET', 304, ''],
    ['GET', 204, ''],
    ['HEAD', 200, ''],
    ['GET', 404, 'none'],
    ['POST', 500, 'broken'],
  ])('%s %i keeps its status and length', async (method, status, body) => {
    answer = (_request, response) => {
      const length = status === 204 ? {} : { 'content-length': status === 200 ? '123' : String(body.length) };
      response.writeHead(status, length);
      response.end(body);
    };
    const reply = await door.ask(method, '/x');
    expect(reply).toMatchObject({ status, body });
    if (method === 'HEAD') expect(reply.headers['content-length']).toBe('123');
  });

  it.each(['with a length', 'in chunks'])(
    'of many megabytes is whole, %s, however slowly it is read',
    async (framing) => {
      const bytes = randomBytes(48 * 1024 * 1024);
      answer = (_request, response) => {
        response.writeHead(200, framing === 'with a length' ? { 'content-length': String(bytes.length) } : {});
        for (let at = 0; at < bytes.length; at += 777_777) response.write(bytes.subarray(at, at + 777_777));
        response.end();
      };
      const wanted = createHash('sha256').update(bytes).digest('hex');
      const readSlowly = async (pauseMs: number) => {
        const reply = await new Promise<IncomingMessage>((resolve) => {
          httpRequest({ port: door.server.port, host: '127.0.0.1', path: '/view', agent: false }, resolve).end();
        });
        const hash = createHash('sha256');
        let seen = 0;
        for await (const chunk of reply as AsyncIterable<Buffer>) {
          hash.update(chunk);
          seen += 1;
          if (pauseMs > 0 && seen % 50 === 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
        }
        return hash.digest('hex');
      };
      // Several at once: each must get its own bytes out of shared memory.
      expect(await Promise.all([0, 1, 10, 0].map(readSlowly))).toEqual([wanted, wanted, wanted, wanted]);
    },
  );

  it('that breaks off breaks off here too', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('half', () => response.destroy());
    };
    await expect(door.ask('GET', '/view')).rejects.toThrow(/aborted|hang up|RESET/);
    expect((await door.ask('GET', '/v2/manager/version')).status).toBe(200);
  });

  it('that comes before the body was read does not end the connection', async () => {
    answer = (request, response) => {
      response.writeHead(413);
      response.end('too much');
      request.resume();
    };
    const reply = await door.ask('POST', '/upload/image', { body: Buffer.alloc(8 * 1024 * 1024) });
    expect(reply).toMatchObject({ status: 413, body: 'too much' });
  });
});

describe('the guards', () => {
  it.each([
    ['a rebound Host', { host: 'evil.example' }],
    ['a foreign Origin', { origin: 'http://evil.example' }],
    ['the Origin null', { origin: 'null' }],
  ])('refuse %s on the way to ComfyUI as well', async (_name, headers) => {
    for (const path of ['/', '/prompt', '/api/v2/userdata', '/system_stats']) {
      expectError(await door.ask('POST', path, { headers, body: 'x' }), 403, 'origin-refused');
    }
    expectError(await door.ask('PATCH', '/internal/logs/subscribe', { headers }), 403, 'origin-refused');
    expect(comfy.requests).toEqual([]);
  });

  it('leave a link from another site to ComfyUI, and refuse it on our own paths', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect((await door.ask('GET', '/', { headers })).body).toBe('comfy');
    const frame = { ...headers, 'sec-fetch-dest': 'iframe' };
    expectError(await door.ask('GET', '/', { headers: frame }), 403, 'origin-refused');
    expect(comfy.requests[0]?.headers).toMatchObject(headers);
    expectError(await door.ask('GET', '/v2/manager/version', { headers }), 403, 'origin-refused');
  });

  it('let in names that the settings allow', async () => {
    await door.server.close();
    door = await openGatewayDoor({ allowedHosts: ['', ' Studio.local '] });
    door.upstream.move('running', comfy.address);
    const host = `studio.local:${door.server.port}`;
    expect((await door.ask('GET', '/', { headers: { host, origin: `http://${host}` } })).body).toBe('comfy');
    expectError(await door.ask('GET', '/', { headers: { host: 'other.local' } }), 403, 'origin-refused');
  });
});

describe('what is ours', () => {
  it('never reaches ComfyUI, known or not', async () => {
    expect((await door.ask('GET', '/v2/manager/version')).body).toBe('V1.0.0');
    expectError(await door.ask('GET', '/api/v2/manager/nothing'), 404, 'not-found');
    expectError(await door.ask('POST', '/v2/%6danager/nothing'), 404, 'not-found');
    expect(comfy.requests).toEqual([]);
  });
});

function nextOf(reply: IncomingMessage): Promise<[Buffer]> {
  return new Promise((resolve) => reply.once('data', (chunk: Buffer) => resolve([chunk])));
}
