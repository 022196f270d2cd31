import fastify, { type FastifyInstance } from 'fastify';
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from '../base/log';
import { AppError } from '../contract/errors';
import type { AppEvent } from '../contract/events';
import type { ManagerOperations } from '../contract/operations';
import { judgeChange, judgePassage } from './change-guard';
import type { VisitorJudges } from './gateway/admission';
import { createGateway, type Gateway } from './gateway/gateway';
import { hasBody } from './gateway/forwarded-headers';
import type { Upstream } from './gateway/upstream';
import { judgeSource, type SourceFacts } from './guards';
import { mountRows, sendError } from './mount';
import { createOwnNames } from './own-names';
import { endWith } from './raw-answer';
import { rehearse } from './rehearse';
import { answerError, bodyLimitBytes } from './respond';
import { routes } from './routes';
import { badHandshake, createEventSocket, socketPaths } from './socket';

/** The HTTP door while it is open. */
export interface ApiServer {
  /** The port it really listens on. */
  port: number;
  /** Stops accepting, ends every connection, and is done within a second. */
  close(): Promise<void>;
}

export interface ApiServerOptions {
  /** The core of the open installation; null while there is none. */
  operations: () => ManagerOperations | null;
  onEvent: (listener: (event: AppEvent) => void) => () => void;
  /** 0 takes any free port. */
  port: number;
  /** Where to listen; left out: on loopback. Anything else lets other machines in. */
  host?: string;
  /** Names by which it may be called, beside those of this machine. */
  allowedHosts?: readonly string[];
  /** The ComfyUI behind the door. Left out: there is none, and what is not ours is not found. */
  upstream?: Upstream;
  /** How long the headers of every request may take, and the whole of one that is ours. Uploads to ComfyUI take as long as they take. */
  requestTimeoutMs?: number;
  log: Logger;
}

const loopback = '127.0.0.1';
const defaultTimeoutMs = 60_000;
/** How long answers under way and clients that say goodbye may take when the server ends. */
const graceMs = 400;

/** Opens the HTTP door. Throws `port-unavailable` when the port cannot be had, `invalid-input` when the host is not of this machine. */
export async function createServer(options: ApiServerOptions): Promise<ApiServer> {
  const { operations, log, upstream, host = loopback, allowedHosts = [] } = options;
  // What ComfyUI prints it tells its pages itself; a second copy of every line would only fill their sockets.
  const onEvent: ApiServerOptions['onEvent'] = (listener) =>
    options.onEvent((event) => {
      if (event.name !== 'cmd-comfyui-log') listener(event);
    });
  const { requestTimeoutMs = defaultTimeoutMs } = options;
  const http = createListener(requestTimeoutMs);
  const names = createOwnNames(host, allowedHosts);
  let port = options.port;
  const listener = () => ({ port, names: names() });
  const judge = (source: SourceFacts) => judgeSource(source, listener());
  const visitors: VisitorJudges = {
    judge: (source, invited) => judgeSource(source, { ...listener(), leavesFetchSite: true, invited }),
    judgePassage: (source) => judgePassage(source, listener()),
  };
  const events = createEventSocket({ operations, onEvent, log, judge });
  const gateway = upstream ? createGateway({ upstream, operations, onEvent, log, visitors }) : null;
  const app = createApp({ http, log, gateway, requestTimeoutMs });
  mountRows(app, {
    ...{ rows: routes, operations, log, judge, ...(gateway ? { callRow: gateway.callRow } : {}) },
    judgeChange: (source) => judgeChange(source, listener()),
  });
  for (const path of socketPaths) {
    app.get(path, async () => {
      throw badHandshake('the request does not switch protocols');
    });
  }
  http.on('upgrade', (request, socket, head) => {
    if (!gateway?.upgrade(request, socket, head)) void events.upgrade(request, socket, head);
  });
  // Before the first request can come in.
  http.once('listening', () => (port = portOf(http)));
  try {
    await app.listen({ host, port: options.port });
  } catch (cause) {
    await Promise.all([events.close(0), gateway?.close(0)]);
    throw unavailable({ host, port: options.port }, cause);
  }
  await rehearse(port);
  log.info('The HTTP door is open.', { port, host });
  let closing: Promise<void> | null = null;
  return { port, close: () => (closing ??= closeAll({ app, http, doors: gateway ? [events, gateway] : [events] })) };
}

