import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';

export interface HttpReply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export interface HttpCall {
  /** An address of this machine; 127.0.0.1 when left out. */
  host?: string | undefined;
  port: number;
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** One real request on a connection of its own, with exactly the headers given (and Host). */
export async function call({
  host = '127.0.0.1',
  port,
  method = 'GET',
  path,
  headers = {},
  body,
}: HttpCall): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    // Node frames the body of a DELETE or OPTIONS only when told its length.
    const isFramed = body === undefined || 'transfer-encoding' in headers;
    const framed = isFramed ? headers : { ...headers, 'content-length': String(Buffer.byteLength(body)) };
    const options = { host, port, method, path, headers: framed, agent: false, timeout: 10_000 };
    const request = httpRequest(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        });
      });
    });
    request.on('timeout', () => request.destroy(new Error(`${method} ${path.slice(0, 100)} hangs.`)));
    request.on('error', reject);
    request.end(body);
  });
}

/** Sends bytes as they are and reads until the other side ends; for requests that no client library would send. */
export async function callRaw(port: number, bytes: string | Buffer): Promise<HttpReply> {
  const text = await exchange(port, bytes);
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return { status: Number(first.split(' ')[1] ?? 0), headers, body: rest.join('\r\n\r\n') };
}

async function exchange(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(bytes));
    const chunks: Buffer[] = [];
    socket.setTimeout(10_000, () => socket.destroy(new Error('The connection hangs.')));
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('end', () => socket.end());
    socket.on('error', reject);
    socket.on('close', () => {
      resolve(Buffer.concat(chunks).toString('utf8'));
    });
  });
}
