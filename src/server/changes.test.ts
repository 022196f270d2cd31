import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from './routes';
import { openDoor, type Door } from './testing/door';
import { expectError } from './testing/expect-error';
import { call } from './testing/http-client';
import { startSmallComfy, type SmallComfy } from './gateway/testing/small-comfy';

const name = 'studio.local';
const token = 'the-token-of-this-test';
let comfy: SmallComfy;
let door: Door;
let server: Door['server'];
/** How often a request came as far as the core. */
let requests = 0;
beforeAll(async () => {
  comfy = await startSmallComfy();
  door = await openDoor({
    operations: () => {
      requests += 1;
      return door.core.operations;
    },
    upstream: {
      address: () => comfy.address,
      status: () => ({ state: 'running', startedAt: null }),
      remote: () => null,
      corsOrigin: () => null,
      onChange: () => () => undefined,
    },
    ...{ allowedHosts: [name], isToken: (text) => text === token },
  });
  ({ server } = door);
});
afterAll(async () => {
  await door.server.close();
  await comfy.close();
});

const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36';
/** What a request has to say where the same path also reads. */
const changes: Readonly<Record<string, string>> = { '/v2/manager/packages/plan': '{"allow_build":true}' };
const changing = routes
  .filter(({ mutates }) => mutates)
  .flatMap(({ path, methods }) =>
    ['', '/api'].flatMap((prefix) =>
      methods.map((method) => ({ method, path: `${prefix}${path}?value=remote`, ...bodyOf(path) })),
    ),
  );

function bodyOf(path: string): { body?: string } {
  const body = changes[path];
  return body === undefined ? {} : { body };
}

/** What a page elsewhere brings a browser to send without a click, as Chromium writes it. */
const sentByPages: readonly [string, Record<string, string>][] = [
  [
    'a prefetch by speculation rules',
    { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'empty', 'sec-purpose': 'prefetch' },
  ],
  [
    'a prerender',
    {
      'sec-fetch-site': 'none',
      'sec-fetch-mode': 'navigate',
      'sec-purpose': 'prefetch;prerender',
      accept: 'text/html',
    },
  ],
  [
    'an address opened by another program',
    { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', accept: 'text/html' },
  ],
  [
    'a link on our own page',
    { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  ],
  [
    'a picture on our own page',
    { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
  ],
  ['a request of no page', { 'sec-fetch-site': 'none' }],
  ['a picture where browsers say nothing', { accept: 'image/avif,image/webp,*/*;q=0.8' }],
  ['a request where browsers say nothing', { accept: '*/*' }],
  ['a request where browsers say nothing but the page', { accept: '*/*', referer: 'http://evil.example/' }],
];

describe('every path that changes something', () => {
  it('is known to this test', () => {
    expect(changing.length).toBeGreaterThan(60);
    expect(changing.map(({ path }) => path)).toContain('/v2/comfyui_manager/stop?value=remote');
  });

  it.each(sentByPages)('refuses %s, by every name, and the core hears nothing', async (_name, headers) => {
    for (const host of ['127.0.0.1', name]) {
      for (const target of changing) {
        const before = requests;
        const sentHeaders = { 'user-agent': userAgent, ...headers, host: `${host}:${server.port}` };
        const reply = await call({ port: server.port, ...target, headers: sentHeaders });
        const body = expectError(reply, 403, 'origin-refused');
        expect(body.message, target.path).toMatch(/^The request is refused: it changes something, and /);
        expect(requests, target.path).toBe(before);
      }
    }
  });

  it('lets in a script of the web UI, and a program', async () => {
    const own = `http://127.0.0.1:${server.port}`;
    const labelled = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' };
    const senders: readonly Record<string, string>[] = [
      { 'user-agent': userAgent, accept: '*/*', referer: `${own}/`, ...labelled },
      { 'user-agent': userAgent, accept: 'application/json, text/plain, */*', referer: `${own}/` },
      { 'user-agent': userAgent, accept: '*/*', origin: own },
      { 'user-agent': 'curl/8.5.0', accept: '*/*' },
      {},
    ];
    for (const headers of senders) {
      for (const target of changing) {
        // What is looked at right behind the guards, so that nothing happens.
        const reply = await call({ port: server.port, ...target, headers: { ...headers, 'security-level': 'none' } });
        expect(expectError(reply, 400, 'invalid-input').message).toContain('Security-Level');
      }
    }
  });
});

describe('a program that calls by a name of the network', () => {
  const ask = (target: (typeof changing)[number], sentHeaders: Record<string, string>) =>
    call({
      ...{ port: server.port, ...target },
      headers: { host: `${name}:${server.port}`, 'security-level': 'none', ...sentHeaders },
    });

  it('needs the API token for every path that changes something, and the core hears nothing before', async () => {
    for (const target of changing) {
      for (const sentHeaders of [{}, { authorization: `Bearer ${token}x` }, { authorization: `Basic ${token}` }]) {
        const before = requests;
        const reply = await ask(target, sentHeaders as Record<string, string>);
        expectError(reply, 401, 'token-required');
        expect([reply.headers['www-authenticate'], requests], target.path).toEqual(['Bearer', before]);
      }
      const passed = expectError(await ask(target, { authorization: `Bearer ${token}` }), 400, 'invalid-input');
      expect(passed.message).toContain('Security-Level');
    }
  });
});

describe('what only reads', () => {
  it('is answered to a person who typed its address', async () => {
    const typed = { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    for (const path of ['/v2/customnode/installed', '/v2/manager/db_mode', '/v2/docs', '/view?filename=a.png']) {
      const reply = await call({ port: server.port, path, headers: { 'user-agent': userAgent, ...typed } });
      expect(reply.status, path).toBe(200);
    }
  });
});

describe("what changes something of ComfyUI's own", () => {
  const paths = ['/queue', '/api/interrupt', '/free', '/prompt', '/v2/userdata/x.json', '/internal/logs/subscribe'];

  it.each([
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page of another port', { 'sec-fetch-site': 'same-site' }],
    ['no page', { 'sec-fetch-site': 'none' }],
    ['a page elsewhere in a browser that says nothing else', { referer: 'http://evil.example/' }],
    ['a page elsewhere, with its Origin', { origin: 'http://evil.example' }],
  ])('does not reach it from %s', async (_name, headers: Record<string, string>) => {
    for (const path of paths) {
      for (const method of ['POST', 'PATCH', 'DELETE', 'PUT']) {
        const sentHeaders = { 'user-agent': userAgent, 'sec-fetch-mode': 'no-cors', ...headers };
        expectError(await call({ port: server.port, method, path, headers: sentHeaders }), 403, 'origin-refused');
      }
    }
    expect(comfy.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('reaches it from a program, and from our page', async () => {
    const senders: readonly Record<string, string>[] = [{}, { 'sec-fetch-site': 'same-origin' }];
    for (const headers of senders) {
      expect(await call({ port: server.port, method: 'POST', path: '/queue', headers })).toMatchObject({
        body: 'comfy',
      });
    }
  });
});
