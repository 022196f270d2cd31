import { connect, createServer, type Socket } from 'node:net';
import { once } from 'node:events';

/** A line to a port of this machine that a test can cut and mend, at an address that stays. */
export interface Line {
  address: string;
  /** Ends every connection, and lets no other come to be. */
  cut: () => void;
  mend: () => void;
  close: () => Promise<void>;
}

/** Opens a line to where an API is served. A door knows itself by its port, so this one has the same, at the other loopback address. */
export async function openLine(api: string): Promise<Line> {
  const { port } = new URL(api);
  const sockets = new Set<Socket>();
  let isCut = false;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    // A line that is cut tells both ends in its own way, and neither is news here.
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    keep(near);
    if (isCut) return near.destroy();
    const far = connect(Number(port), '127.0.0.1');
    keep(far);
    near.pipe(far).pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    return undefined;
  });
  await once(server.listen(Number(port), '::1'), 'listening');
  const end = () => sockets.forEach((socket) => socket.destroy());
  return {
    address: `http://[::1]:${port}`,
    cut: () => {
      isCut = true;
      end();
    },
    mend: () => (isCut = false),
    close: async () => {
      end();
      server.close();
      await once(server, 'close');
    },
  };
}
