import { WebSocket, type ClientOptions } from 'ws';

export interface Frame {
  type: string;
  data: unknown;
}

/** A client of the event socket that keeps what it hears. */
export interface EventClient {
  frames: Frame[];
  socket: WebSocket;
  /** Answers the `count`-th frame as soon as it is there. */
  frame(count: number): Promise<Frame>;
  /** Resolves with the close code. */
  closed: Promise<number>;
}

/** Opens a client; rejects when the server refuses the handshake. */
export async function connectEvents(
  port: number,
  { path = '/ws', ...options }: ClientOptions & { path?: string } = {},
): Promise<EventClient> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, options);
  const frames: Frame[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (data, isBinary) => {
    if (isBinary || !Buffer.isBuffer(data)) throw new Error('A frame is not text.');
    frames.push(JSON.parse(data.toString('utf8')) as Frame);
    for (const check of waiting) check();
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  socket.on('error', () => undefined);
  const frame = async (count: number): Promise<Frame> =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`Frame ${count} never came; ${frames.length} did.`)), 5000);
      const check = (): void => {
        const found = frames[count - 1];
        if (!found) return;
        clearTimeout(late);
        waiting.delete(check);
        resolve(found);
      };
      waiting.add(check);
      check();
    });
  return { frames, socket, frame, closed };
}
