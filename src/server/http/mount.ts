import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../../base/log';
import { AppError, cancelled } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { type CallContext, type ManagerOperations } from '../../contract/operations';
import { SecurityLevel } from '../../contract/settings';
import { spareKnown } from './cached-answer';
import { judgeContent, readContent, readSource, type SourceFacts } from './guards';
import { answerError, nameFailure, protectiveHeaders, type Answer } from './respond';
import type { Method } from './method';
import type { Fields, Row } from './route-row';
import type { IncomingMessage } from 'node:http';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the path may change something: its guard is stricter. */
    mutates?: boolean;
    /** Whether it can do nothing else, so that nothing of the request need be read to refuse it. */
    onlyMutates?: boolean;
  }
}

/**
 * Whether a request was made by the web UI that this gateway serves: it always asks below `/api`, and a browser says so. Pages of other sites have
 * been refused before; scripts send neither header.
 */
function isOfWebUi({ url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>): boolean {
  return url.startsWith('/api/') && (headers.origin !== undefined || headers['sec-fetch-site'] === 'same-origin');
}

/** A call of a row, as much of it as decides how it is answered. */
export interface RowRequest {
  operation: Row['operation'];
  operations: ManagerOperations | null;
  fields: Fields;
  isOfWebUi: boolean;
}

/** Answers a call by performing it, on these operations or others, now or later. */
export type RowCaller = (
  call: RowRequest,
  perform: (operations: ManagerOperations | null) => Promise<Answer>,
) => Promise<Answer>;

/** Those who answer calls in place of rows, by the operation of the row. */
export type RowCallers = Readonly<Partial<Record<NonNullable<Row['operation']>, RowCaller>>>;

export interface MountOptions {
  rows: readonly Row[];
  operations: () => ManagerOperations | null;
  /** Refuses who may not come in; null lets in. */
  judge: (source: SourceFacts) => AppError | null;
  /** Refuses who may come in and may not change anything; null lets it happen. */
  judgeChange: (source: SourceFacts) => AppError | null;
  /** Who answers a call in place of its row; the other rows are just performed. */
  callers?: RowCallers;
  log: Logger;
}

/** Under which every path is served: as programs call it, and as ComfyUI's web UI does. */
export const prefixes: readonly string[] = ['', '/api'];

/**
 * Reads a request body as the fields of a JSON object. No bytes and the text `null` are no fields: web UIs post `null` where
 * they have nothing to say. Throws `invalid-input` for everything else.
 */
function readFields(bytes: Uint8Array): Record<string, unknown> {
  if (bytes.byteLength === 0) return {};
  const value = parseJson(bytes);
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new AppError('invalid-input', msg`The body is JSON, but not an object.`, {
      remedy: msg`Send the fields as one JSON object.`,
    });
  }
  return { ...value };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? cause.message : 'it is not UTF-8 text';
    throw new AppError('invalid-input', msg`The body is not JSON: ${reason}`, {
      remedy: msg`Correct the body and send it again.`,
      cause,
    });
  }
}

/** Puts guards, rows and error answers onto a server. */
export function mountRows(app: FastifyInstance, options: MountOptions): void {
  const rowsByPath = groupByPath(options.rows);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: FastifyRequest, bytes: Buffer) =>
    readFields(bytes),
  );
  app.addHook('onRequest', async (request, reply) => {
    const source = readSource(request.raw);
    refuseIfJudged(options.judge(source));
    if (request.is404) throw unknownRoute(request, rowsByPath, reply);
    const { mutates = false, onlyMutates = false } = request.routeOptions.config;
    if (onlyMutates) refuseIfJudged(options.judgeChange(source));
    refuseIfJudged(judgeContent(readContent(request.headers, mutates)));
  });
  app.setNotFoundHandler((request, reply) => {
    throw unknownRoute(request, rowsByPath, reply);
  });
  app.setErrorHandler(async (thrown, request, reply) => sendError(reply, { thrown, request, log: options.log }));
  for (const [path, rows] of rowsByPath) {
    for (const method of methodsOf(rows)) {
      const rowsOfMethod = rows.filter((row) => row.methods.includes(method));
      app.route({
        method,
        url: path,
        exposeHeadRoute: false,
        config: {
          mutates: rowsOfMethod.some((row) => row.mutates),
          onlyMutates: rowsOfMethod.every((row) => row.mutates),
        },
        handler: async (request, reply) => {
          const answer = await answerRequest(request, rowsOfMethod, { ...options, reply });
          return send(reply, method === 'POST' ? answer : spareKnown(answer, request.headers['if-none-match']));
        },
      });
    }
  }
}

