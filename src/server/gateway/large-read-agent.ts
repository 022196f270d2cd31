import { Agent, type AgentOptions, type ClientRequestArgs } from 'node:http';
import { connect, type Socket, type TcpNetConnectOpts } from 'node:net';

/** Sixteen times what Node reads at once by itself: most of the cost of a long body is the number of its pieces. */
const readBytes = 1024 * 1024;
const maxFreeSockets = 16;

/**
 * An HTTP agent whose connections read up to a megabyte at once, always into the same memory. Node's parser hands out bodies as copies, so a piece
 * stays what it is when the next one is read (large-read-agent.test.ts proves it).
 */
export class LargeReadAgent extends Agent {
  constructor(options: AgentOptions) {
    super({ noDelay: true, maxFreeSockets, ...options });
  }

  override createConnection(options: ClientRequestArgs): Socket {
    const memory = Buffer.allocUnsafeSlow(readBytes);
    const onread = {
      buffer: memory,
      callback: (size: number) => {
        // A socket that reads so emits no `data` by itself, and Node's HTTP client listens to it.
        socket.emit('data', memory.subarray(0, size));
        return true;
      },
    };
    const socket = connect({ ...(options as TcpNetConnectOpts), onread });
    return socket;
  }
}
