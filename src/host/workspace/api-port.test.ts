import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { isPortTaken, listenIfFree, listenOnPort, usualPort } from './api-port';

const servers: Server[] = [];
/** An address of its own, where the system has one: the doors of tests that run beside these come back to the same ports of 127.0.0.1. */
const host = process.platform === 'darwin' ? '127.0.0.1' : '127.0.0.2';

function listen(port: number): Promise<{ port: number }> {
  return new Promise((done, fail) => {
    const server = createServer();
    servers.push(server);
    server.once('error', fail);
    server.listen(port, host, () => {
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
    const { port } = await listenOnPort(listen, { requested: null, remembered: null });
    expect(port).toBeGreaterThan(usualPort);
  });

  it('gives each door the next one', async () => {
    const first = await listenOnPort(listen, { requested: null, remembered: null });
    const second = await listenOnPort(listen, { requested: null, remembered: null });
    expect(second.port).toBeGreaterThan(first.port);
  });

  it('goes back to the port that is remembered, unless that is taken', async () => {
    const { port } = await listen(0);
    const other = await listenOnPort(listen, { requested: null, remembered: port });
    expect(other.port).toBeGreaterThanOrEqual(usualPort);
    await new Promise((done) => servers[0]?.close(done));
    expect((await listenOnPort(listen, { requested: null, remembered: port })).port).toBe(port);
  });

  it('does not move away from a port that was asked for', async () => {
    const { port } = await listen(0);
    const refused = await listenOnPort(listen, { requested: port, remembered: null }).catch((error: unknown) => error);
    expect(await listenIfFree(listen, port)).toBeNull();
    expect(isPortTaken(refused)).toBe(true);
    expect(isPortTaken(new Error('wrapped', { cause: refused }))).toBe(true);
    expect(isPortTaken(new Error('other'))).toBe(false);
  });
});
