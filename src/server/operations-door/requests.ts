import type { FastifyInstance } from 'fastify';
import { jsonBytes } from '../../base/text/json-bytes';
import { toAppError, toWordedBody } from '../../contract/errors';
import { readSource } from '../http/guards';
import { contextOf, prefixes, refuseIfJudged, send, whileConnected } from '../http/mount';
import { bodyTooLarge } from '../http/respond';
import { callerBy, judgeToken, type IsToken } from '../http/token-guard';
import { callByToken, type CallGround } from './call-by-token';

/** Where programs call an operation by its name, and where the socket is. */
export const operationsPath = '/v2/operations';

interface RequestOptions extends CallGround {
  isToken: IsToken;
  isLocalToken: (text: string) => boolean;
}

/** Largest input, bytes: a snapshot or a workflow has 64 MiB at most, and more as a text in JSON. Only who shows a token may send it. */
const callLimitBytes = 96 * 1024 * 1024;

const type = { 'content-type': 'application/json; charset=utf-8' };

/** Lets programs call an operation with one request. Its input is the body, its output the answer; who leaves before the answer has cancelled the call. */
export function mountOperationRequests(
  app: FastifyInstance,
  { isToken, isLocalToken, ...ground }: RequestOptions,
): void {
  for (const prefix of prefixes) {
    app.post<{ Params: { name: string } }>(
      `${prefix}${operationsPath}/:name`,
      {
        config: { mutates: true, onlyMutates: true },
        bodyLimit: callLimitBytes,
        // What is thrown here goes on to the handler of all paths.
        errorHandler: (error) => {
          throw error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? bodyTooLarge(callLimitBytes) : error;
        },
        // Before the body is read.
        onRequest: async (request) => refuseIfJudged(judgeToken(readSource(request.raw), isToken)),
      },
      async (request, reply) => {
        const caller = callerBy(readSource(request.raw), isLocalToken);
        const context = { ...contextOf(request), caller, signal: whileConnected(reply) };
        const call = { name: request.params.name, input: request.body ?? {}, context };
        try {
          const body = Buffer.from(jsonBytes(await callByToken(call, ground)));
          return await send(reply, { status: 200, headers: type, body });
        } catch (thrown) {
          // Sentences in parts, as the window gets them: the command line speaks other languages too.
          const body = JSON.stringify(toWordedBody(thrown));
          return send(reply, { status: toAppError(thrown).status, headers: type, body });
        }
      },
    );
  }
}
