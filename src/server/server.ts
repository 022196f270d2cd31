import fastify, { type FastifyInstance } from 'fastify';
import { createServer as createHttpServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from '../base/log';
import { AppError } from '../contract/errors';
import type { AppEvent } from '../contract/events';
import type { ManagerOperations } from '../contract/operations';
import { mountRows, sendError } from './mount';
import { endWith } from './raw-answer';
import { rehearse } from './rehearse';
import { answerError, bodyLimitBytes } from './respond';
import { routes } from './routes';
import { badHandshake, createEventSocket, socketPaths, type EventSocket } from './socket';

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
  log: Logger;
}

const loopback = '127.0.0.1';
const requestTimeoutMs = 60_000;
/** How long answers under way and clients that say goodbye may take when the server ends. */
const graceMs = 400;

/** Opens the HTTP door on the loopback address. Throws `port-unavailable` when the port cannot be had. */
export async function createServer(options: ApiServerOptions): Promise<ApiServer> {
  const { operations, onEvent, log } = options;
  // Node answers a missing Host without a word; our guard does it with one.
  const http = createHttpServer({ requireHostHeader: false, requestTimeout: requestTimeoutMs, noDelay: true });
  let port = options.port;
  const events = createEventSocket({ operations, onEvent, log, port: () => port });
  const app = createApp(http, log);
  mountRows(app, { rows: routes, operations, log, port: () => port });
  for (const path of socketPaths) {
    app.get(path, async () => {
      throw badHandshake('the request does not switch protocols');
    });
  }
  http.on('upgrade', (request, socket, head) => void events.upgrade(request, socket, head));
  // An `Expect` that nobody knows is ignored; Node would refuse it without a word.
  http.on('checkExpectation', (request, response) => http.emit('request', request, response));
  // Before the first request can come in.
  http.once('listening', () => (port = portOf(http)));
  try {
    await app.listen({ host: loopback, port: options.port });
  } catch (cause) {
    await events.close(0);
    throw unavailable(options.port, cause);
  }
  await rehearse(port);
  log.info('The HTTP door is open.', { port });
  let closing: Promise<void> | null = null;
  return { port, close: () => (closing ??= closeAll({ app, http, events })) };
}

function createApp(http: Server, log: Logger): FastifyInstance {
  return fastify({
    serverFactory: (handler) => http.on('request', handler),
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: (thrown, request, reply) => void sendError(reply, { thrown, request, log }),
    clientErrorHandler: answerBrokenRequest,
  });
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

function unavailable(port: number, cause: unknown): AppError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
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

async function closeAll({
  app,
  http,
  events,
}: {
  app: FastifyInstance;
  http: Server;
  events: EventSocket;
}): Promise<void> {
  const cut = setTimeout(() => {
    http.closeAllConnections();
  }, graceMs);
  await Promise.all([events.close(graceMs), app.close()]);
  clearTimeout(cut);
}
