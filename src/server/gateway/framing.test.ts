import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectError } from '../testing/expect-error';
import { callRaw } from '../testing/http-client';
import type { GatewayDoor } from './testing/gateway-door';
import { closeServedGateway, openServedGateway } from './testing/served-gateway';
import type { SmallComfy } from './testing/small-comfy';

let door: GatewayDoor;
let comfy: SmallComfy;
beforeEach(async () => {
  ({ door, comfy } = await openServedGateway());
});
afterEach(() => closeServedGateway({ door, comfy }));

const hidden = 'POST /hidden HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n';
const chunked = `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`;

/** Sends a request written by hand: its head without Host and the empty line, and what follows. */
function send(head: string, body = hidden) {
  const [line = '', ...lines] = head.split('\n');
  const host = `Host: 127.0.0.1:${door.server.port}`;
  return callRaw(door.server.port, [line, host, ...lines, '', body].join('\r\n'));
}

const seen = () => comfy.requests.map(({ method, url }) => `${method} ${url}`);

describe('a request that takes headers away by naming them in Connection', () => {
  const length = `Content-Length: ${hidden.length}`;

  it.each([
    ['its length', `GET /history HTTP/1.1\nConnection: content-length, close\n${length}`],
    [
      'its length, in capitals and alone',
      `GET /history HTTP/1.1\nConnection: Content-Length\n${length}\nConnection: close`,
    ],
    ['its length, on a POST', `POST /prompt HTTP/1.1\nConnection: close, content-length\n${length}`],
    ['its chunks', `POST /prompt HTTP/1.1\nConnection: transfer-encoding, close\nTransfer-Encoding: chunked`],
    ['the name it calls', 'GET /history HTTP/1.1\nConnection: host, close'],
    ['the page it is from', 'GET /history HTTP/1.1\nConnection: origin, close'],
    ['the address of the page', 'GET /history HTTP/1.1\nConnection: referer, close'],
    ['the word of the browser', 'GET /history HTTP/1.1\nConnection: close, Sec-Fetch-Site'],
    ['who it is', 'GET /history HTTP/1.1\nConnection: authorization, close'],
    ['its cookies', 'GET /history HTTP/1.1\nConnection: cookie, close'],
    ['what its body is', 'GET /history HTTP/1.1\nConnection: close, content-type'],
    ['where it was sent on', 'GET /history HTTP/1.1\nConnection: close, x-forwarded-for'],
    ['its length, on a path of ours', `GET /v2/manager/version HTTP/1.1\nConnection: close, content-length\n${length}`],
  ])('is refused where it names %s', async (_name, head) => {
    const body = expectError(await send(head, head.includes('chunked') ? chunked : hidden), 400, 'invalid-input');
    expect(body.message).toMatch(/The Connection header names "[A-Za-z-]+"/);
    expect(seen()).toEqual([]);
  });

  it('is let through with what belongs to a connection, and without what it names of its own', async () => {
    await send('GET /history HTTP/1.1\nConnection: close, TE, X-Hop\nTE: trailers\nX-Hop: 1\nX-Kept: 2', '');
    expect(seen()).toEqual(['GET /history']);
    expect(comfy.requests[0]?.headers).not.toHaveProperty('x-hop');
    expect(comfy.requests[0]?.headers).toHaveProperty('x-kept', '2');
  });
});

