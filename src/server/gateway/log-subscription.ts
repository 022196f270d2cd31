import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerEmpty } from '../http/respond';
import { answerDirectly } from '../http/raw-answer';
import { askWhole, readWhole } from './buffered-request';
import { pathOf } from './own-paths';
import { forwardedHeaders } from '../http/forwarded-headers';

/**
 * A web UI attaches its listeners after it read the answer; an event that overtakes it on the socket would be missed. On a busy machine 100 ms were
 * seen not to be enough for the first task of a page, which loads its task view at that moment.
 */
const settleMs = 300;
const maxUnused = 100;

interface Client {
  inFlight: number;
  /** Answered subscriptions that no task was begun for yet. */
  unused: number;
  waiting: Set<() => void>;
}

/** Knows which clients have had their log subscriptions answered: one before each task of theirs (docs/reference/web-ui.md 8). */
export class LogSubscriptions {
  readonly #clients = new Map<string, Client>();

  /** A subscription of this client came in; call the answer when it has been answered. */
  begin(clientId: string): () => void {
    const client = this.#clientOf(clientId);
    client.inFlight += 1;
    return () => {
      setTimeout(() => {
        client.inFlight -= 1;
        client.unused = Math.min(client.unused + 1, maxUnused);
        for (const check of client.waiting) check();
      }, settleMs);
    };
  }

  /** Resolves when a subscription for one more task was answered and none is under way, or when `limitMs` have passed. */
  async whenAnswered(clientId: string, limitMs: number): Promise<void> {
    const client = this.#clientOf(clientId);
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(late);
        client.waiting.delete(check);
        resolve();
      };
      const check = () => {
        if (client.inFlight > 0 || client.unused === 0) return;
        client.unused -= 1;
        end();
      };
      const late = setTimeout(end, limitMs);
      client.waiting.add(check);
      check();
    });
  }

  /** To be called when ComfyUI has ended, and with it every subscription. */
  forget(): void {
    for (const client of this.#clients.values()) client.unused = 0;
  }

  #clientOf(clientId: string): Client {
    let client = this.#clients.get(clientId);
    if (!client) {
      client = { inFlight: 0, unused: 0, waiting: new Set() };
      this.#clients.set(clientId, client);
    }
    return client;
  }
}

/** Whether this subscribes a client to log lines. */
export function isLogSubscription(method: string | undefined, target: string): boolean {
  return method === 'PATCH' && pathOf(target) === '/internal/logs/subscribe';
}

/**
 * Hands a subscription on to ComfyUI. Where it cannot be had (ComfyUI is down, or knows no such thing) the answer is 200 all the same: our
 * own lines still come, and after any other answer the web UI would not listen. Rejects when the body is too large.
 */
export async function answerLogSubscription(
  { request, response, address }: { request: IncomingMessage; response: ServerResponse; address: string | null },
  subscriptions: LogSubscriptions,
): Promise<void> {
  const body = await readWhole(request);
  const clientId = readSubscriber(body);
  const answered = clientId === null ? undefined : subscriptions.begin(clientId);
  if (answered) response.once('close', answered);
  const headers = [...forwardedHeaders(request, ['content-length']), 'Content-Length', String(body.length)];
  const whole =
    address === null
      ? null
      : await askWhole({ address, method: 'PATCH', path: request.url, headers, body }).catch(() => null);
  const status = whole?.message.statusCode ?? 502;
  if (whole === null || status >= 400) answerDirectly(response, answerEmpty());
  else {
    const forwarded = forwardedHeaders(whole.message, ['content-length', 'date']);
    response.writeHead(status, [...forwarded, 'Content-Length', String(whole.body.length)]);
    response.end(whole.body);
  }
}

/** The client that subscribes; null when it unsubscribes, or says nothing that can be read. */
function readSubscriber(body: Buffer): string | null {
  try {
    const fields: unknown = JSON.parse(body.toString('utf8'));
    if (typeof fields !== 'object' || fields === null || !('clientId' in fields) || !('enabled' in fields)) return null;
    return fields.enabled === true && typeof fields.clientId === 'string' ? fields.clientId : null;
  } catch {
    return null;
  }
}
