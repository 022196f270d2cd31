import { Agent, request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';

/** One answer and how long it took, from sending the request to the last byte. */
export interface Measured {
  status: number;
  tookMs: number;
  etag: string | undefined;
  /** Empty unless it was asked for. */
  text: string;
}

/** A client with a kept connection; plain `http`, so that it adds as little as it can to what is measured. */
export interface Client {
  get(path: string, headers?: OutgoingHttpHeaders): Promise<Measured>;
  /** As `get`, with the body; reading it costs time, so this is for looking and not for measuring. */
  read(path: string): Promise<Measured>;
  post(path: string, body?: unknown): Promise<Measured>;
  close(): void;
}

interface Ask {
  address: string;
  method: 'GET' | 'POST';
  agent: Agent;
  headers?: OutgoingHttpHeaders;
  body?: string;
  keepsText?: boolean;
}

function readAnswer(answer: IncomingMessage, keepsText: boolean): Promise<string> {
  return new Promise((done, fail) => {
    const chunks: Buffer[] = [];
    if (keepsText) answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    else answer.resume();
    answer.once('error', fail);
    answer.once('end', () => done(Buffer.concat(chunks).toString('utf8')));
  });
}

function ask({ address, method, agent, headers = {}, body, keepsText = false }: Ask): Promise<Measured> {
  return new Promise((done, fail) => {
    const startedMs = performance.now();
    const sent = request(address, { method, agent, headers }, (answer) => {
      readAnswer(answer, keepsText).then((text) => {
        const tookMs = performance.now() - startedMs;
        done({ status: answer.statusCode ?? 0, tookMs, etag: answer.headers.etag, text });
      }, fail);
    });
    sent.once('error', fail);
    sent.end(body);
  });
}

/** Makes a client for one app. */
export function createClient(api: string): Client {
  const agent = new Agent({ keepAlive: true });
  return {
    get: (path, headers) => ask({ address: `${api}${path}`, method: 'GET', agent, headers }),
    read: (path) => ask({ address: `${api}${path}`, method: 'GET', agent, keepsText: true }),
    post: (path, body) => {
      const headers = { 'content-type': 'application/json' };
      const text = body === undefined ? undefined : JSON.stringify(body);
      return ask({ address: `${api}${path}`, method: 'POST', agent, headers, body: text });
    },
    close: () => {
      agent.destroy();
    },
  };
}

/** Fails when an answer is not the one a measurement is about. */
export function expectStatus(measured: Measured, wanted: number, what: string): Measured {
  if (measured.status === wanted) return measured;
  throw new Error(`${what} answered ${measured.status} instead of ${wanted}: ${measured.text.slice(0, 500)}`);
}
