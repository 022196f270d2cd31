import { once } from 'node:events';
import { createServer } from 'node:net';

/** Gives a port that nobody listens on, a further one with each call. */
export type PortRange = () => Promise<number>;

/**
 * Looks for ports from `first` on that somebody takes later. Each worker has a range of its own, below the ports that a system gives away by itself,
 * for each connection as for each server: one of those would be gone by the time it is wanted.
 */
export function openPortRange(first: number): PortRange {
  let next = first;
  return async () => {
    for (;;) {
      const port = next;
      next += 1;
      if (await canListen(port)) return port;
    }
  };
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  const isFree = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  if (isFree) await new Promise((done) => server.close(done));
  return isFree;
}
