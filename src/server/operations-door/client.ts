import type { WebSocket } from 'ws';
import { z } from 'zod';
import { AppError, toWordedBody } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import type { TokenCaller } from '../http/token-guard';
import { callByToken, type CallGround } from './call-by-token';

/** What a client may have waiting, bytes, before it is cut off: it does not read, and what waits for it would grow without end. */
const mostWaiting = 8 * 1024 * 1024;
/** How many calls of one client may be under way. */
const mostCalls = 100;

const CallId = z.union([z.string().min(1).max(100), z.int()]);
type CallId = z.infer<typeof CallId>;
const Frame = z.union([
  z.strictObject({ id: CallId, name: z.string(), input: z.unknown().optional() }),
  z.strictObject({ cancel: CallId }),
]);

/** One program at the socket. */
export interface DoorClient {
  send: (frame: string | Buffer) => void;
}

/** Answers the calls of a client until it leaves, which cancels those under way. A frame that is none ends the connection with the reason. */
export function serveClient(socket: WebSocket, caller: TokenCaller, ground: CallGround): DoorClient {
  const calls = new Map<CallId, AbortController>();
  const send: DoorClient['send'] = (frame) => sendTo(socket, frame);

  async function answer(id: CallId, name: string, input: unknown): Promise<void> {
    const call = new AbortController();
    const perform = async () => {
      calls.set(id, call);
      const context = { caller, signal: call.signal };
      return callByToken({ name, input, context }, ground).finally(() => calls.delete(id));
    };
    try {
      if (calls.has(id)) throw repeatedId(id);
      if (calls.size >= mostCalls) throw tooManyCalls();
      send(JSON.stringify({ id, ok: true, value: await perform() }));
    } catch (error) {
      send(JSON.stringify({ id, ok: false, error: toWordedBody(error) }));
    }
  }

  socket.on('message', (data, isBinary) => {
    const frame = isBinary || !Buffer.isBuffer(data) ? null : readFrame(data.toString('utf8'));
    if (frame === null) socket.close(1008, 'A frame is {id, name, input} or {cancel: id}, as JSON.');
    else if ('cancel' in frame) calls.get(frame.cancel)?.abort();
    else void answer(frame.id, frame.name, frame.input);
  });
  socket.on('error', (error) =>
    ground.log.debug('A client of the operations broke the connection.', { error: error.message }),
  );
  socket.once('close', () => {
    for (const call of calls.values()) call.abort();
  });
  return { send };
}

function sendTo(socket: WebSocket, frame: string | Buffer): void {
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount > mostWaiting) socket.close(1013, 'You do not read what is sent to you.');
  else socket.send(frame, { binary: false });
}

function readFrame(text: string): z.infer<typeof Frame> | null {
  try {
    return Frame.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

function repeatedId(id: CallId): AppError {
  return new AppError('invalid-input', msg`A call with the id "${id}" is under way.`, {
    remedy: msg`Give each call an id of its own.`,
  });
}

function tooManyCalls(): AppError {
  return new AppError('too-many-connections', msg`${mostCalls} calls of this client are under way.`, {
    remedy: msg`Wait for answers before you send more.`,
  });
}
