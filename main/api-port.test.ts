import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../src/base/log';
import { isPortTaken, listenOnPort, usualPort } from './api-port';

const servers: Server[] = [];

function listen(port: number): Promise<{ port: number }> {
  return new Promise((done, fail) => {
    const server = createServer();
    servers.push(server);
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      done({ port: typeof address === 'object' && address ? address.port : 0 });
    });
  });
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe('listenOnPort', () => {
  it('falls back to a free port when the usual one is taken', async () => {
    await listen(usualPort).catch(() => undefined);
    const { port } = await listenOnPort(listen, null, silentLogger);
    expect(port).toBeGreaterThan(0);
    expect(port).not.toBe(usualPort);
  });

  it('does not move away from a port that was asked for', async () => {
    const { port } = await listen(0);
    const refused = await listenOnPort(listen, port, silentLogger).catch((error: unknown) => error);
    expect(isPortTaken(refused)).toBe(true);
    expect(isPortTaken(new Error('wrapped', { cause: refused }))).toBe(true);
    expect(isPortTaken(new Error('other'))).toBe(false);
  });
});
