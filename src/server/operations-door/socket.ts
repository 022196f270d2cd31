import type { IncomingMessage } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { AppError } from '../../contract/errors';
import type { AppEvent } from '../../contract/events';
import type { Installation } from '../../contract/installation';
import { msg } from '../../contract/text/message';
import { tokenOperations } from '../../contract/token-operations';
import { createPulse } from '../events/pulse';
import { endAll, type EventSocket } from '../events/socket';
import { readSource, type SourceFacts } from '../http/guards';
import { callerBy, type TokenCaller } from '../http/token-guard';
import { endWith } from '../http/raw-answer';
import { answerError, bodyLimitBytes } from '../http/respond';
import type { CallGround } from './call-by-token';
import { serveClient, type DoorClient } from './client';
import { createEventMemory, type EventMemory } from './event-memory';

/** The language that is spoken there. */
const operationsProtocol = 'cmd.operations.v1';

export interface OperationsSocketOptions extends CallGround {
  installation: () => Installation | null;
  onEvent: (listener: (event: AppEvent, number: number) => void) => () => void;
  /** Refuses who may not come in; null lets in. */
  judge: (source: SourceFacts) => AppError | null;
  isLocalToken: (text: string) => boolean;
  appVersion: string;
}

/**
 * Makes the socket of the operations: calls with ids come in, and answers and events go out. Every event has a number, and a client that was cut off gets
 * what it missed when it says the last one that it has (`?after=`), or that some of it is no longer known.
 */
export function createOperationsSocket(options: OperationsSocketOptions): EventSocket {
  const server = new WebSocketServer({
    ...{ noServer: true, maxPayload: bodyLimitBytes, perMessageDeflate: false },
    handleProtocols: () => operationsProtocol,
  });
  server.on('wsClientError', (error, socket) => endWith(socket, answerError(badCall(error.message))));
  const clients = new Set<DoorClient>();
  const pulse = createPulse();
  let latest = 0;
  /** Null: nobody has listened yet, so nothing need be remembered. */
  let memory: EventMemory | null = null;
  const unsubscribe = options.onEvent((event, number) => {
    // The reference's events repeat the whole history for web UIs.
    if (event.name.startsWith('cm-')) return;
    latest = number;
    if (memory === null) return;
    // Turned into bytes once, and not for each client.
    const frame = Buffer.from(memory.add(event, number));
    for (const client of clients) client.send(frame);
  });

  const welcome = (socket: WebSocket, caller: TokenCaller, after: number | null): void => {
    memory ??= createEventMemory(latest);
    const client = serveClient(socket, caller, options);
    const { appVersion: version, installation } = options;
    const hello = { version, installation: installation(), operations: tokenOperations, number: latest };
    client.send(JSON.stringify({ hello }));
    const missed = after === null ? [] : (memory.after(after) ?? [JSON.stringify({ missed: true })]);
    for (const frame of missed) client.send(frame);
    clients.add(client);
    pulse.follow(socket);
    socket.once('close', () => clients.delete(client));
  };

  return {
    upgrade(request, socket, head) {
      // Between the upgrade and the handshake nobody else listens: an unheard error would end the process.
      socket.on('error', () => socket.destroy());
      try {
        const after = admit(request, options.judge);
        const caller = callerBy(readSource(request), options.isLocalToken);
        server.handleUpgrade(request, socket, head, (webSocket) => welcome(webSocket, caller, after));
      } catch (error) {
        endWith(socket, answerError(error));
      }
      return Promise.resolve();
    },
    async close(graceMs) {
      unsubscribe();
      pulse.stop();
      clients.clear();
      await endAll([...server.clients], graceMs);
      server.close();
    },
  };
}

/** The number after which a client that may come in wants to hear; null: it begins now. Throws the refusal. */
function admit(request: IncomingMessage, judge: OperationsSocketOptions['judge']): number | null {
  const refusal = judge(readSource(request));
  if (refusal) throw refusal;
  const spoken = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  if (request.headers.upgrade?.toLowerCase() !== 'websocket' || !spoken.includes(operationsProtocol))
    throw badCall(`it is a WebSocket of the protocol ${operationsProtocol}`);
  const [, query = ''] = (request.url ?? '').split('?', 2);
  const after = new URLSearchParams(query).get('after');
  if (after === null) return null;
  if (/^\d{1,16}$/.test(after)) return Number(after);
  throw badCall('`after` is the number of an event');
}

function badCall(reason: string): AppError {
  return new AppError('invalid-input', msg`The socket of the operations cannot be opened: ${reason}.`, {
    remedy: msg`Open it as /v2/docs/openapi.yaml says.`,
  });
}
