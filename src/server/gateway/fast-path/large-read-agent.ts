import { Agent, type AgentOptions, type ClientRequestArgs } from 'node:http';
import { connect, type Socket, type TcpNetConnectOpts } from 'node:net';
import { createLargeReading, type TakePiece } from './read-memory';

const maxFreeSockets = 16;
const diversions = new WeakMap<Socket, TakePiece>();

/** From the next read on, this connection of a {@link LargeReadAgent} gives its bytes to `take`. For good: its parser has lost count after that. */
export function divert(socket: Socket, take: TakePiece): void {
  diversions.set(socket, take);
}

/**
 * An HTTP agent whose connections read wide. Node's parser hands out bodies as copies, so a piece stays what it is when the next one is read
 * (large-read-agent.test.ts proves it).
 */
export class LargeReadAgent extends Agent {
  constructor(options: AgentOptions) {
    super({ noDelay: true, maxFreeSockets, ...options });
  }

  override createConnection(options: ClientRequestArgs): Socket {
    const onread = createLargeReading(
      () => socket,
      (piece) => {
        const take = diversions.get(socket);
        if (take) return take(piece);
        // Node's HTTP client listens to it.
        socket.emit('data', piece);
        return null;
      },
    );
    const socket = connect({ ...(options as TcpNetConnectOpts), onread });
    return socket;
  }
}
