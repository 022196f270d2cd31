import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendFast } from './fast-send';
import { divert } from './large-read-agent';

/**
 * Hands the body of a long answer back without Node's parser, which would copy it: the parser read the head and what came with it, and after that
 * everything the connection brings is body, up to `length`. The connection to ComfyUI ends with it: the parser has lost count.
 */
export function answerFast(answer: IncomingMessage, response: ServerResponse, length: number): void {
  let left = length;
  response.flushHeaders();
  answer.on('data', (piece: Buffer) => {
    left -= piece.length;
    response.write(piece);
  });
  divert(answer.socket, (piece) => {
    // What the parser has read is sent first.
    while (answer.read() !== null);
    if (left === 0) return null;
    const body = piece.length > left ? piece.subarray(0, left) : piece;
    left -= body.length;
    const busy = sendFast(body, response);
    if (left === 0) response.end();
    return busy;
  });
  answer.once('close', () => {
    if (left > 0) response.destroy();
  });
}
