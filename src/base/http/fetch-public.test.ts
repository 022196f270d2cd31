import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchPublic } from './fetch-public';
import { isPublicAddress } from './private-address';

const servers: Server[] = [];

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const limits = { maxBytes: 1000, timeoutMs: 5000 };
const read = (address: string, trusted: readonly string[] = []) =>
  fetchPublic(address, { ...limits, publicOnly: { trusted } });

describe('an address', () => {
  it.each([
    ...['127.0.0.1', '127.9.9.9', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1'],
    ...[
      '169.254.169.254',
      '198.18.0.1',
      '224.0.0.1',
      '255.255.255.255',
      '::1',
      '::',
      '::127.0.0.1',
      'fe80::1',
      'fd00::1',
    ],
    ...['::ffff:127.0.0.1', '::ffff:7f00:1', '[::ffff:10.0.0.1]', '64:ff9b::7f00:1', '2002:7f00:1::', 'fe80::1%eth0'],
    ...['fec0::1', '::ffff:0:127.0.0.1', '2001:db8::1', '2001:20::1', '3fff::1', '5f00::1', '4000::1', '64:ff9b:1::1'],
    ...['192.88.99.1', '192.0.0.9', '192.31.196.1', '192.52.193.1', '192.175.48.1', '0xA.0.0.1', '1.2.3'],
    ...['', 'a name', ':::', 'cafe'],
  ])('%j is of no public network', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each([
    '1.1.1.1',
    '172.32.0.1',
    '192.169.0.1',
    '8.8.8.8',
    '2606:4700::1111',
    '2001:4860:4860::8888',
    '[2a00:1450::1]',
    '::ffff:1.1.1.1',
  ])('%j is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('a file that a stranger names', () => {
  it('is not asked for in the own network, by no way of writing it', async () => {
    let requests = 0;
    const own = await serve((_request, response) => {
      requests += 1;
      response.end();
    });
    const port = own.split(':').at(-1);
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '0x7f000001', '127.1', 'anything.localhost']) {
      await expect(read(`https://${host}:${port}/`)).rejects.toThrow('to this machine or to a private network');
    }
    await expect(read(own)).rejects.toThrow('is not an https address');
    expect(requests).toBe(0);
  });

  it.each([undefined, 'http://127.0.0.1:9'])(
    'is not asked for by a name that is unknown here, with the proxy %s',
    async (proxy) => {
      const publicOnly = { trusted: [] };
      await expect(fetchPublic('https://nobody.invalid/a', { ...limits, publicOnly, proxy })).rejects.toMatchObject({
        code: 'network-failed',
        message: expect.stringContaining('nobody.invalid is unknown here') as string,
      });
    },
  );

  it('comes from an origin of the settings, which leads no further', async () => {
    let requests = 0;
    const other = await serve((_request, response) => {
      requests += 1;
      response.end('secret');
    });
    const own = await serve((request, response) => {
      if (request.url === '/file') return void response.setHeader('content-type', 'Image/PNG; x=1').end('bytes');
      response.writeHead(302, { location: request.url === '/there' ? '/file' : other }).end();
    });
    const found = await read(`${own}/there`, [own]);
    expect({ ...found, bytes: found.bytes.toString() }).toEqual({
      bytes: 'bytes',
      url: `${own}/file`,
      kind: 'image/png',
    });
    await expect(read(`${own}/elsewhere`, [own])).rejects.toThrow('is not an https address');
    expect(requests).toBe(0);
  });

  it('is given up when it is longer than it may be', async () => {
    const own = await serve((_request, response) => void response.end(Buffer.alloc(1001)));
    await expect(read(own, [own])).rejects.toMatchObject({ code: 'download-failed' });
  });
});
