import type { FastifyInstance } from 'fastify';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { readSource } from '../http/guards';
import { prefixes, refuseIfJudged, send } from '../http/mount';
import { answerJson } from '../http/respond';
import { judgeLocalProgram } from '../http/token-guard';
import { nonceForm, type CoreProof } from './core-proof';
import { operationsPath } from './requests';

/** Lets a program of this machine have the core prove whose it is, before it shows anything. What it says is of no use to who does not have the token. */
export function mountProof(app: FastifyInstance, prove: (nonce: string) => CoreProof | null): void {
  for (const prefix of prefixes) {
    app.post(
      `${prefix}${operationsPath}`,
      { onRequest: async (request) => refuseIfJudged(judgeLocalProgram(readSource(request.raw))) },
      async (request, reply) => {
        const { nonce } = Object(request.body) as { nonce?: unknown };
        if (typeof nonce !== 'string' || !nonceForm.test(nonce)) throw badNonce();
        const proof = prove(nonce);
        if (proof === null) throw noProof();
        return send(reply, answerJson(proof));
      },
    );
  }
}

function badNonce(): AppError {
  return new AppError('invalid-input', msg`The field "nonce" is not 32 bytes in base64url.`, {
    remedy: msg`Send {"nonce": "..."}, made by chance for this one request.`,
  });
}

function noProof(): AppError {
  return new AppError(
    'not-found',
    msg`The token for programs of this account could not be kept, so nothing is proven by it.`,
    {
      remedy: msg`Read in the log why, and start the app again.`,
    },
  );
}
