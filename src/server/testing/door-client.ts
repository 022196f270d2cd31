import { WebSocket, type ClientOptions } from 'ws';

/** For tests only: a token that the door of a test takes. */
export const doorToken = 'cmd_token-of-tests';

/** What comes over the socket of the operations. */
export interface DoorFrame {
  hello?: { version: string; installation: unknown; operations: string[]; number: number };
  id?: unknown;
  ok?: boolean;
  value?: unknown;
  error?: { code: string; message: string; words?: unknown };
  event?: { name: string; payload: unknown };
  number?: number;
  missed?: boolean;
}

/** A program at the socket of the operations, which keeps what it hears. */
export interface DoorClient {
  frames: DoorFrame[];
  socket: WebSocket;
  send: (frame: unknown) => void;
  /** Resolves with the first frame that fits, come or yet to come; rejects when the connection closes before. */
  next: (fits: (frame: DoorFrame) => boolean) => Promise<DoorFrame>;
  /** Sends a call and resolves with its answer. */
  call: (name: string, input?: unknown) => Promise<DoorFrame>;
  /** Resolves with code and reason. */
  closed: Promise<{ code: number; reason: string }>;
}

/** Opens the socket; rejects when the server refuses the handshake. */
export async function connectDoor(
  port: number,
  { query = '', headers = {}, protocol = 'cmd.operations.v1', ...rest }: DoorOptions = {},
): Promise<DoorClient> {
  const options = { ...rest, headers: { authorization: `Bearer ${doorToken}`, ...headers } };
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v2/operations${query}`, protocol, options);
  const frames: DoorFrame[] = [];
  const waiting = new Set<() => void>();
  let calls = 0;
  const look = () => waiting.forEach((check) => check());
  socket.on('message', (data) => {
    frames.push(JSON.parse((data as Buffer).toString('utf8')) as DoorFrame);
    look();
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => {
      resolve({ code, reason: reason.toString() });
      look();
    }),
  );
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  socket.on('error', () => undefined);
  const send = (frame: unknown) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  const next: DoorClient['next'] = (fits) =>
    new Promise((resolve, reject) => {
      const check = () => {
        const found = frames.find(fits);
        if (found) resolve(found);
        else if (socket.readyState === WebSocket.CLOSED) reject(new Error('The connection was closed before.'));
        else return;
        waiting.delete(check);
      };
      waiting.add(check);
      check();
    });
  return {
    ...{ frames, socket, send, next, closed },
    call(name, input) {
      const id = (calls += 1);
      send({ id, name, input });
      return next((frame) => frame.id === id);
    },
  };
}

type DoorOptions = ClientOptions & { query?: string; protocol?: string };
