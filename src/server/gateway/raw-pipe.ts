import { request as httpRequest, STATUS_CODES, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { urlToHttpOptions } from 'node:url';
import { answerError } from '../http/respond';
import { endWith } from '../http/raw-answer';
import { forwardedHeaders } from '../http/forwarded-headers';
import { copyHeaders } from './pass-through';
import { unreachable } from './unreachable';

/** A request to switch protocols: the connection, and what came over it already. */
export interface Upgrade {
  request: IncomingMessage;
  socket: Duplex;
  head: Buffer;
  /** What goes on of the headers of request and answer; all of them when left out. */
  rewrite?: (headers: readonly string[]) => string[];
}

/** The sockets that custom nodes serve. */
export interface RawPipes {
  /** Never throws. */
  open(upgrade: Upgrade, address: string): void;
  /** Cuts them all: a server waits for every socket that was handed out, and nobody else ends these. */
  close(): void;
}

/** Makes the pipes; none is open yet. */
export function createRawPipes(): RawPipes {
  const sockets = new Set<Duplex>();
  return {
    open(upgrade, address) {
      const { socket } = upgrade;
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      openPipe(upgrade, address);
    },
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/**
 * Connects a socket that a custom node serves: after ComfyUI has agreed to switch protocols, bytes go through as they are. Before that nothing of
 * the client reaches ComfyUI but this one request.
 */
function openPipe({ request, socket, head, rewrite = copyHeaders }: Upgrade, address: string): void {
  const { protocol, hostname, port } = urlToHttpOptions(new URL(address));
  const forwarded = rewrite(forwardedHeaders(request));
  const headers = [...forwarded, 'Connection', 'Upgrade', 'Upgrade', request.headers.upgrade ?? ''];
  const ask = protocol === 'https:' ? httpsRequest : httpRequest;
  const outgoing = ask({ protocol, hostname, port, method: request.method, path: request.url, headers, agent: false });
  const leave = () => outgoing.destroy();
  socket.once('close', leave);
  outgoing.on('error', (error) => {
    endWith(socket, answerError(unreachable(error)));
  });
  outgoing.once('response', (answer) => {
    refuseAs(answer, socket, rewrite);
  });
  outgoing.once('upgrade', (answer, behind, firstBytes) => {
    socket.off('close', leave);
    socket.write(headOf(answer, rewrite(answer.rawHeaders)));
    if (firstBytes.length > 0) socket.write(firstBytes);
    if (head.length > 0) behind.write(head);
    join(socket, behind);
  });
  outgoing.end();
}

/** ComfyUI does not switch: its answer goes back, and the connection ends with it. */
function refuseAs(answer: IncomingMessage, socket: Duplex, rewrite: typeof copyHeaders): void {
  socket.write(headOf(answer, [...rewrite(forwardedHeaders(answer, ['content-length'])), 'Connection', 'close']));
  answer.on('error', () => socket.destroy());
  answer.pipe(socket);
}

function join(one: Duplex, other: Duplex): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.once('close', () => to.destroy());
  }
}

function headOf({ statusCode = 502 }: IncomingMessage, headers: readonly string[]): string {
  let head = `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? ''}\r\n`;
  for (let index = 0; index < headers.length; index += 2)
    head += `${headers[index] ?? ''}: ${headers[index + 1] ?? ''}\r\n`;
  return `${head}\r\n`;
}
