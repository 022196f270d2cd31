import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchJson, fetchText } from './fetch';
import { followRedirect, isLoopbackUrl, readTarget } from './target';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('fetchJson', () => {
  it('reads JSON, plain, gzip and brotli', async () => {
    const body = JSON.stringify({ name: 'grün 🤖' });
    const url = await serve((request, response) => {
      if (request.url === '/gzip') response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(body));
      else if (request.url === '/br')
        response.writeHead(200, { 'content-encoding': 'br' }).end(brotliCompressSync(body));
      else response.end(body);
    });
    for (const path of ['/plain', '/gzip', '/br']) expect(await fetchJson(url + path)).toEqual({ name: 'grün 🤖' });
  });

  it.each([404, 403, 500, 503])('says which host answered %i', async (status) => {
    const url = await serve((_request, response) => response.writeHead(status).end('no'));
    await expect(fetchJson(`${url}/x`)).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringMatching(new RegExp(`^127\\.0\\.0\\.1:\\d+ answered ${status} `)),
      details: { status },
      remedy: expect.any(String),
    });
  });

  it('calls a web page a web page', async () => {
    const url = await serve((_request, response) => response.end('<html>log in</html>'));
    await expect(fetchJson(url)).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining('a web page'),
    });
  });

  it('says that nothing listens', async () => {
    const url = await serve(() => undefined);
    stops.splice(0).forEach((stop) => stop());
    await expect(fetchJson(url)).rejects.toMatchObject({
      code: 'network-failed',
      message: expect.stringContaining('refused'),
    });
  });

  it('gives up when the time is up, also in the middle of the body', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/body') response.writeHead(200, { 'content-length': '100' }).write('{');
    });
    for (const path of ['/silent', '/body']) {
      await expect(fetchJson(url + path, { timeoutMs: 150 })).rejects.toMatchObject({
        code: 'network-failed',
        message: expect.stringContaining('within 0.15 s'),
      });
    }
  });

  it('notices an answer that is cut', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"a":');
      setTimeout(() => response.destroy(), 30);
    });
    await expect(fetchJson(url)).rejects.toMatchObject({
      code: 'network-failed',
      message: expect.stringContaining('arrived incomplete'),
    });
  });

  it('is cancelled by its signal', async () => {
    const url = await serve(() => undefined);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    await expect(fetchJson(url, { signal: controller.signal })).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('follows redirects, but not for ever', async () => {
    const url = await serve((request, response) => {
      const step = Number(request.url?.slice(1));
      if (step === 0) response.end('"there"');
      else response.writeHead(302, { location: `/${step > 90 ? step : step - 1}` }).end();
    });
    expect(await fetchJson(`${url}/5`)).toBe('there');
    await expect(fetchJson(`${url}/6`)).rejects.toMatchObject({
      message: expect.stringContaining('more than 5 redirects'),
    });
    await expect(fetchJson(`${url}/99`)).rejects.toMatchObject({ code: 'download-failed' });
  });

  it('keeps secrets from other origins, and gives them to the same one', async () => {
    const seen: (string | undefined)[] = [];
    const other = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end('1');
    });
    const url = await serve((request, response) => {
      if (request.url === '/same') response.writeHead(302, { location: '/end' }).end();
      else if (request.url === '/away') response.writeHead(307, { location: other }).end();
      else {
        seen.push(request.headers.authorization);
        response.end('1');
      }
    });
    await fetchJson(`${url}/same`, { headers: { Authorization: 'Bearer t' } });
    await fetchJson(`${url}/away`, { headers: { Authorization: 'Bearer t' } });
    await fetchJson(`${url.replace('http://', 'http://me:pw@')}/away`);
    expect(seen).toEqual(['Bearer t', undefined, undefined]);
  });

  it('never goes from https to http', () => {
    const from = readTarget('https://registry.example/x', { authorization: 'secret' });
    expect(() => followRedirect(from, 'http://registry.example/x')).toThrow('from https to http');
    expect(followRedirect(from, '/y').headers['authorization']).toBe('secret');
    expect(followRedirect(from, 'https://cdn.example/y').headers['authorization']).toBeUndefined();
    expect(() => followRedirect(from, 'file:///etc/passwd')).toThrow();
  });

  it.each(['ftp://a/b', 'file:///etc/passwd', 'nonsense', ''])('refuses the address %j', async (address) => {
    await expect(fetchJson(address)).rejects.toMatchObject({ code: 'download-failed' });
  });

  it('goes through the proxy of the settings', async () => {
    const target = await serve((_request, response) => response.end('"direct"'));
    let connections = 0;
    const { connect } = await import('node:net');
    const server = createServer((_request, response) => {
      connections += 1;
      response.end('"proxied"');
    });
    server.on('connect', (request, socket) => {
      connections += 1;
      const [host = '', port = ''] = (request.url ?? '').split(':');
      const upstream = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on('error', () => socket.destroy());
      socket.on('error', () => upstream.destroy());
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    stops.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const proxy = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(['direct', 'proxied']).toContain(await fetchJson(target, { proxy }));
    expect(connections).toBe(1);
  });
});

describe('fetchText', () => {
  it('revalidates by ETag', async () => {
    const url = await serve((request, response) => {
      if (request.headers['if-none-match'] === '"v1"')
        response.writeHead(304, { etag: '"v1"', 'content-encoding': 'gzip' }).end();
      else response.writeHead(200, { etag: '"v1"' }).end('text');
    });
    expect(await fetchText(url)).toEqual({ isModified: true, text: 'text', etag: '"v1"' });
    expect(await fetchText(url, { etag: '"v1"' })).toEqual({ isModified: false });
    expect(await fetchText(url, { etag: '"v0"' })).toMatchObject({ isModified: true });
  });
});

describe('isLoopbackUrl', () => {
  it.each([
    ['http://127.0.0.1:80/', true],
    ['http://localhost/', true],
    ['http://[::1]:9/', true],
    ['http://127.0.0.1.example.org/', false],
    ['http://localhost.example.org/', false],
    ['http://10.0.0.1/', false],
  ])('%s: %s', (url, expected) => {
    expect(isLoopbackUrl(url)).toBe(expected);
  });
});
