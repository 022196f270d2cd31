import { Socket, type SocketConstructorOpts } from 'node:net';
import { createLargeReading, type TakePiece } from './read-memory';

export interface Takeover {
  take: TakePiece;
  /** Called when the other side sends no more. */
  onEnd: () => void;
}

/**
 * Takes the reading of a connection out of the hands of Node's HTTP server: from the next read on its bytes and its end are told here alone.
 * Writing and closing stay with `socket`.
 */
export function takeOverReading(socket: Socket, { take, onEnd }: Takeover): void {
  // Whoever listens makes Node's parser read through the socket instead of around it.
  socket.on('data', () => undefined);
  for (const event of ['data', 'end']) socket.removeAllListeners(event);
  const reader = openReader(socket, take);
  reader.once('end', onEnd);
  reader.resume();
}

/** Reads what `owner` would. The handle of a connection stays the owner's: who ends this one ends the owner. */
class Reader extends Socket {
  readonly #owner: Socket;

  constructor(owner: Socket, options: SocketConstructorOpts) {
    super(options);
    this.#owner = owner;
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#owner.destroy(error ?? undefined);
    done(null);
  }
}

/**
 * A second socket over the same handle. Node offers wide reads for connections that were made, not for those that were accepted, so the handle is
 * taken by its inner name; a Node without it shows in fast-path.test.ts.
 */
function openReader(owner: Socket, take: TakePiece): Socket {
  const { _handle: handle } = owner as unknown as { _handle: object };
  const onread = createLargeReading(() => reader, take);
  const options = { handle, onread, allowHalfOpen: true };
  const reader: Socket = new Reader(owner, options);
  return reader;
}
