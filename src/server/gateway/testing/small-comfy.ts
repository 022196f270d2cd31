import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

/** A real HTTP and WebSocket server that stands where ComfyUI does, and does what a test tells it. */
export interface SmallComfy {
  port: number;
  address: string;
  /** What came in, newest last. */
  requests: IncomingMessage[];
  /** Open event sockets, newest last. */
  sockets: WebSocket[];
  /** Texts that came over event sockets. */
  received: string[];
  close(): Promise<void>;
}

export interface SmallComfyOptions {
  port?: number;
  answer?: RequestListener;
  /** Refuses event sockets with this status. */
  refusesSockets?: number;
  /** How long an open event socket waits for its first message, which says who it is. */
  firstWordMs?: number;
  /** Called for every event socket, after its status was sent. */
  onSocket?: (socket: WebSocket, request: IncomingMessage) => void;
}

export async function startSmallComfy(options: SmallComfyOptions = {}): Promise<SmallComfy> {
  const requests: IncomingMessage[] = [];
  const sockets: WebSocket[] = [];
  const received: string[] = [];
  const http = createServer((request, response) => {
    requests.push(request);
    if (options.answer) options.answer(request, response);
    else response.end('comfy');
  });
  const events = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 0 });
  let count = 0;
  http.on('upgrade', (request, socket, head) => {
    requests.push(request);
    if (options.refusesSockets) {
      socket.end(`HTTP/1.1 ${options.refusesSockets} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      return;
    }
    events.handleUpgrade(request, socket, head, (client) => {
      sockets.push(client);
      const clientId = new URL(request.url ?? '', 'http://comfy').searchParams.get('clientId');
      const sid = clientId || `sid-${(count += 1)}`;
      const speak = () =>
        client.send(JSON.stringify({ type: 'status', data: { status: { exec_info: { queue_remaining: 0 } }, sid } }));
      if (options.firstWordMs === undefined) speak();
      else setTimeout(speak, options.firstWordMs);
      client.on('message', (data, isBinary) => {
        if (!isBinary && Buffer.isBuffer(data)) received.push(data.toString('utf8'));
      });
      options.onSocket?.(client, request);
    });
  });
  await listen(http, options.port ?? 0);
  const { port } = http.address() as AddressInfo;
  return {
    ...{ port, address: `http://127.0.0.1:${port}`, requests, sockets, received },
    close: async () => {
      for (const client of events.clients) client.terminate();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

function listen(http: Server, port: number): Promise<void> {
  return new Promise((resolve) => http.listen(port, '127.0.0.1', resolve));
}
