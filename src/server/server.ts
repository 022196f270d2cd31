import fastify, { type FastifyInstance } from 'fastify';
import type { IncomingMessage, Server } from 'node:http';
import type { Logger } from '../base/log';
import type { AppEvent } from '../contract/events';
import type { Installation } from '../contract/installation';
import type { ManagerOperations } from '../contract/operations';
import { judgeChange, judgePassage } from './http/change-guard';
import type { VisitorJudges } from './gateway/admission';
import { createGateway, type Gateway } from './gateway/gateway';
import { createRemoteGateway } from './gateway/remote-gateway';
import { pathOf } from './gateway/own-paths';
import { hasBody } from './http/forwarded-headers';
import type { Upstream } from './gateway/upstream';
import { judgeSource, type SourceFacts } from './http/guards';
import { answerBrokenRequest, createListener, portOf, receive, unavailable, type Callers } from './http/listener';
import { mountRows, sendError } from './http/mount';
import { mountHealth } from './http/health';
import { createOwnNames } from './http/own-names';
import { judgeToken, type IsToken } from './http/token-guard';
import { endWith } from './http/raw-answer';
import { warmUp } from './http/warm-up';
import { answerError, bodyLimitBytes } from './http/respond';
import type { CoreProof } from './operations-door/core-proof';
import { mountProof } from './operations-door/proof-request';
import { mountOperationRequests, operationsPath } from './operations-door/requests';
import { createOperationsSocket } from './operations-door/socket';
import { routes } from './routes';
import { badHandshake, createEventSocket, socketPaths } from './events/socket';

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
  onEvent: (listener: (event: AppEvent, number: number) => void) => () => void;
  /** What is open behind the door. Left out: nothing. */
  installation?: () => Installation | null;
  /** Left out: it is not told. */
  appVersion?: string;
  /** 0 takes any free port. */
  port: number;
  /** Where to listen; left out: on loopback. Anything else lets other machines in. */
  host?: string;
  /** Names by which it may be called, beside those of this machine. */
  allowedHosts?: readonly string[];
  /** Whether a text is a token for who sends it. Left out: there is none. */
  isToken?: IsToken;
  /** Whether such a token is that of the profile, which programs of this account alone have. Left out: none is. */
  isLocalToken?: (text: string) => boolean;
  /** Proves to a program of this account that this is its core; null: it cannot. Left out: it never can. */
  prove?: (nonce: string, port: number) => CoreProof | null;
  /** The ComfyUI behind the door. Left out: there is none, and what is not ours is not found. */
  upstream?: Upstream;
  /** How long the whole of a request that is ours may take; its head has 10 s at most, as every head. Uploads to ComfyUI take as long as they take. */
  requestTimeoutMs?: number;
  log: Logger;
}

/** What is left out of the options. */
const defaults = {
  ...{ host: '127.0.0.1', allowedHosts: [], appVersion: '', requestTimeoutMs: 60_000 },
  ...{ isToken: () => false, isLocalToken: () => false },
  installation: () => null,
};
const headTimeoutMs = 10_000;
/** How long answers under way and clients that say goodbye may take when the server ends. */
const graceMs = 400;

/** Opens the HTTP door. Throws `port-unavailable` when the port cannot be had, `invalid-input` when the host is not of this machine. */
export async function createServer(options: ApiServerOptions): Promise<ApiServer> {
  const all = { ...defaults, ...options };
  const { operations, log, upstream, host, allowedHosts, isToken, isLocalToken, requestTimeoutMs } = all;
  // What ComfyUI prints it tells its pages itself; a second copy of every line would only fill their sockets.
  const onEvent = (listener: (event: AppEvent) => void) =>
    options.onEvent((event) => {
      if (event.name !== 'cmd-comfyui-log') listener(event);
    });
  const http = createListener(Math.min(headTimeoutMs, requestTimeoutMs));
  const names = createOwnNames(host, allowedHosts);
  let port = options.port;
  const listener = () => ({ port, names: names() });
  const judge = (source: SourceFacts) => judgeSource(source, listener());
  const visitors: VisitorJudges = {
    judge: (source, invited) => judgeSource(source, { ...listener(), leavesFetchSite: true, invited }),
    judgePassage: (source) => judgePassage(source, listener()),
  };
  const events = createEventSocket({ operations, onEvent, log, judge });
  const calls = createOperationsSocket({
    ...all,
    judge: (source) => judge(source) ?? judgeToken(source, isToken),
  });
  const gateway = upstream
    ? createRemoteGateway(createGateway({ upstream, operations, onEvent, log, visitors }), { upstream, visitors })
    : null;
  const upgrade: Callers['upgrade'] = (request, socket, head) => {
    if (gateway?.upgrade(request, socket, head)) return;
    const door = pathOf(request.url ?? '') === operationsPath ? calls : events;
    void door.upgrade(request, socket, head);
  };
  const app = createApp({ http, log, gateway, upgrade, requestTimeoutMs });
  mountRows(app, {
    ...{ rows: routes, operations, log, judge, ...(gateway ? { callers: gateway.callers } : {}) },
    judgeChange: (source) => judgeChange(source, listener(), isToken),
  });
  mountOperationRequests(app, { operations, isToken, isLocalToken, log });
  mountProof(app, (nonce) => options.prove?.(nonce, port) ?? null);
  mountHealth(app, () => ({
    ...{ version: options.appVersion ?? '', isOpen: operations() !== null, comfyui: upstream?.status()?.state ?? null },
  }));
  for (const path of socketPaths) {
    app.get(path, async () => {
      throw badHandshake('the request does not switch protocols');
    });
  }
  // Before the first request can come in.
  http.once('listening', () => (port = portOf(http)));
  try {
    await app.listen({ host, port: options.port });
  } catch (cause) {
    await Promise.all([events.close(0), calls.close(0), gateway?.close(0)]);
    throw unavailable({ host, port: options.port }, cause);
  }
  await warmUp(port);
  log.info('The HTTP door is open.', { port, host });
  let closing: Promise<void> | null = null;
  return {
    port,
    close: () => (closing ??= closeAll({ app, http, doors: gateway ? [events, calls, gateway] : [events, calls] })),
  };
}

interface AppParts {
  http: Server;
  log: Logger;
  gateway: Gateway | null;
  upgrade: Callers['upgrade'];
  requestTimeoutMs: number;
}

/** What is ComfyUI's never reaches the routes: its bodies are not ours to read, and their parser would cost every small request. */
function createApp({ http, log, gateway, upgrade, requestTimeoutMs }: AppParts): FastifyInstance {
  return fastify({
    serverFactory: (handler) => {
      const request: Callers['request'] = (incoming, response) => {
        if (gateway?.request(incoming, response)) return;
        limitReceiving(incoming, requestTimeoutMs);
        handler(incoming, response);
      };
      receive(http, log, { request, upgrade });
      return http;
    },
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: (thrown, request, reply) => void sendError(reply, { thrown, request, log }),
    clientErrorHandler: answerBrokenRequest,
    // Routes have no schema: the operation judges its input. Fastify's own compilers are as much code as the rest of it.
    schemaController: { compilersFactory: { buildValidator: compileNothing, buildSerializer: compileNothing } },
  });
}

function compileNothing(): never {
  throw new Error('A route has a schema of its own.');
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
