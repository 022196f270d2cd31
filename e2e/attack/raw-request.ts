import { connect, type Socket } from 'node:net';

/** What a raw request is written with: the door, and two targets that nobody else asks for. */
export interface Words {
  /** `127.0.0.1:PORT`. */
  host: string;
  /** Target of the request that stands at the beginning of the bytes. */
  first: string;
  /** Target of the one that is hidden behind it. */
  second: string;
  /** The hidden request as a whole, of another site: no guard lets it in that sees it. */
  hidden: string;
}

/** One form of bytes on a socket. */
export interface RawCase {
  name: string;
  /** The bytes, in pieces that are sent one after the other. */
  bytes: (words: Words) => string | string[];
  /** Headers of source or framing that ComfyUI must see as they came, should it get the request at all. */
  keeps?: Readonly<Record<string, string>>;
  /** The request is a good one: it must arrive, and so must the second where it is given as another request. */
  arrives?: 'first' | 'both';
  /** Why it never got through. */
  blockedBefore?: string;
}

export const end = '\r\n';

/** A GET of ComfyUI with headers of its own; `body` follows as it is. */
export function get(headers: readonly string[], body = ''): RawCase['bytes'] {
  return (words) =>
    [
      `GET ${words.first} HTTP/1.1`,
      `Host: ${words.host}`,
      ...headers,
      '',
      body.replaceAll('HIDDEN', words.hidden),
    ].join(end);
}

/** The same with a body that is the hidden request, as long as the headers say or not. */
export function post(
  headers: readonly string[],
  body: (hidden: string) => string = (hidden) => hidden,
): RawCase['bytes'] {
  return ({ first, host, hidden }) => {
    const lines = headers.map((line) => line.replaceAll('LENGTH', String(hidden.length)));
    return [`POST ${first} HTTP/1.1`, `Host: ${host}`, ...lines, '', body(hidden)].join(end);
  };
}

/** The words of one case: targets that stand in no other. */
export function wordsFor(api: string, id: string): Words {
  const { host } = new URL(api);
  const second = `/second-${id}`;
  return {
    ...{ host, second },
    first: `/first-${id}`,
    hidden: `POST ${second} HTTP/1.1${end}Host: ${host}${end}Origin: http://evil.example${end}Content-Length: 0${end}${end}`,
  };
}

/** Ends what hangs: every form is answered, or its connection ended. */
const wholeMs = 60_000;

/**
 * Sends the bytes and says that no more will come, so that the other side answers what it took for whole and ends the connection; gives what came
 * back until then.
 */
export async function sendRaw(api: string, bytes: string | readonly string[]): Promise<string> {
  const socket = openRaw(api);
  const answers: Buffer[] = [];
  socket.on('data', (piece: Buffer) => answers.push(piece));
  // Not `once` of node:events: it fails when the door takes the connection away, which is an answer like another.
  const closed = new Promise((done) => socket.once('close', done));
  socket.setTimeout(wholeMs, () => socket.destroy());
  for (const piece of typeof bytes === 'string' ? [bytes] : bytes) {
    await new Promise((done) => socket.write(Buffer.from(piece, 'latin1'), done));
  }
  socket.end();
  await closed;
  return Buffer.concat(answers).toString('latin1');
}

/** A connection to the door whose end surprises nobody. */
export function openRaw(api: string): Socket {
  const { hostname, port } = new URL(api);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  socket.on('error', () => socket.destroy());
  return socket;
}
