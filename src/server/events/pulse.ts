import type { WebSocket } from 'ws';

const pingEveryMs = 30_000;

/** Looks whether clients are still there. */
export interface Pulse {
  /** From now on this client is asked; one that has not answered by the next time is cut. */
  follow: (socket: WebSocket) => void;
  stop: () => void;
}

/** Begins to ask, twice a minute. */
export function createPulse(): Pulse {
  const isAlive = new Map<WebSocket, boolean>();
  const timer = setInterval(() => {
    for (const [socket, hasAnswered] of isAlive) {
      isAlive.set(socket, false);
      if (hasAnswered) socket.ping();
      else socket.terminate();
    }
  }, pingEveryMs);
  return {
    follow(socket) {
      isAlive.set(socket, true);
      socket.on('pong', () => isAlive.set(socket, true));
      socket.once('close', () => isAlive.delete(socket));
    },
    stop: () => clearInterval(timer),
  };
}
