import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { sendFast } from './fast-send';
import { takeOverReading } from './take-over-socket';

/** How long a client that has its answer may pause while it still sends its body. */
const lingerMs = 5000;

/**
 * Sends the body of a long request on without Node's parser, which would copy it: the parser read the head and what came with it, and after that
 * everything the connection brings is body, up to `length`. The connection ends with the answer, which has to say so: the parser has lost count.
 */
export function uploadFast(request: IncomingMessage, asked: ClientRequest, length: number): void {
  const { socket } = request;
  let left = length;
  asked.flushHeaders();
  request.on('data', (piece: Buffer) => {
    left -= piece.length;
    if (!asked.destroyed) asked.write(piece);
  });
  takeOverReading(socket, {
    take(piece) {
      // What the parser has read is sent first.
      while (request.read() !== null);
      if (left === 0) return null;
      const body = piece.length > left ? piece.subarray(0, left) : piece;
      left -= body.length;
      if (asked.destroyed) return null;
      const busy = sendFast(body, asked);
      if (left === 0) asked.end();
      return busy;
    },
    onEnd() {
      if (left > 0) socket.destroy();
    },
  });
  closePolitely(socket, () => left === 0);
}

/**
 * With an answer that came before the body was read, the rest of the body is thrown away before the connection closes: closing on unread bytes
 * would reset it and lose the answer. Node calls `destroySoon` when the last answer of a connection is written.
 */
function closePolitely(socket: Socket, isRead: () => boolean): void {
  const close = socket.destroySoon.bind(socket);
  socket.destroySoon = () => {
    if (isRead()) {
      close();
      return;
    }
    socket.end();
    const startedMs = Date.now();
    const watch = setInterval(() => {
      if (isRead() || Date.now() - startedMs > lingerMs) socket.destroy();
    }, 50);
    socket.once('close', () => {
      clearInterval(watch);
    });
  };
}
