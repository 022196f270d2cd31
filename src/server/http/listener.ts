import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Logger } from '../../base/log';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { CrowdLimit } from './crowd-limit';
import { judgeFraming } from './framing-guard';
import { answerDirectly, endWith } from './raw-answer';
import { answerError } from './respond';

/** What comes in and may be looked at. */
export interface Callers {
  request: (request: IncomingMessage, response: ServerResponse) => void;
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** The last answer begun on each connection. */
const latestAnswers = new WeakMap<object, ServerResponse>();

/** Makes the HTTP server of a door; it does not listen yet. `headTimeoutMs`: how long the head of a request may take. */
export function createListener(headTimeoutMs: number): Server {
  const http = createServer({
    // Node answers a missing Host without a word; our guard does it with one.
    requireHostHeader: false,
    headersTimeout: headTimeoutMs,
    requestTimeout: 0,
    connectionsCheckingInterval: headTimeoutMs / 5,
    noDelay: true,
  });
  // An `Expect` that nobody knows is ignored; Node would refuse it without a word.
  http.on('checkExpectation', (request, response) => http.emit('request', request, response));
  return http;
}

/** Lets in what can be read in one way only, over connections there is room for; everybody else hears why not. */
export function receive(http: Server, log: Logger, callers: Callers): void {
  const crowd = new CrowdLimit(log);
  const judge = (request: IncomingMessage, isUpgrade: boolean) =>
    crowd.judge(request.socket) ?? judgeFraming(request, isUpgrade);
  http.on('connection', (socket) => {
    crowd.admit(socket);
  });
  http.on('request', (request, response) => {
    const { socket } = request;
    crowd.begin(socket);
    latestAnswers.set(socket, response);
    response.once('finish', () => {
      // Another request may have come over it meanwhile.
      if (latestAnswers.get(socket) === response) crowd.end(socket);
    });
    const refusal = judge(request, false);
    if (refusal === null) {
      callers.request(request, response);
      return;
    }
    response.setHeader('connection', 'close');
    answerDirectly(response, answerError(refusal));
  });
  http.on('upgrade', (request, socket, head) => {
    crowd.begin(request.socket);
    const refusal = judge(request, true);
    if (refusal === null) {
      callers.upgrade(request, socket, head);
      return;
    }
    socket.on('error', () => socket.destroy());
    endWith(socket, answerError(refusal));
  });
}

/** What is not HTTP at all, or too large to be, has no request object: the answer is written by hand. */
export function answerBrokenRequest(error: Error, socket: Socket): void {
  const code = 'code' in error ? error.code : undefined;
  // Bytes after the last request of a connection: it has its answer, or gets it, and the connection ends with that.
  if (code === 'HPE_CLOSED_CONNECTION') return;
  const answer = latestAnswers.get(socket);
  // Its head was read and refused; that answer is on its way, and ends the connection.
  if (answer?.headersSent && answer.getHeader('connection') === 'close') return;
  if (code === 'ECONNRESET') socket.destroy();
  else endWith(socket, answerError(error));
}

/** The port that it really listens on. */
export function portOf(http: Server): number {
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.');
  return address.port;
}

const unknownHostCodes: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'EADDRNOTAVAIL', 'EAI_AGAIN', 'EINVAL']);

/** Why an address cannot be listened on, in words. */
export function unavailable({ host, port }: { host: string; port: number }, cause: unknown): AppError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (unknownHostCodes.has(code)) {
    return new AppError(
      'invalid-input',
      msg`The setting gateway.host is "${host}", which is not an address of this machine.`,
      {
        remedy: msg`Set it to 127.0.0.1, to 0.0.0.0 (other machines can call then), or to an address of this machine.`,
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
  return new AppError('port-unavailable', msg`Port ${port} cannot be used: ${reason}.`, {
    remedy: msg`Choose another port, or close the program that uses it.`,
    details: { port },
    cause,
  });
}
