import type { OutgoingMessage } from 'node:http';

/**
 * Writes a piece of a body; a promise when it is not yet out of our hands. Past the message object when that has nothing of its own to say (its head
 * must have been flushed): it would put off each write to the next turn, and memory that is free at once is read into again at once.
 */
export function sendFast(piece: Buffer, message: OutgoingMessage): Promise<void> | null {
  const { socket } = message;
  const isQueued = socket === null || socket.writableCorked > 0 || message.writableLength > socket.writableLength;
  let isSent = false;
  let settle = () => {
    isSent = true;
  };
  (isQueued ? message : socket).write(piece, () => {
    settle();
  });
  if (!isQueued && socket.writableLength === 0) return null;
  return new Promise((done) => {
    if (isSent) done();
    else settle = done;
  });
}
