import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { AppError } from '../../contract/errors';
import { createPulse } from '../events/pulse';
import { DoorFailure, headersFor, readJson, readRefusal, readText, type Door } from './ask-door';

/** One that is gone without a word is noticed within twice this time. */
const pingEveryMs = 10_000;
/** For the connection, and once more for the greeting. */
const greetingMs = 10_000;
const maxFrameBytes = 64 * 1024 * 1024;
const maxRefusalBytes = 64 * 1024;

export interface SocketOptions {
  /** The number of the last event that is known; null: what is told from now on. */
  after: number | null;
  /** The first frame, and those after it. What it throws ends the connection. */
  onFrame: (frame: Record<string, unknown>) => void;
  /** Called once, unless it was closed from here. */
  onEnd: (error: Error) => void;
}

/** For people it is told as that of any connection. */
const cutOff = Object.assign(new Error('The connection was cut.'), { code: 'ECONNRESET' });

/** Opens the socket of a door, by which it tells its events. The answer closes it; nothing is told any more then. */
export function hearDoor(door: Door, { after, onFrame, onEnd }: SocketOptions): () => void {
  const url = new URL('/v2/operations', door.address.replace(/^http/u, 'ws'));
  if (after !== null) url.searchParams.set('after', String(after));
  const socket = new WebSocket(url, 'cmd.operations.v1', {
    headers: headersFor(door),
    ...{ handshakeTimeout: greetingMs, maxPayload: maxFrameBytes, perMessageDeflate: false },
  });
  const pulse = createPulse(pingEveryMs);
  let isOver = false;

  const close = (): void => {
    isOver = true;
    clearTimeout(late);
    pulse.stop();
    socket.terminate();
  };
  const end = (error: Error): void => {
    if (isOver) return;
    close();
    onEnd(error);
  };
  const late = setTimeout(() => end(new DoorFailure('strange', 'no greeting')), 2 * greetingMs);

  socket.once('open', () => pulse.follow(socket));
  socket.on('message', (data: Buffer, isBinary) => {
    if (isOver) return;
    clearTimeout(late);
    try {
      onFrame(readFrame(data, isBinary));
    } catch (error) {
      end(error as Error);
    }
  });
  socket.on('unexpected-response', (_request, answer) => void readAnswer(answer).then(end));
  socket.on('error', (cause) => end(new DoorFailure('unreachable', cause.message, { cause })));
  socket.on('close', (code) => end(new DoorFailure('unreachable', `WebSocket ${code}`, { cause: cutOff })));
  return close;
}

function readFrame(data: Buffer, isBinary: boolean): Record<string, unknown> {
  const frame = isBinary ? undefined : readJson(data.toString('utf8'));
  if (typeof frame === 'object' && frame !== null) return frame as Record<string, unknown>;
  throw new DoorFailure('strange', 'no JSON');
}

async function readAnswer(answer: IncomingMessage): Promise<AppError | DoorFailure> {
  const text = await readText(answer, maxRefusalBytes).catch(() => '');
  return readRefusal(answer.statusCode ?? 0, readJson(text));
}
