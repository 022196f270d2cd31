import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { protectiveHeaders, type Answer } from './respond';

/** How long the other side may take to read a last answer and leave. */
const lastWordMs = 1000;

/** Writes a last answer to a socket that has no response object, and ends the connection. */
export function endWith(socket: Duplex, answer: Answer): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  // What still comes in is thrown away: closing on unread bytes would reset the connection and lose the answer.
  socket.resume();
  socket.write(writeHead(answer));
  socket.end(answer.body);
  const cut = setTimeout(() => socket.destroy(), lastWordMs);
  socket.once('close', () => {
    clearTimeout(cut);
  });
}

/** Answers a request that no route took. A body of the request that was not read is thrown away. */
export function answerDirectly(response: ServerResponse, answer: Answer): void {
  const length = { 'content-length': String(Buffer.byteLength(answer.body)) };
  response.writeHead(answer.status, { ...protectiveHeaders, ...answer.headers, ...length });
  response.end(answer.body);
}

/** What HTTP/1.1 has before the body. */
function writeHead(answer: Answer): string {
  const headers = {
    ...answer.headers,
    'content-length': String(Buffer.byteLength(answer.body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}\r\n${lines.join('')}\r\n`;
}
