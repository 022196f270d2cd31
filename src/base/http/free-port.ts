import { once } from 'node:events';
import { connect, createServer } from 'node:net';

async function listenBriefly(port: number, host: string): Promise<number> {
  const server = createServer();
  server.listen({ port, host, exclusive: true });
  await once(server, 'listening');
  const address = server.address();
  const closed = once(server, 'close');
  server.close();
  await closed;
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** Whether a program could listen there now. */
export function isPortFree(port: number, host: string): Promise<boolean> {
  return listenBriefly(port, host).then(
    () => true,
    () => false,
  );
}

/** A port of this machine that nobody listens on at this moment, chosen by the system. Throws what the system says when there is none. */
export function findFreePort(host: string): Promise<number> {
  return listenBriefly(0, host);
}

/** As long as Windows may take to say that nobody listens, and more. */
const silenceMs = 4000;

/** Whether a program may be listening there: false where the system says that none is. It costs a fraction of a request. Aborted, it is false. */
export function mayBeListening(port: number, host: string, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((done) => {
    // The signal is not given to the socket: Node listens to it for as long as the signal lives, and this asks every few seconds for days.
    const socket = connect({ port, host, timeout: silenceMs });
    const end = () => socket.destroy();
    const answer = () => {
      done(true);
      end();
    };
    signal.addEventListener('abort', end, { once: true });
    socket.once('connect', answer).once('timeout', answer).once('error', end);
    socket.once('close', () => {
      signal.removeEventListener('abort', end);
      done(false);
    });
  });
}
