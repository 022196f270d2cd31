import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { startHost, type Host, type HostRequest } from '../world/host';

/** What a hostile host answers in the place of the honest one. */
export type Answer = (input: HostRequest) => void | Promise<void>;

/** Stands in front of an honest host of the world, and answers what it likes instead. */
export interface HostileHost extends Host {
  /** From now on every path of this form is answered so. */
  answerInstead(path: RegExp, answer: Answer): void;
  /** Passes everything on again. */
  behave(): void;
}

/** Starts one. `behind`: the honest host; without one, everything else is not found. */
export async function startHostileHost(behind: string | null): Promise<HostileHost> {
  let lies: { path: RegExp; answer: Answer }[] = [];
  const host = await startHost(async (input) => {
    const target = input.request.url ?? '/';
    const lie = lies.find(({ path }) => path.test(target));
    if (lie) await lie.answer(input);
    else if (behind === null) input.response.writeHead(404).end();
    else await passOn(behind, input.request, input.response);
  });
  return {
    ...host,
    answerInstead: (path, answer) => void lies.unshift({ path, answer }),
    behave: () => {
      lies = [];
      host.forgetRequests();
    },
  };
}

function passOn(behind: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  return new Promise((done) => {
    const { host: _host, ...headers } = request.headers;
    const outgoing = httpRequest(`${behind}${request.url ?? '/'}`, { method: request.method, headers });
    outgoing.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response).on('close', done);
    });
    outgoing.on('error', () => {
      response.destroy();
      done();
    });
    request.pipe(outgoing);
  });
}

/** Answers with JSON, or with any text that claims to be it. */
export function json(body: unknown, headers: Record<string, string> = {}): Answer {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(bytes);
  };
}

/** Answers with bytes. */
export function bytes(content: Buffer | string, headers: Record<string, string> = {}): Answer {
  return ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream', ...headers }).end(content);
  };
}

/** Sends elsewhere. */
export function redirect(location: string, status = 302): Answer {
  return ({ response }) => {
    response.writeHead(status, { location, 'content-length': '0' }).end();
  };
}

/** Answers without an end, as fast as it is read. */
export function endless(start: string, piece: string): Answer {
  const block = Buffer.from(piece.repeat(Math.ceil(65_536 / piece.length)));
  return async ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(start);
    const source = new Readable({
      read() {
        this.push(block);
      },
    });
    // It ends when the other side has had enough.
    await pipeline(source, response).catch(() => undefined);
  };
}
