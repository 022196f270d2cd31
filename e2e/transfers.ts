import { createHash, type Hash } from 'node:crypto';
import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';

const pieceBytes = 1024 * 1024;

/** A body of many megabytes of which no two are the same, so that none can be lost or change places unseen. */
function* numberedPieces(megabytes: number): Generator<Buffer> {
  for (let number = 0; number < megabytes; number += 1) {
    const piece = Buffer.alloc(pieceBytes, number % 251);
    piece.writeUInt32BE(number, 0);
    piece.writeUInt32BE(number * 31, pieceBytes - 4);
    yield piece;
  }
}

export function hashOfPieces(megabytes: number): string {
  const hash = createHash('sha256');
  for (const piece of numberedPieces(megabytes)) hash.update(piece);
  return hash.digest('hex');
}

/** An answer before its body is read. */
export function open(address: string, headers: OutgoingHttpHeaders = {}): Promise<IncomingMessage> {
  return new Promise((done, fail) => {
    request(address, { headers, agent: false }, done).once('error', fail).end();
  });
}

export async function readWhole(answer: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of answer as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Reads an address to its end. */
export async function downloadHash(address: string): Promise<{ status: number | undefined; sha256: string }> {
  const answer = await open(address);
  const hash: Hash = createHash('sha256');
  for await (const piece of answer as AsyncIterable<Buffer>) hash.update(piece);
  return { status: answer.statusCode, sha256: hash.digest('hex') };
}

export interface Upload {
  /** Name of the file. */
  name: string;
  megabytes: number;
  /** How many of them are sent before the client leaves; left out: all. */
  sent?: number;
}

/** Sends a file as the web UI uploads pictures. Answers the status; null when the client left. */
export async function uploadFile(api: string, { name, megabytes, sent }: Upload): Promise<number | null> {
  const mark = 'e2e-boundary';
  const disposition = `name="image"; filename="${name}"`;
  const head = `--${mark}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`;
  const tail = `\r\n--${mark}\r\nContent-Disposition: form-data; name="overwrite"\r\n\r\ntrue\r\n--${mark}--\r\n`;
  const length = Buffer.byteLength(head) + megabytes * pieceBytes + Buffer.byteLength(tail);
  const headers = { 'content-type': `multipart/form-data; boundary=${mark}`, 'content-length': String(length) };
  const outgoing = request(`${api}/upload/image`, { method: 'POST', headers, agent: false });
  const answered = new Promise<IncomingMessage>((done, fail) => outgoing.once('response', done).once('error', fail));
  answered.catch(() => undefined);
  outgoing.write(head);
  for (const piece of numberedPieces(sent ?? megabytes)) {
    if (!outgoing.write(piece)) await Promise.race([new Promise((done) => outgoing.once('drain', done)), answered]);
  }
  if (sent !== undefined) {
    outgoing.destroy();
    return null;
  }
  outgoing.end(tail);
  const answer = await answered;
  await readWhole(answer);
  return answer.statusCode ?? 0;
}
