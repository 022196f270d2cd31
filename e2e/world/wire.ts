import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** The ways an answer can go wrong on the wire. Bytes count the body; `null` means "behave". */
export type WireFault =
  | { kind: 'status'; status: number; body?: string }
  /** Says nothing, never ends. */
  | { kind: 'hang' }
  /** Sends so many bytes, then stays silent with the connection open. */
  | { kind: 'stall'; afterBytes: number }
  /** Sends so many bytes, then tears the connection. */
  | { kind: 'cut'; afterBytes: number }
  /** A complete, well-formed answer that holds only the first bytes. */
  | { kind: 'truncate'; bytes: number }
  | { kind: 'slow'; bytesPerSecond: number }
  /** Sends what was requested, a part as well, as slowly. */
  | { kind: 'throttle'; bytesPerSecond: number }
  /** Sends all of it, once this has come about: see `createGate`. */
  | { kind: 'hold'; until: Promise<void> }
  /** Sends one part more than there are promises: the first at once, each further one when the next of them has come about. */
  | { kind: 'steps'; until: readonly Promise<void>[] }
  /** An HTML error page with status 200, as captive portals and proxies send. */
  | { kind: 'error-page' }
  /** Same length, some bytes flipped in the middle. */
  | { kind: 'corrupt' };

/** Something to wait for, and what lets the waiting go on. */
export function createGate(): { until: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const until = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { until, open };
}

/** Keeps the faults of one host by key; keys are compared case-folded. A fault stays until cleared, or for `times` answers. */
export interface Faults {
  set(key: string, fault: WireFault, times?: number): void;
  clear(key?: string): void;
  /** The fault of the first key that has one. Counts as one answer. */
  take(...keys: string[]): WireFault | null;
}

/** An empty fault table. */
export function createFaults(): Faults {
  const table = new Map<string, { fault: WireFault; remaining: number }>();
  return {
    set: (key, fault, times = Infinity) => void table.set(key.toLowerCase(), { fault, remaining: times }),
    clear: (key) => (key === undefined ? table.clear() : void table.delete(key.toLowerCase())),
    take: (...keys) => {
      for (const key of keys) {
        const row = table.get(key.toLowerCase());
        if (row === undefined) continue;
        row.remaining -= 1;
        if (row.remaining <= 0) table.delete(key.toLowerCase());
        return row.fault;
      }
      return null;
    },
  };
}

/** The ETag the world gives to a body. */
function etagOf(body: Buffer): string {
  return `"${createHash('sha1').update(body).digest('hex')}"`;
}

/** A body to send, with the request it answers and the fault to apply. */
export interface Answer {
  request: IncomingMessage;
  response: ServerResponse;
  body: Buffer;
  contentType: string;
  fault?: WireFault | null;
}

/** Sends a body with ETag, conditional requests and one byte range, or the fault in its place. */
export async function sendBody(answer: Answer): Promise<void> {
  const { response, body, fault } = answer;
  if (!fault) {
    await sendHonestly(answer);
    return;
  }
  switch (fault.kind) {
    case 'hang':
      break;
    case 'status':
      sendText(response, fault.body ?? `status ${fault.status}`, fault.status);
      break;
    case 'error-page':
      sendErrorPage(response);
      break;
    case 'hold':
      await fault.until;
      await sendHonestly(answer);
      break;
    case 'throttle':
      await sendHonestly(answer, fault.bytesPerSecond);
      break;
    case 'truncate':
      await sendHonestly({ ...answer, body: body.subarray(0, fault.bytes) });
      break;
    case 'corrupt':
      await sendHonestly({ ...answer, body: flipMiddle(body) });
      break;
    default:
      await sendBadly(answer, fault);
  }
}

function sendText(response: ServerResponse, text: string, status: number): void {
  response.writeHead(status, { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

function sendErrorPage(response: ServerResponse): void {
  const page =
    '<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad gateway</h1></body></html>';
  response.writeHead(200, { 'content-type': 'text/html', 'content-length': page.length });
  response.end(page);
}

async function sendHonestly(answer: Answer, bytesPerSecond?: number): Promise<void> {
  const { request, response, body, contentType } = answer;
  const etag = etagOf(body);
  const headers = { 'content-type': contentType, etag, 'accept-ranges': 'bytes' };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  const range = readRange(request, body.length, etag);
  if (range === 'unsatisfiable') {
    response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end();
    return;
  }
  const part = range ? body.subarray(range.from, range.to + 1) : body;
  const extra = range ? { 'content-range': `bytes ${range.from}-${range.to}/${body.length}` } : {};
  response.writeHead(range ? 206 : 200, { ...headers, ...extra, 'content-length': part.length });
  if (bytesPerSecond !== undefined && request.method !== 'HEAD') await drip(response, part, bytesPerSecond);
  else response.end(request.method === 'HEAD' ? undefined : part);
}

type Range = { from: number; to: number } | 'unsatisfiable' | null;

function readRange(request: IncomingMessage, size: number, etag: string): Range {
  const ifRange = request.headers['if-range'];
  if (ifRange !== undefined && ifRange !== etag) return null;
  const match = /^bytes=(?:(\d+)-(\d*)|-(\d+))$/.exec(request.headers.range ?? '');
  if (!match) return null;
  const [, first, last, suffix] = match;
  if (suffix !== undefined) return { from: Math.max(0, size - Number(suffix)), to: size - 1 };
  const to = Math.min(last ? Number(last) : size - 1, size - 1);
  return Number(first) > to ? 'unsatisfiable' : { from: Number(first), to };
}

async function sendBadly(
  answer: Answer,
  fault: Extract<WireFault, { kind: 'stall' | 'cut' | 'slow' | 'steps' }>,
): Promise<void> {
  const { response, body, contentType } = answer;
  response.writeHead(200, { 'content-type': contentType, 'content-length': body.length });
  if (fault.kind === 'slow') {
    await drip(response, body, fault.bytesPerSecond);
    return;
  }
  if (fault.kind === 'steps') {
    await sendInSteps(response, body, fault.until);
    return;
  }
  const end = Math.min(fault.afterBytes, Math.max(0, body.length - 1));
  await new Promise<void>((resolve) => response.write(body.subarray(0, end), () => resolve()));
  if (fault.kind === 'cut') response.destroy();
}

async function sendInSteps(response: ServerResponse, body: Buffer, until: readonly Promise<void>[]): Promise<void> {
  const step = Math.ceil(body.length / (until.length + 1));
  response.write(body.subarray(0, step));
  for (const [index, next] of until.entries()) {
    await next;
    response.write(body.subarray((index + 1) * step, (index + 2) * step));
  }
  response.end();
}

async function drip(response: ServerResponse, body: Buffer, bytesPerSecond: number): Promise<void> {
  const stepMs = 50;
  const step = Math.max(1, Math.round((bytesPerSecond * stepMs) / 1000));
  for (let at = 0; at < body.length && !response.destroyed; at += step) {
    response.write(body.subarray(at, at + step));
    await new Promise((resolve) => setTimeout(resolve, stepMs));
  }
  response.end();
}

function flipMiddle(body: Buffer): Buffer {
  const copy = Buffer.from(body);
  const from = Math.floor(copy.length * 0.2);
  const to = Math.max(from + 1, Math.floor(copy.length * 0.9));
  for (let at = from; at < to; at += 1) copy.writeUInt8(copy.readUInt8(at) ^ 0x5a, at);
  return copy;
}
