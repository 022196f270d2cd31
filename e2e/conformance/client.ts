import { Agent, request } from 'node:http';

export interface Call {
  method: string;
  path: string;
  query?: Record<string, string>;
  /** Sent as JSON; a text is sent as it is. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  contentType: string;
  text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

function bodyText(body: unknown): string | undefined {
  if (body === undefined || typeof body === 'string') return body;
  return JSON.stringify(body);
}

/** One request as a plain HTTP client sends it; fails when no answer came in time. */
export function send(api: string, call: Call, timeoutMs = 60_000): Promise<Answer> {
  const query = call.query === undefined ? '' : `?${new URLSearchParams(call.query).toString()}`;
  const body = bodyText(call.body);
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const headers = { ...type, ...call.headers };
  return new Promise((done, fail) => {
    const sent = request(`${api}${call.path}${query}`, { method: call.method, agent, headers, timeout: timeoutMs });
    sent.on('response', (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        done({
          status: answer.statusCode ?? 0,
          contentType: answer.headers['content-type'] ?? '',
          text: Buffer.concat(chunks).toString('utf8'),
        });
      });
    });
    sent.on('timeout', () => sent.destroy(new Error(`${call.method} ${call.path} did not answer in ${timeoutMs} ms.`)));
    sent.on('error', fail);
    sent.end(body);
  });
}
