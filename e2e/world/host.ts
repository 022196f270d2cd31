import { randomInt } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** One request a host of the world has seen, so that a spec can assert what was asked for, or that nothing was. */
export interface SeenRequest {
  method: string;
  /** Path with its query, as sent. */
  path: string;
  userAgent: string;
  /** As sent; empty without one. */
  authorization: string;
  /** Whoever asked was gone before it was answered. */
  wasDropped?: true;
}

/** What a handler is given: the parsed address beside node's own pair. */
export interface HostRequest {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  /** Decoded path, always with a leading slash. */
  path: string;
}

type Handler = (input: HostRequest) => void | Promise<void>;

/** What a host is told to say in the place of its own answer: a value, sent as JSON, or a function that writes it. */
export type HostAnswer = Handler | string | number | boolean | readonly unknown[] | Readonly<Record<string, unknown>>;

/** A loopback HTTP server of the world. */
export interface Host {
  /** `http://127.0.0.1:PORT`, without a final slash. */
  url: string;
  requests(): SeenRequest[];
  forgetRequests(): void;
  /** What it has sent so far, in bytes: all answers with their headers. */
  sentBytes(): number;
  /**
   * From now on says this to whatever asks for the path (decoded, without query): JSON with status 200, or what the function writes;
   * null gives the host's own answer back. For hosts that lie.
   */
  answerWith(path: string, answer: HostAnswer | null): void;
  /** Ends every connection and stops listening, as a host that is down: whoever asks is refused by the system. */
  goDown(): Promise<void>;
  /** Listens again where it did. */
  comeUp(): Promise<void>;
  /** Ends every connection, then the server. */
  stop(): Promise<void>;
}

/** Starts a server on 127.0.0.1 with a port that nobody has; an exception in the handler becomes a 500. */
export async function startHost(ownHandle: Handler): Promise<Host> {
  let seen: SeenRequest[] = [];
  const fixedAnswers = new Map<string, HostAnswer>();
  const handle: Handler = (input) => {
    const fixed = fixedAnswers.get(input.path);
    if (fixed === undefined) return ownHandle(input);
    return typeof fixed === 'function' ? fixed(input) : sendJson(input.response, fixed);
  };
  const server = createServer((request, response) => {
    const target = request.url ?? '/';
    const userAgent = request.headers['user-agent'] ?? '';
    const seenRequest: SeenRequest = {
      ...{ method: request.method ?? 'GET', path: target, userAgent },
      authorization: request.headers.authorization ?? '',
    };
    seen.push(seenRequest);
    response.once('close', () => {
      if (!response.writableFinished) seenRequest.wasDropped = true;
    });
    answer({ request, response, target, handle }).catch((error: unknown) => fail(response, error));
  });
  // Node would end a connection after five idle seconds, at times in the face of the next request; a front of a CDN keeps it for minutes.
  server.keepAliveTimeout = 120_000;
  const countSent = countBytesOf(server);
  const port = await listenSomewhere(server);
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => [...seen],
    forgetRequests: () => {
      seen = [];
    },
    sentBytes: countSent,
    answerWith: (path, fixed) => {
      if (fixed === null) fixedAnswers.delete(path);
      else fixedAnswers.set(path, fixed);
    },
    goDown: () => close(server),
    comeUp: () => listen(server, port),
    stop: () => close(server),
  };
}

function countBytesOf(server: Server): () => number {
  const open = new Set<Socket>();
  let sentBefore = 0;
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      sentBefore += socket.bytesWritten;
    });
  });
  return () => [...open].reduce((sum, { bytesWritten }) => sum + bytesWritten, sentBefore);
}

async function answer(input: {
  request: IncomingMessage;
  response: ServerResponse;
  target: string;
  handle: Handler;
}): Promise<void> {
  const { request, response, target, handle } = input;
  const url = new URL(target, 'http://127.0.0.1');
  await handle({ request, response, url, path: decodeURIComponent(url.pathname) });
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy();
  else sendJson(response, { error: String(error) }, 500);
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/**
 * Below what Linux, macOS and Windows give to connections and to servers without a wish: a host that is down keeps its place there. Below these are the
 * ports of the apps of specs (launch.ts) and those that specs name (comfy-calls.ts), above them those of the unit tests of ComfyUI (comfy-place.ts).
 */
const [firstPort, slicePorts] = [22_000, 1000];

/** A slice for each worker of the unit tests and of the specs: while a host is down, no world of another worker comes to its place. */
function sliceOfWorker(): number {
  const { VITEST_POOL_ID: unit, TEST_PARALLEL_INDEX: spec } = process.env;
  if (unit !== undefined) return Number(unit) % 4;
  return spec === undefined ? randomInt(8) : 4 + (Number(spec) % 4);
}

async function listenSomewhere(server: Server): Promise<number> {
  const first = firstPort + slicePorts * sliceOfWorker();
  for (let remaining = 50; ; remaining -= 1) {
    const port = randomInt(first, first + slicePorts);
    try {
      await listen(server, port);
      return port;
    } catch (error) {
      // Somebody has this one.
      if (remaining === 0) throw error;
    }
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(bytes);
}

/** Reads the whole body of a request; the world's own clients send small ones. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}
