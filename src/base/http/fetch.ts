import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { AppError, cancelled } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { inLimitedTime } from '../async/time-limit';
import { describeNetworkCause, hostOf, networkFailed, statusFailed, isOfNetwork } from './failure';
import { followRedirect, readTarget, redirectRefused, type HttpTarget } from './target';
import { refuseOwnDoor } from './own-doors';
import { assertPublic, type PublicOnly } from './private-address';

export interface HttpOptions {
  signal?: AbortSignal;
  /** For the whole answer, redirects included; 30 s when left out. */
  timeoutMs?: number;
  /** Address of a proxy; empty or left out: the *_PROXY variables of the environment. */
  proxy?: string;
  headers?: Record<string, string>;
  /** Of a text, unpacked; 64 MiB when left out. */
  maxBytes?: number;
  /** The question is meant for a door of our own, or for the ComfyUI behind it; every other request is refused there. */
  isToOurselves?: boolean;
  /** Sent with POST instead of GET; redirects are not followed then. */
  body?: string;
  /** Asks for the headers alone. */
  isHead?: boolean;
  /** The address is a stranger's word: neither it nor a redirect may leave the public Internet, save for the origins named here. */
  publicOnly?: PublicOnly;
}

/** An open answer with status 2xx or 304; the caller reads `body` to its end or destroys it. */
export interface HttpAnswer {
  status: number;
  /** Where the redirects ended. */
  url: string;
  body: Readable;
  header(name: string): string | null;
  /** A header of the last redirect on the way that has it; hosts of big files describe them there. */
  redirectHeader(name: string): string | null;
}

/** The text of an address, or the news that the kept copy is still the newest one. */
export type FetchedText = { isModified: true; text: string; etag: string | null } | { isModified: false };

const defaultTimeoutMs = 30_000;
const maxRedirects = 5;
const maxTextBytes = 64 * 1024 * 1024;

async function send(target: HttpTarget, options: HttpOptions): Promise<Dispatcher.ResponseData> {
  // A start waits for none of this: the client takes longer to load than most commands take.
  const [{ request }, { choosePool }] = await Promise.all([import('undici'), import('./pools')]);
  const isPublicOnly = options.publicOnly?.trusted.includes(target.url.origin) === false;
  const dispatcher = choosePool(target.url.href, { ...options, isPublicOnly });
  // By its name first: through a proxy nobody sees where the connection ends.
  if (options.isToOurselves !== true) await refuseOwnDoor(target.url);
  if (options.publicOnly !== undefined) await assertPublic(target.url, options.publicOnly);
  try {
    const { body, signal } = options;
    return await request(target.url, { dispatcher, method: methodOf(options), body, headers: target.headers, signal });
  } catch (error) {
    if (options.signal?.aborted || error instanceof AppError) throw error;
    throw networkFailed(target.url.href, error);
  }
}

function methodOf({ body, isHead = false }: HttpOptions): 'GET' | 'HEAD' | 'POST' {
  if (body !== undefined) return 'POST';
  return isHead ? 'HEAD' : 'GET';
}

