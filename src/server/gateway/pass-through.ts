import { urlToHttpOptions } from 'node:url';
import {
  request as httpRequest,
  type Agent,
  type ClientRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { forwardedHeaders, hasBody, requestHeaders } from '../http/forwarded-headers';
import { releaseBuffer } from './release-buffer';

/** One request and its answer on their way through the gateway. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  /** Where ComfyUI serves, or the gateway of another machine. */
  address: string;
  /** What goes on of the headers of request and answer; all of them when left out. */
  rewrite?: (headers: readonly string[]) => string[];
}

export interface PassThroughOptions {
  /** Keeps connections to ComfyUI, for requests without a body. */
  persistent: Agent;
  /** A body cannot be sent twice, so it never takes a kept connection, which the other side may be closing right now. */
  single: Agent;
  /** The other side could not be reached, and nothing was answered yet. */
  onUnreachable: (exchange: Exchange, error: Error) => void;
}

/** The usual `rewrite`: nothing is changed. */
export const copyHeaders = (headers: readonly string[]): string[] => [...headers];

/** How much of a body may wait for its receiver before the sender has to wait. */
const maxWaitingBytes = 1024 * 1024;

/**
 * Hands a request on to ComfyUI and its answer back, bytes as they are: nothing is collected, decoded or timed, and whoever leaves takes
 * the other side along. An answer that breaks off breaks off here too, so that nobody takes half a file for a whole one.
 */
export function passThrough(exchange: Exchange, options: PassThroughOptions): void {
  const { request, response } = exchange;
  if (response.destroyed) return;
  const outgoing = ask(exchange, options);
  const leave = () => outgoing.destroy();
  let hasFailed = false;
  response.once('close', leave);
  outgoing.once('response', (answer) => handBack(answer, exchange));
  outgoing.on('error', (error) => {
    if (hasFailed) return;
    hasFailed = true;
    response.off('close', leave);
    discardRest(request);
    // An answer on its way has its own end; a broken one is seen there.
    if (response.headersSent) return;
    if (isStale(outgoing, error) && !hasBody(request)) passThrough(exchange, options);
    else if (!response.destroyed) options.onUnreachable(exchange, error);
  });
  if (hasBody(request)) sendOn(request, outgoing);
  else outgoing.end();
}

function ask(
  { request, address, rewrite = copyHeaders }: Exchange,
  { persistent, single }: PassThroughOptions,
): ClientRequest {
  const { protocol, hostname, port } = urlToHttpOptions(new URL(address));
  return httpRequest({
    ...{ protocol, hostname, port, method: request.method, path: request.url },
    // The other side must not close while we still send; it is we who do, with the end of the answer.
    headers: [...rewrite(requestHeaders(request)), 'Connection', 'keep-alive'],
    agent: hasBody(request) ? single : persistent,
  });
}

function handBack(answer: IncomingMessage, { request, response, rewrite = copyHeaders }: Exchange): void {
  response.sendDate = false;
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', rewrite(forwardedHeaders(answer)));
  answer.on('error', () => response.destroy());
  answer.once('close', () => {
    if (!answer.complete) response.destroy();
  });
  response.once('finish', () => {
    discardRest(request);
  });
  sendOn(answer, response);
}

/** Answered before its body was read: what still comes is thrown away, so that the connection can serve the next request. */
function discardRest(request: IncomingMessage): void {
  request.removeAllListeners('data');
  request.resume();
}

/** `pipe`, but that the memory of each piece is given back as soon as it is sent: an upload costs half the processor time (decision 9). */
function sendOn(from: IncomingMessage, to: ClientRequest | ServerResponse): void {
  from.on('data', (piece: Buffer) => {
    to.write(piece, () => {
      releaseBuffer(piece);
    });
    if (to.writableLength > maxWaitingBytes) from.pause();
  });
  to.on('drain', () => from.resume());
  from.once('end', () => to.end());
}

/** Whether a kept connection turned out to be closed; then nothing of the request was read. */
function isStale(outgoing: ClientRequest, error: Error): boolean {
  return outgoing.reusedSocket && 'code' in error && error.code === 'ECONNRESET';
}
