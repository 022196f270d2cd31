import type { IncomingMessage } from 'node:http';

/** Headers that belong to one connection, not to the message (RFC 9110, 7.6.1). `Expect` was answered by our own listener. */
const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);

/** The headers of a message as they came (case, order, repetitions), without those of the connection and those named in `without`. */
export function forwardedHeaders(message: IncomingMessage, without: readonly string[] = []): string[] {
  const named = (message.headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const dropped = new Set([...hopByHop, ...named, ...without]);
  const forwarded: string[] = [];
  for (let index = 0; index < message.rawHeaders.length; index += 2) {
    const [name = '', value = ''] = message.rawHeaders.slice(index, index + 2);
    if (!dropped.has(name.toLowerCase())) forwarded.push(name, value);
  }
  return forwarded;
}

/** The headers of a request for the other side, with the framing its body needs: a length that came stays, an unknown one is chunked. */
export function requestHeaders(request: IncomingMessage): string[] {
  const headers = forwardedHeaders(request);
  if (request.headers['transfer-encoding'] !== undefined) return [...headers, 'Transfer-Encoding', 'chunked'];
  const isFramed = request.headers['content-length'] !== undefined || bodyless.has(request.method ?? '');
  return isFramed ? headers : [...headers, 'Content-Length', '0'];
}

/** Whether a body follows the head of a request. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
}

const bodyless: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']);
