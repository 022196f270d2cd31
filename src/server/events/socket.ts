import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { ClientId } from '../../contract/tasks/tasks';
import { createAudience, type AudienceOptions } from './audience';
import { readSource, type SourceFacts } from '../http/guards';
import { answerError } from '../http/respond';
import { endWith } from '../http/raw-answer';
import { countRemaining } from './state-frame';

export interface EventSocketOptions extends AudienceOptions {
  /** Refuses who may not come in; null lets in. */
  judge: (source: SourceFacts) => AppError | null;
}

/** The event socket of one server. */
export interface EventSocket {
  /** Answers an HTTP upgrade: guards first, then the greeting. Never throws. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
  /** Says goodbye to every client and cuts those that do not leave within `graceMs`. */
  close(graceMs: number): Promise<void>;
}

const openAtWs = 'Open a WebSocket at /ws.';

/** The refusal of a request that would be an event socket but for the reason given. */
export function badHandshake(reason: string): AppError {
  return new AppError('invalid-input', msg`No event socket can be opened: ${reason}.`, { remedy: openAtWs });
}

/** Where clients open the event socket. */
export const socketPaths: readonly string[] = ['/ws', '/api/ws'];

/** Whether a path is one of them. */
export function isEventSocketPath(path: string): boolean {
  return socketPaths.includes(path);
}

const maxFrameBytes = 1024 * 1024;

/** Makes the event socket: every event goes to every client as `{ type, data }`, and each client starts with the current state. */
export function createEventSocket(options: EventSocketOptions): EventSocket {
  const server = new WebSocketServer({ noServer: true, maxPayload: maxFrameBytes, perMessageDeflate: false });
  server.on('wsClientError', (error, socket) => refuse(socket, badHandshake(error.message)));
  const audience = createAudience(options);
  const knocking = new Set<Duplex>();

  return {
    async upgrade(request, socket, head) {
      // Between the upgrade and the handshake nobody else listens: an unheard error would end the process.
      socket.on('error', () => socket.destroy());
      socket.once('close', () => knocking.delete(socket));
      knocking.add(socket);
      try {
        const id = admit(request, options.judge);
        const remaining = await countRemaining(options.operations());
        // Gone, or the server ends.
        if (!knocking.delete(socket)) return;
        server.handleUpgrade(request, socket, head, (webSocket) => audience.welcome(id, webSocket, remaining));
      } catch (error) {
        refuse(socket, error);
      }
    },
    async close(graceMs) {
      for (const socket of knocking) socket.destroy();
      knocking.clear();
      audience.close();
      await endAll([...server.clients], graceMs);
      server.close();
    },
  };
}

/** The client id of an upgrade that may come in. Throws the refusal. */
function admit(request: IncomingMessage, judge: EventSocketOptions['judge']): string {
  const refusal = judge(readSource(request));
  if (refusal) throw refusal;
  if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
    throw badHandshake('only WebSocket is spoken besides HTTP/1.1');
  }
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  if (!isEventSocketPath(path)) {
    throw new AppError('not-found', msg`There is no event socket at ${path.slice(0, 200)}.`, { remedy: openAtWs });
  }
  return clientIdOf(query);
}

/** `clientId` of the query, else 32 hex digits of our own. */
function clientIdOf(query: string): string {
  const wanted = new URLSearchParams(query).get('clientId');
  if (!wanted) return randomUUID().replaceAll('-', '');
  const parsed = ClientId.safeParse(wanted);
  if (parsed.success) return parsed.data;
  throw new AppError('invalid-input', msg`The clientId is too long or has control characters.`, {
    remedy: msg`Choose another one, or leave it out.`,
  });
}

function refuse(socket: Duplex, thrown: unknown): void {
  endWith(socket, answerError(thrown));
}

/** Says goodbye to clients, and cuts those that have not left within `graceMs`. */
export async function endAll(sockets: readonly WebSocket[], graceMs: number): Promise<void> {
  const ends = sockets.map(
    (socket) =>
      new Promise<void>((resolve) => {
        socket.once('close', () => {
          resolve();
        });
        socket.close(1001, 'The server ends.');
      }),
  );
  const cut = setTimeout(() => {
    for (const socket of sockets) socket.terminate();
  }, graceMs);
  await Promise.all(ends);
  clearTimeout(cut);
}
