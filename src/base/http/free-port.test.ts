import { getEventListeners, once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { findFreePort, mayBeListening } from './free-port';

const host = '127.0.0.1';

it('tells a port that somebody listens on from one that is free, and from a question that was taken back', async () => {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { signal } = new AbortController();
  expect(await mayBeListening(port, host, signal)).toBe(true);
  expect(await mayBeListening(port, host, AbortSignal.abort())).toBe(false);
  server.close();
  await once(server, 'close');
  expect(await mayBeListening(port, host, signal)).toBe(false);
});

it('leaves nothing on a signal that lives as long as the app', async () => {
  const port = await findFreePort(host);
  const { signal } = new AbortController();
  for (let look = 0; look < 12; look += 1) await mayBeListening(port, host, signal);
  // What Node itself does for a socket, it does one turn later.
  await new Promise((turn) => setImmediate(turn));
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});
