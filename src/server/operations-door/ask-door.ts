import { Agent, request as requestHttp, type IncomingMessage } from 'node:http';
import { fromErrorBody, type AppError } from '../../contract/errors';
import type { ErrorBody } from '../../contract/error-body';

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

/** What an answer may weigh: a catalogue has 20 MB. */
const maxAnswerBytes = 256 * 1024 * 1024;

interface DoorAnswer {
  status: number;
  text: string;
}

/** Connections to a door that are kept, eight at most: one click can lead to many questions. `destroy` ends them. */
export async function keepConnections(address: string): Promise<DoorConnections> {
  const options = { keepAlive: true, maxSockets: 8 };
  return address.startsWith('https:') ? new (await import('node:https')).Agent(options) : new Agent(options);
}

/** Calls an operation of the core behind a door. Throws what the operation throws, and `DoorFailure`. */
export async function callDoor(door: Door, call: DoorCall): Promise<unknown> {
  const { status, text } = await post(door, call);
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
async function post(door: Door, { name, input, signal, agent }: DoorCall): Promise<DoorAnswer> {
  const isSecure = door.address.startsWith('https:');
  const request = isSecure ? (await import('node:https')).request : requestHttp;
  const headers = { ...headersFor(door), 'content-type': 'application/json' };
  const options = { method: 'POST', headers, ...(signal && { signal }), ...(agent && { agent }) };
  return new Promise((done, fail) => {
    let isSent = false;
    const failSo = (cause: Error) => fail(new DoorFailure('unreachable', cause.message, { isSent, cause }));
    const sent = request(new URL(`/v2/operations/${name}`, door.address), options, (answer) => {
      readText(answer).then((text) => done({ status: answer.statusCode ?? 0, text }), failSo);
    });
    sent.on('socket', (socket) => {
      if (socket.connecting) socket.once(isSecure ? 'secureConnect' : 'connect', () => (isSent = true));
      else isSent = true;
    });
    sent.on('error', failSo).end(JSON.stringify(input));
  });
}

/** The text of an answer to its end. */
export async function readText(answer: IncomingMessage, maxBytes = maxAnswerBytes): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxBytes) throw new Error('The answer is too long.');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
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