function firstHeader(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

function isAnswer(status: number): boolean {
  return (status >= 200 && status < 300) || status === 304;
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

/**
 * Sends a GET (a POST with `body`, a HEAD with `isHead`) and follows up to 5 redirects. Answers with status 2xx (or 304). Throws `network-failed`,
 * `download-failed` (other statuses, refused redirects), or whatever the signal was aborted with. Has no time limit of its own besides 15 s
 * to connect.
 */
export async function openHttp(address: string, options: HttpOptions = {}): Promise<HttpAnswer> {
  let target = readTarget(address, options.headers);
  const redirects: Dispatcher.ResponseData['headers'][] = [];
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    const { statusCode: status, headers, body } = await send(target, options);
    const location = firstHeader(headers.location);
    if (location !== null && isRedirect(status) && options.body === undefined) {
      target = followRedirect(target, location);
      redirects.unshift(headers);
      await body.dump({ limit: 65_536 }).catch(() => undefined);
      continue;
    }
    if (isAnswer(status)) {
      return {
        status,
        url: target.url.href,
        body,
        header: (name) => firstHeader(headers[name.toLowerCase()]),
        redirectHeader: (name) =>
          redirects.map((each) => firstHeader(each[name.toLowerCase()])).find((value) => value !== null) ?? null,
      };
    }
    body.on('error', () => undefined).destroy();
    throw statusFailed(target.url.href, status, firstHeader(headers['retry-after']));
  }
  throw redirectRefused(target, msg`there were more than ${maxRedirects} redirects in a row`);
}

/** Reads an answer to its end; throws `download-failed` where it is longer than that. */
export async function readBytes(answer: HttpAnswer, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw tooLong(answer.url, maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLong(url: string, maxBytes: number): AppError {
  return new AppError(
    'download-failed',
    msg`The answer of ${hostOf(url)} is longer than ${maxBytes / 1024 / 1024} MiB.`,
    {
      remedy: msg`Check the host settings: this is not the data that was requested.`,
    },
  );
}

async function readText(answer: HttpAnswer, maxBytes: number): Promise<string> {
  const bytes = await readBytes(answer, maxBytes);
  const limits = { maxOutputLength: maxBytes };
  const encoding = answer.header('content-encoding')?.toLowerCase() ?? 'identity';
  if (encoding === 'gzip') return (await promisify(gunzip)(bytes, limits)).toString('utf8');
  if (encoding === 'br') return (await promisify(brotliDecompress)(bytes, limits)).toString('utf8');
  return bytes.toString('utf8');
}

/** The error for an answer that broke off. */
export function bodyFailed(url: string, error: unknown): AppError {
  return new AppError(
    isOfNetwork(error) ? 'network-failed' : 'download-failed',
    msg`The answer of ${hostOf(url)} arrived incomplete: ${describeNetworkCause(error)}.`,
    {
      remedy: msg`Try again. If it happens every time, the server or a proxy has a problem.`,
      details: { host: hostOf(url) },
      cause: error,
    },
  );
}

type TextOptions = HttpOptions & { etag?: string | null };

async function readFetched(url: string, options: TextOptions, signal: AbortSignal): Promise<FetchedText> {
  const condition: Record<string, string> = options.etag ? { 'if-none-match': options.etag } : {};
  const headers = { 'accept-encoding': 'gzip, br', ...options.headers, ...condition };
  const answer = await openHttp(url, { ...options, signal, headers });
  if (answer.status === 304) {
    answer.body.resume();
    return { isModified: false };
  }
  return {
    isModified: true,
    text: await readText(answer, options.maxBytes ?? maxTextBytes),
    etag: answer.header('etag'),
  };
}

/**
 * Reads a text. With `etag` the other side may say that nothing changed. Throws `network-failed` (also when the time is up),
 * `download-failed` (with `details.status` when the answer was another status), `cancelled`.
 */
export async function fetchText(url: string, options: TextOptions = {}): Promise<FetchedText> {
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  return inLimitedTime(timeoutMs, options.signal, async ({ signal, limit }) => {
    try {
      return await readFetched(url, options, signal);
    } catch (error) {
      if (options.signal?.aborted) throw cancelled();
      if (limit.aborted) throw networkFailed(url, error, msg`it gave no complete answer within ${timeoutMs / 1000} s`);
      throw error instanceof AppError ? error : bodyFailed(url, error);
    }
  });
}

/** Parses JSON that came from `url`; a page or half a document becomes `download-failed` in words. */
export function parseFetchedJson(text: string, url: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const what = /^\s*</.test(text) ? msg`a web page` : msg`something else`;
    throw new AppError('download-failed', msg`${hostOf(url)} answered with ${what} where JSON was expected.`, {
      remedy: msg`Check the host settings, and whether the network asks for a login first.`,
      details: { host: hostOf(url) },
      cause: error,
    });
  }
}

/** Reads JSON. Errors as `fetchText`; an answer that is no JSON is `download-failed`. */
export async function fetchJson(url: string, options: HttpOptions = {}): Promise<unknown> {
  const fetched = await fetchText(url, { ...options, headers: { accept: 'application/json', ...options.headers } });
  return fetched.isModified ? parseFetchedJson(fetched.text, url) : null;
}
