import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** For tests only: leads from one address of this machine to the same port of another, until it is cut. */
export interface CuttableLine {
  address: string;
  /** Breaks every connection. */
  cut: () => void;
  /** Takes no further connection until `mend`. */
  block: () => void;
  mend: () => void;
  close: () => Promise<void>;
}

/** Opens it to where an API is served. A door knows itself by its port, so this one has the same, at the other loopback address. */
export async function openCuttableLine(api: string): Promise<CuttableLine> {
  const port = Number(new URL(api).port);
  const sockets = new Set<Socket>();
  let isBlocked = false;
  const server = createServer((here) => {
    if (isBlocked) {
      here.destroy();
      return;
    }
    const there = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [here, there],
      [there, here],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => undefined);
      from.once('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  server.listen(port, '::1');
  await once(server, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    address: `http://[::1]:${port}`,
    cut,
    block: () => (isBlocked = true),
    mend: () => (isBlocked = false),
    close: async () => {
      cut();
      await new Promise((done) => server.close(done));
    },
  };
}