/** Sends an answer as it is: no content type beside zero bytes. */
export function send(reply: FastifyReply, answer: Answer): FastifyReply {
  void reply.code(answer.status).headers({ ...protectiveHeaders, ...answer.headers });
  return answer.body === '' ? reply.send() : reply.send(answer.body);
}

/** Sends what was thrown as an error body; a failure of ours is logged with its stack, which stays here. */
export function sendError(
  reply: FastifyReply,
  { thrown, request, log }: { thrown: unknown; request: FastifyRequest; log: Logger },
): FastifyReply {
  const failure = nameFailure(thrown);
  const seen = { method: request.method, path: pathOf(request.url) };
  if (failure.code === 'internal') log.error('A request failed.', { ...seen, error: describe(thrown) });
  const isStranger = failure.code === 'origin-refused' || failure.code === 'token-required';
  if (isStranger) log.warn('A request was refused.', { ...seen, reason: failure.message });
  if (failure.code === 'token-required') void reply.header('www-authenticate', 'Bearer');
  return send(reply, answerError(failure));
}

async function answerRequest(
  request: FastifyRequest,
  rows: readonly Row[],
  options: MountOptions & { reply: FastifyReply },
): Promise<Answer> {
  const fields = fieldsOf(request);
  const wanted = rows.find((row) => row.wants(fields));
  if (!wanted) {
    throw new AppError('invalid-input', msg`Nothing at ${pathOf(request.url)} takes these parameters.`, {
      remedy: msg`The parameters of each path are listed in /v2/docs/openapi.yaml.`,
    });
  }
  if (wanted.mutates) refuseIfJudged(options.judgeChange(readSource(request.raw)));
  // What changes something goes on when its caller is gone.
  const context = { ...contextOf(request), ...(!wanted.mutates && { signal: whileConnected(options.reply) }) };
  const call = { ...wanted, operations: options.operations(), fields, isOfWebUi: isOfWebUi(request.raw) };
  const perform: Parameters<RowCaller>[1] = (operations) => wanted.call({ operations, fields, context });
  const caller = wanted.operation === null ? undefined : options.callers?.[wanted.operation];
  return caller === undefined ? perform(call.operations) : caller(call, perform);
}

/** Aborted when the connection is closed before the answer was written: nobody reads it any more. */
export function whileConnected({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort(cancelled());
  });
  return controller.signal;
}

function fieldsOf(request: FastifyRequest): Fields {
  return { query: asFields(request.query), body: asFields(request.body) };
}

function asFields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** The caller may ask for a stricter check than the configured level; what is no level at all is refused, not ignored. */
export function contextOf(request: FastifyRequest): CallContext {
  const level = request.headers['security-level'];
  if (level === undefined) return { caller: 'program' };
  const wanted = Array.isArray(level) ? level.join(', ') : level.trim().toLowerCase();
  const parsed = SecurityLevel.safeParse(wanted);
  if (parsed.success) return { caller: 'program', strictest: parsed.data };
  throw new AppError('invalid-input', msg`The Security-Level header is not a security level.`, {
    remedy: msg`Send one of ${SecurityLevel.options.join(', ')}, or leave it out.`,
  });
}

function unknownRoute(
  request: FastifyRequest,
  rowsByPath: ReadonlyMap<string, readonly Row[]>,
  reply: FastifyReply,
): AppError {
  const path = decodePath(pathOf(request.url));
  const rows = rowsByPath.get(path);
  if (!rows) {
    return new AppError('not-found', msg`There is nothing at ${path.slice(0, 200)}.`, {
      remedy: msg`The paths of this server are listed in /v2/docs/openapi.yaml.`,
    });
  }
  const allowed = methodsOf(rows);
  void reply.header('allow', allowed.join(', '));
  return new AppError('method-not-allowed', msg`${path} does not answer ${request.method}.`, {
    remedy: msg`Use ${allowed.join(' or ')}.`,
    details: { allowed },
  });
}

function groupByPath(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const prefix of prefixes) {
    for (const row of rows) {
      const path = prefix + row.path;
      groups.set(path, [...(groups.get(path) ?? []), row]);
    }
  }
  return groups;
}

function methodsOf(rows: readonly Row[]): Method[] {
  return [...new Set(rows.flatMap((row) => row.methods))];
}

/** Throws a refusal, where there is one. */
export function refuseIfJudged(refusal: AppError | null): void {
  if (refusal) throw refusal;
}

function pathOf(target: string): string {
  return target.split(/[?#]/, 1)[0] ?? '';
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