function createListener(requestTimeoutMs: number): Server {
  const http = createHttpServer({
    // Node answers a missing Host without a word; our guard does it with one.
    requireHostHeader: false,
    headersTimeout: requestTimeoutMs,
    requestTimeout: 0,
    connectionsCheckingInterval: requestTimeoutMs / 2,
    noDelay: true,
  });
  // An `Expect` that nobody knows is ignored; Node would refuse it without a word.
  http.on('checkExpectation', (request, response) => http.emit('request', request, response));
  return http;
}

interface AppParts {
  http: Server;
  log: Logger;
  gateway: Gateway | null;
  requestTimeoutMs: number;
}

/** What is ComfyUI's never reaches the routes: its bodies are not ours to read, and their parser would cost every small request. */
function createApp({ http, log, gateway, requestTimeoutMs }: AppParts): FastifyInstance {
  return fastify({
    serverFactory: (handler) =>
      http.on('request', (request, response) => {
        if (gateway?.request(request, response)) return;
        limitReceiving(request, requestTimeoutMs);
        handler(request, response);
      }),
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: (thrown, request, reply) => void sendError(reply, { thrown, request, log }),
    clientErrorHandler: answerBrokenRequest,
  });
}

/** Ends the connection of a request whose body does not arrive in time. */
function limitReceiving(request: IncomingMessage, requestTimeoutMs: number): void {
  if (request.complete || !hasBody(request)) return;
  const late = setTimeout(() => {
    endWith(request.socket, answerError(Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })));
  }, requestTimeoutMs);
  const stop = () => {
    clearTimeout(late);
  };
  request.once('end', stop);
  request.once('close', stop);
}

/** What is not HTTP at all, or too large to be, has no request object: the answer is written by hand. */
function answerBrokenRequest(error: Error, socket: Socket): void {
  const code = 'code' in error ? error.code : undefined;
  // Bytes after the last request of a connection: it has its answer, or gets it, and the connection ends with that.
  if (code === 'HPE_CLOSED_CONNECTION') return;
  if (code === 'ECONNRESET') socket.destroy();
  else endWith(socket, answerError(error));
}

function portOf(http: Server): number {
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.');
  return address.port;
}

const unknownHostCodes: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'EADDRNOTAVAIL', 'EAI_AGAIN', 'EINVAL']);

function unavailable({ host, port }: { host: string; port: number }, cause: unknown): AppError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (unknownHostCodes.has(code)) {
    return new AppError(
      'invalid-input',
      `The setting gateway.host is "${host}", which is no address of this machine.`,
      {
        remedy: 'Set it to 127.0.0.1, to 0.0.0.0 (other machines can call then), or to an address of this machine.',
        cause,
      },
    );
  }
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: 'another program uses it',
    EACCES: 'this user may not listen on it',
    ERR_SOCKET_BAD_PORT: 'ports go from 0 to 65535',
  };
  const reason = reasons[String(code)] ?? (cause instanceof Error ? cause.message : String(cause));
  return new AppError('port-unavailable', `Port ${port} cannot be used: ${reason}.`, {
    remedy: 'Choose another port, or close the program that holds it.',
    details: { port },
    cause,
  });
}

interface Closing {
  app: FastifyInstance;
  http: Server;
  doors: readonly { close(graceMs: number): Promise<void> }[];
}

async function closeAll({ app, http, doors }: Closing): Promise<void> {
  const cut = setTimeout(() => {
    http.closeAllConnections();
  }, graceMs);
  await Promise.all([...doors.map((door) => door.close(graceMs)), app.close()]);
  clearTimeout(cut);
}
