import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ErrorBody } from '../../contract/error-body';
import { installTask, openDoor, type Door } from '../testing/door';
import { expectError } from '../testing/expect-error';
import { callRaw } from '../testing/http-client';

let door: Door;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(async () => {
  await door.server.close();
});

const task = '/v2/manager/queue/task';

describe('the guards', () => {
  const own = () => `127.0.0.1:${door.server.port}`;

  it.each([
    ['a rebound Host', { host: 'evil.example' }],
    ['a foreign Origin', { origin: 'http://evil.example' }],
    ['an Origin of the same site', { origin: 'http://localhost:1' }],
    ['the Origin null', { origin: 'null' }],
    ['cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['same-site', { 'sec-fetch-site': 'same-site' }],
  ])('refuse %s on every kind of request', async (_name, headers) => {
    await door.post(task, installTask('kept'));
    for (const [method, path] of [
      ['GET', '/v2/manager/queue/reset'],
      ['POST', '/v2/manager/queue/reset'],
      ['GET', '/v2/customnode/installed'],
      ['OPTIONS', task],
      ['GET', '/nowhere'],
    ] as const) {
      const reply = await door.ask(method, path, { headers });
      expectError(reply, 403, 'origin-refused');
      expect(reply.headers['access-control-allow-origin']).toBeUndefined();
    }
    expect(await door.core.pending()).toHaveLength(1);
  });

  it('let our own pages in', async () => {
    const headers = { origin: `http://${own()}`, 'sec-fetch-site': 'same-origin' };
    expect(await door.ask('GET', '/v2/manager/version', { headers })).toMatchObject({ status: 200 });
  });

  it('refuse before a byte of the body came', async () => {
    const head = `POST ${task} HTTP/1.1\r\nHost: ${own()}\r\nOrigin: http://evil.example\r\nConnection: close\r\n`;
    const reply = await callRaw(
      door.server.port,
      `${head}Content-Type: application/json\r\nContent-Length: 500\r\n\r\n`,
    );
    expectError(reply, 403, 'origin-refused');
  });

  it('answer once when bytes follow the last request of a connection', async () => {
    const head = `OPTIONS /% HTTP/1.1\r\nHost: ${own()}\r\nConnection: close\r\n\r\n`;
    const reply = await callRaw(door.server.port, `${head}{"x":1}`);
    expectError(reply, 400, 'invalid-input');
  });

  it.each([
    ['no Host', 'GET /v2/manager/version HTTP/1.1\r\n', 403],
    ['no Host in HTTP/1.0', 'GET /v2/manager/version HTTP/1.0\r\n', 403],
    ['two Hosts', 'GET /v2/manager/version HTTP/1.1\r\nHost: OWN\r\nHost: evil.example\r\n', 403],
    ['an absolute target', 'GET http://evil.example/v2/manager/version HTTP/1.1\r\nHost: OWN\r\n', 400],
    ['the target *', 'OPTIONS * HTTP/1.1\r\nHost: OWN\r\n', 400],
    ['bad encoding', 'GET /v2/%zz HTTP/1.1\r\nHost: OWN\r\n', 400],
    ['bad encoding of a foreign page', 'GET /v2/%E0%A4%A HTTP/1.1\r\nHost: OWN\r\n', 400],
    ['no HTTP', 'hello\r\n', 400],
    ['an unknown method', 'BREW /v2/manager/version HTTP/1.1\r\nHost: OWN\r\n', 400],
    ['two lengths', `POST ${task} HTTP/1.1\r\nHost: OWN\r\nContent-Length: 1\r\nContent-Length: 2\r\n`, 400],
    [
      'length and chunks',
      `POST ${task} HTTP/1.1\r\nHost: OWN\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n`,
      400,
    ],
    ['huge headers', `GET /v2/manager/version HTTP/1.1\r\nHost: OWN\r\nX: ${'x'.repeat(40_000)}\r\n`, 431],
    ['a huge address', `GET /v2/manager/version?${'x'.repeat(40_000)} HTTP/1.1\r\nHost: OWN\r\n`, 431],
    ['an unknown expectation', 'GET /v2/nowhere HTTP/1.1\r\nHost: OWN\r\nExpect: tea\r\n', 404],
    [
      'another protocol to switch to',
      'GET /v2/manager/version HTTP/1.1\r\nHost: OWN\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n',
      400,
    ],
  ])('answer %s in words', async (_name, head, status) => {
    const bytes = `${head.replaceAll('OWN', own())}${/upgrade/i.test(head) ? '' : 'Connection: close\r\n'}\r\n`;
    const reply = await callRaw(door.server.port, bytes);
    expectError(reply, status, ErrorBody.parse(JSON.parse(reply.body)).code);
    expect(await door.ask('GET', '/v2/manager/version')).toMatchObject({ status: 200 });
  });
});
