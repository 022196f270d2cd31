import { Agent, request as requestHttp, type IncomingMessage } from 'node:http';
import { AppError, fromErrorBody } from '../../contract/errors';
import type { ErrorBody } from '../../contract/error-body';
import { msg } from '../../contract/text/message';

/** Where the core of another process is, on this machine or another one, and what opens its door. */
export interface Door {
  /** `http(s)://host:port` */
  address: string;
  /** What it knows itself as, where a tunnel leads to it from another address. */
  origin?: string;
  token: string;
}

/** The headers by which a door knows that it is meant, and by whom. */
export const headersFor = ({ address, origin = address, token }: Door) => ({
  host: new URL(origin).host,
  authorization: `Bearer ${token}`,
});

export interface DoorCall {
  name: string;
  input: unknown;
  signal?: AbortSignal | undefined;
  /** Keeps connections for further calls; each call has one of its own when left out. */
  agent?: DoorConnections | undefined;
}

export type DoorConnections = Agent;

/** A door that did not answer as one does. */
export class DoorFailure extends Error {
  /** `unreachable`: nobody answers, or the answer broke off. `strange`: somebody else answers. */
  readonly kind: 'unreachable' | 'strange';
  /** Whether the call may have arrived all the same. */
  readonly isSent: boolean;

  constructor(kind: DoorFailure['kind'], message: string, options: { isSent?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.isSent = options.isSent ?? false;
  }
}

/** What an answer may weigh in MB: ten thousand models have five. A whole catalogue has 20. */
const mostAnswerMb = 32;
const mostMbOf: Readonly<Record<string, number>> = { 'catalogue.packs': 64 };

interface DoorAnswer {
  status: number;
  text: string;
}

interface Sending {
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal | undefined;
  agent?: DoorConnections | undefined;
  mostMb: number;
}

/** Connections to a door that are kept, eight at most: one click can lead to many questions. `destroy` ends them. */
export async function keepConnections(address: string): Promise<DoorConnections> {
  const options = { keepAlive: true, maxSockets: 8 };
  return address.startsWith('https:') ? new (await import('node:https')).Agent(options) : new Agent(options);
}

/** Calls an operation of the core behind a door. Throws what the operation throws, `DoorFailure`, and `remote-unfit` for an answer without measure. */
export async function callDoor(door: Door, { name, input, ...rest }: DoorCall): Promise<unknown> {
  const sending = { ...rest, headers: headersFor(door), mostMb: mostMbOf[name] ?? mostAnswerMb };
  const { status, text } = await postJson(new URL(`/v2/operations/${name}`, door.address), input, sending);
  const body = readJson(text);
  if (status === 200 && body !== undefined) return body;
  throw readRefusal(status, body);
}

/** What the answer of a door that refuses says. Somebody else's words are not repeated: they are no sentences of this app. */
export function readRefusal(status: number, body: unknown): AppError | DoorFailure {
  if (isErrorBody(body)) return fromErrorBody(body);
  // Whoever stands in front of a door that is away says so by 502 to 504.
  return new DoorFailure(status >= 500 ? 'unreachable' : 'strange', `HTTP ${status}`, { isSent: true });
}

/** One request; the whole of Node's own client would take longer to load than this takes. A redirect is not followed. */
export async function postJson(url: URL, body: unknown, sending: Sending): Promise<DoorAnswer> {
  const { headers, signal, agent, mostMb } = sending;
  const isSecure = url.protocol === 'https:';
  const request = isSecure ? (await import('node:https')).request : requestHttp;
  const options = {
    ...{ method: 'POST', headers: { ...headers, 'content-type': 'application/json' } },
    ...(signal && { signal }),
    ...(agent && { agent }),
  };
  return new Promise((done, fail) => {
    let isSent = false;
    const failSo = (cause: Error) =>
      fail(cause instanceof AppError ? cause : new DoorFailure('unreachable', cause.message, { isSent, cause }));
    const sent = request(url, options, (answer) => {
      readText(answer, mostMb * 1024 * 1024).then((text) => done({ status: answer.statusCode ?? 0, text }), failSo);
    });
    sent.on('socket', (socket) => {
      if (socket.connecting) socket.once(isSecure ? 'secureConnect' : 'connect', () => (isSent = true));
      else isSent = true;
    });
    sent.on('error', failSo).end(JSON.stringify(body));
  });
}

/** The text of an answer to its end. Throws `remote-unfit` for one that has more bytes. */
export async function readText(answer: IncomingMessage, maxBytes: number): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxBytes) throw tooLong(maxBytes);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function tooLong(maxBytes: number): AppError {
  const megabytes = Math.ceil(maxBytes / 1024 / 1024);
  return new AppError('remote-unfit', msg`The answer has more than ${megabytes} MB, so it was not read to its end.`, {
    remedy: msg`Check the address, and use the same version on both machines.`,
  });
}

/** Undefined for what is none. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a document says why something failed. */
export function isErrorBody(body: unknown): body is ErrorBody {
  if (typeof body !== 'object' || body === null) return false;
  const { error, message, code } = body as Record<string, unknown>;
  return [error, message, code].every((field) => typeof field === 'string');
}
