import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { hearDoor } from './hear-door';

const servers: WebSocketServer[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const server of servers.splice(0)) {
    for (const client of server.clients) client.terminate();
    server.close();
  }
});

it('finds within half a minute that the other side is gone without a word', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', autoPong: false });
  servers.push(server);
  await once(server, 'listening');
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const ended = vi.fn();
  const door = { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 'cmd_of-tests' };
  hearDoor(door, { after: null, onFrame: () => undefined, onEnd: ended });
  const [client] = (await once(server, 'connection')) as [{ send: (text: string) => void }];
  client.send('{}');
  await vi.waitFor(() => {
    vi.advanceTimersByTime(10_000);
    expect(ended).toHaveBeenCalledWith(expect.objectContaining({ kind: 'unreachable' }));
  });
  expect(vi.getTimerCount()).toBe(0);
});
