import type { WebSocket } from 'ws';
import type { Logger } from '../../base/log';
import type { AppEvent } from '../../contract/events';
import type { ManagerOperations } from '../../contract/operations';
import { createPulse } from './pulse';
import { composeQueueStatus, frameOf } from './state-frame';

export interface AudienceOptions {
  operations: () => ManagerOperations | null;
  onEvent: (listener: (event: AppEvent) => void) => () => void;
  log: Logger;
}

const maxWaitingBytes = 8 * 1024 * 1024;
/** What web UIs ask before they show a manager (docs/reference/on-the-wire.md 5). */
export const serverFlags = { extension: { manager: { supports_v4: true, supports_csrf_post: true } } };

interface Client {
  id: string;
  socket: WebSocket;
  hasSpoken: boolean;
}

/** Who listens right now. */
export interface Audience {
  /** Greets a client with its id and the current state; from then on it hears every event. */
  welcome(id: string, socket: WebSocket, remaining: number): void;
  /** Stops listening and telling; the connections are ended by who opened them. */
  close(): void;
}

/**
 * Makes the audience: hears every event and tells it to all. An id has one client: who comes with a known id takes its
 * place, and the earlier one hears no more. It is not cut: two tabs of one id that reconnect would cut each other for ever.
 */
export function createAudience({ operations, onEvent, log }: AudienceOptions): Audience {
  const clients = new Map<string, Client>();
  let statesSent = 0;

  const unsubscribe = onEvent((event) => {
    if ('state' in event.payload) statesSent += 1;
    if (clients.size === 0) return;
    // Turned into bytes once, and not for each client.
    const frame = Buffer.from(frameOf(event.name, event.payload));
    for (const client of clients.values()) sendFrame(client, frame);
  });
  const pulse = createPulse();

  const sendState = async (client: Client): Promise<void> => {
    const implementations = operations();
    if (!implementations) return;
    const before = statesSent;
    const data = await composeQueueStatus(implementations);
    // A newer state went out meanwhile, to this client too; ours may be older.
    if (statesSent === before) sendFrame(client, frameOf('cm-queue-status', data));
  };

  return {
    welcome(id, socket, remaining) {
      const client: Client = { id, socket, hasSpoken: false };
      pulse.follow(socket);
      clients.set(id, client);
      socket.on('message', (data, isBinary) => answerFlags(client, isBinary ? '' : textOfFrame(data)));
      socket.on('error', (error) => log.debug('An event client broke the connection.', { error: error.message }));
      socket.on('close', () => {
        if (clients.get(id) === client) clients.delete(id);
      });
      sendFrame(client, statusFrame(id, remaining));
      sendState(client).catch((error: unknown) => log.warn('The state could not be sent to a new client.', { error }));
    },
    close() {
      unsubscribe();
      pulse.stop();
      clients.clear();
    },
  };
}

function statusFrame(sid: string, remaining: number): string {
  return JSON.stringify({ type: 'status', data: { status: { exec_info: { queue_remaining: remaining } }, sid } });
}

/** Sends, or cuts a client that does not read: what waits for it would grow without end. */
function sendFrame({ socket }: Client, frame: string | Buffer): void {
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount > maxWaitingBytes) socket.terminate();
  else socket.send(frame, { binary: false });
}

/** The flags are an answer to the first frame only, as the reference's host does it. Other frames are nothing to us. */
function answerFlags(client: Client, text: string): void {
  const isFirst = !client.hasSpoken;
  client.hasSpoken = true;
  if (isFirst && typeOf(text) === 'feature_flags') {
    sendFrame(client, JSON.stringify({ type: 'feature_flags', data: serverFlags }));
  }
}

function typeOf(text: string): unknown {
  try {
    const frame: unknown = JSON.parse(text);
    return typeof frame === 'object' && frame !== null && 'type' in frame ? frame.type : undefined;
  } catch {
    return undefined;
  }
}

function textOfFrame(data: Buffer | ArrayBuffer | Buffer[]): string {
  return Buffer.isBuffer(data) ? data.toString('utf8') : '';
}
