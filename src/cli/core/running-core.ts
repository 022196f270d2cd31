import { request } from 'node:http';
import { AppError, cancelled, fromErrorBody } from '../../contract/errors';
import type { ErrorBody } from '../../contract/error-body';
import type { AppEvent } from '../../contract/events';
import { msg } from '../../contract/text/message';
import type { Core } from './core';

/** Where the core of another process is, and what opens its door. */
interface Door {
  address: string;
  token: string;
}

function unreachable({ address }: Door, reason: string): AppError {
  return new AppError(
    'installation-busy',
    msg`The app that has this folder open does not answer at ${address}: ${reason}.`,
    {
      remedy: msg`Look whether it still runs, and try again.`,
    },
  );
}

interface HttpAnswer {
  status: number;
  text: string;
}

interface Call {
  name: string;
  input: unknown;
  signal?: AbortSignal | undefined;
}

/** One request; the whole of Node's own client would take longer to load than this takes. */
function post(door: Door, { name, input, signal }: Call): Promise<HttpAnswer> {
  return new Promise((done, fail) => {
    const headers = { authorization: `Bearer ${door.token}`, 'content-type': 'application/json' };
    const sent = request(
      new URL(`/v2/operations/${name}`, door.address),
      { method: 'POST', headers, ...(signal && { signal }) },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', fail);
        answer.on('end', () => done({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }));
      },
    );
    sent.on('error', fail).end(JSON.stringify(input));
  });
}

function readBody({ status, text }: HttpAnswer, door: Door): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreachable(door, `HTTP ${status}`);
  }
}

async function callDoor(door: Door, call: Call): Promise<unknown> {
  const answer = await post(door, call).catch((error: unknown) => {
    throw call.signal?.aborted ? cancelled() : unreachable(door, (error as Error).message);
  });
  const body = readBody(answer, door);
  if (answer.status !== 200) throw fromErrorBody(body as ErrorBody);
  return body;
}

/** What the door sends: its greeting, and events. */
interface Frame {
  hello?: unknown;
  event?: AppEvent;
}

async function listenAt(door: Door, onEvent: (event: AppEvent) => void, onLost: (error: Error) => void) {
  const { WebSocket } = await import('ws');
  const address = new URL('/v2/operations', door.address.replace(/^http/u, 'ws'));
  const socket = new WebSocket(address, 'cmd.operations.v1', { headers: { authorization: `Bearer ${door.token}` } });
  let isOver = false;
  await new Promise<void>((done, fail) => {
    const end = (reason: string) => {
      fail(unreachable(door, reason));
      if (!isOver) onLost(unreachable(door, reason));
    };
    socket.on('error', (error) => end(error.message));
    socket.on('close', (code) => end(`WebSocket ${code}`));
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString('utf8')) as Frame;
      if (frame.hello !== undefined) done();
      if (frame.event !== undefined) onEvent(frame.event);
    });
  });
  return () => {
    isOver = true;
    socket.terminate();
  };
}

/** The core of another process, by its door of operations. Nothing is sent before the first call, which throws `token-required` where the token is refused. */
export function connectCore(door: Door): Core {
  return {
    // What the door answers was made by the operation of this name.
    call: ((name, input, { signal } = {}) => callDoor(door, { name, input, signal })) as Core['call'],
    listen: (onEvent, onLost) => listenAt(door, onEvent, onLost),
    canAllow: false,
    close: () => Promise.resolve(),
  };
}