describe('a request that can be read in two ways', () => {
  const half = hidden.length - 4;

  it.each([
    ['a length and chunks', `POST /a HTTP/1.1\nContent-Length: 3\nTransfer-Encoding: chunked`],
    ['chunks and a length', `POST /a HTTP/1.1\nTransfer-Encoding: chunked\nContent-Length: 3`],
    ['two lengths', `POST /a HTTP/1.1\nContent-Length: 0\nContent-Length: ${half}`],
    ['two equal lengths', 'POST /a HTTP/1.1\nContent-Length: 0\nContent-Length: 0'],
    ['a list of lengths', 'POST /a HTTP/1.1\nContent-Length: 0, 0'],
    ['a signed length', 'POST /a HTTP/1.1\nContent-Length: +0'],
    ['a hexadecimal length', 'POST /a HTTP/1.1\nContent-Length: 0x0'],
    ['a length beyond numbers', 'POST /a HTTP/1.1\nContent-Length: 99999999999999999999'],
    ['a space before the colon', 'POST /a HTTP/1.1\nContent-Length : 0'],
    ['a folded line', 'POST /a HTTP/1.1\nX: 1\n Content-Length: 0'],
    ['a folded coding', 'POST /a HTTP/1.1\nTransfer-Encoding:\n chunked'],
    ['chunks that are not last', 'POST /a HTTP/1.1\nTransfer-Encoding: chunked, identity'],
    ['chunks of chunks', 'POST /a HTTP/1.1\nTransfer-Encoding: chunked, chunked'],
    ['another coding before the chunks', 'POST /a HTTP/1.1\nTransfer-Encoding: gzip, chunked'],
    ['two codings', 'POST /a HTTP/1.1\nTransfer-Encoding: identity\nTransfer-Encoding: chunked'],
    ['no coding', 'POST /a HTTP/1.1\nTransfer-Encoding: identity'],
    ['a coding that is like chunks', 'POST /a HTTP/1.1\nTransfer-Encoding: xchunked'],
    ['a coding with a parameter', 'POST /a HTTP/1.1\nTransfer-Encoding: chunked;a=b'],
    ['a coding in quotes', 'POST /a HTTP/1.1\nTransfer-Encoding: "chunked"'],
    ['a coding behind a tab', 'POST /a HTTP/1.1\nTransfer-Encoding: \u000bchunked'],
    ['a bare line end', 'POST /a HTTP/1.1\nX: 1\rContent-Length: 0'],
  ])('is refused with %s', async (_name, head) => {
    const body = head.includes('chunked') ? chunked : hidden;
    expectError(await send(`${head}\nConnection: close`, body), 400, 'invalid-input');
    expect(seen()).toEqual([]);
  });

  it('is refused with a bare line feed', async () => {
    const lines = `Host: 127.0.0.1:${door.server.port}\r\nConnection: close\r\nX: 1\nContent-Length: ${hidden.length}`;
    expectError(await callRaw(door.server.port, `POST /a HTTP/1.1\r\n${lines}\r\n\r\n${hidden}`), 400, 'invalid-input');
    expect(seen()).toEqual([]);
  });

  it.each([
    ['a length', `GET /a HTTP/1.1\nContent-Length: ${hidden.length}`, hidden],
    ['chunks', 'GET /a HTTP/1.1\nTransfer-Encoding: chunked', chunked],
    ['a length', `POST /a HTTP/1.1\nContent-Length: ${hidden.length}`, hidden],
    ['chunks', 'DELETE /a HTTP/1.1\nTransfer-Encoding: Chunked', chunked],
    ['chunks with extensions', 'POST /a HTTP/1.1\nTransfer-Encoding: chunked', chunked.replace('\r\n', ';a=b\r\n')],
  ])('is none with %s: its body stays a body', async (_name, head, body) => {
    expect((await send(`${head}\nConnection: close`, body)).status).toBe(200);
    expect(seen()).toEqual([head.split(' HTTP', 1)[0]]);
  });
});

describe('a request to switch protocols', () => {
  const upgrade =
    'Connection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==';

  it.each(['/ws', '/api/ws', '/node/socket', '/v2/manager/version'])('is refused at %s with a body', async (path) => {
    for (const framing of [`Content-Length: ${hidden.length}`, 'Transfer-Encoding: chunked']) {
      const reply = await send(
        `GET ${path} HTTP/1.1\n${upgrade}\n${framing}`,
        framing.includes('chunked') ? chunked : hidden,
      );
      expect(expectError(reply, 400, 'invalid-input').message).toContain('body');
    }
    expectError(await send(`POST ${path} HTTP/1.1\n${upgrade}`), 400, 'invalid-input');
    expect(seen()).toEqual([]);
  });

  it('is refused where it takes its key or its page away', async () => {
    for (const name of ['Sec-WebSocket-Key', 'Origin', 'Host']) {
      const head = `GET /node/socket HTTP/1.1\n${upgrade.replace('Upgrade\n', `Upgrade, ${name}\n`)}`;
      expect(expectError(await send(head, ''), 400, 'invalid-input').message).toContain(`"${name}"`);
    }
    expect(seen()).toEqual([]);
  });
});
