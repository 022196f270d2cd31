import type { WebSocket } from 'ws';

const usualMs = 30_000;

/** Looks whether the other ends of sockets are still there. */
export interface Pulse {
  /** From now on this client is asked; one that has not answered by the next time is cut. */
  follow: (socket: WebSocket) => void;
  stop: () => void;
}

/** Begins to ask, twice a minute where nothing else is said. */
export function createPulse(everyMs = usualMs): Pulse {
  const isAlive = new Map<WebSocket, boolean>();
  const timer = setInterval(() => {
    for (const [socket, hasAnswered] of isAlive) {
      isAlive.set(socket, false);
      if (hasAnswered) socket.ping();
      else socket.terminate();
    }
  }, everyMs);
  return {
    follow(socket) {
      isAlive.set(socket, true);
      socket.on('pong', () => isAlive.set(socket, true));
      socket.once('close', () => isAlive.delete(socket));
    },
    stop: () => clearInterval(timer),
  };
}
