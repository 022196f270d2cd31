import type { Logger } from '../../base/log';
import { AppError, cancelled, toAppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { dispatch, isOperationName, type CallContext, type ManagerOperations } from '../../contract/operations';
import type { TokenCaller } from '../http/token-guard';
import { isTokenOperation } from '../../contract/token-operations';

/** What a program with a token asks for. */
export interface TokenCall {
  name: unknown;
  input: unknown;
  context: CallContext & { caller: TokenCaller; signal: AbortSignal };
}

/** What the calls are performed on. */
export interface CallGround {
  /** The core of the open installation; null while there is none. */
  operations: () => ManagerOperations | null;
  log: Logger;
}

/**
 * Performs an operation for a program that has shown a token. Throws what `dispatch` throws, `not-found` for a name that is none, `not-trusted` for what
 * no token opens, and `cancelled` however a call failed that was cancelled.
 */
export async function callByToken(
  { name, input, context }: TokenCall,
  { operations, log }: CallGround,
): Promise<unknown> {
  const opened = openByToken(name);
  try {
    return await dispatch(operations() ?? {}, { name: opened, input, context });
  } catch (thrown) {
    const error = context.signal.aborted ? cancelled() : toAppError(thrown);
    if (error.code === 'internal') log.error('An operation failed.', { name, error: describe(thrown) });
    throw error;
  }
}

function openByToken(name: unknown) {
  const text = String(name).slice(0, 100);
  if (!isOperationName(name)) {
    throw new AppError('not-found', msg`There is no operation "${text}".`, {
      remedy: msg`The operations of this app are listed in /v2/docs/openapi.yaml.`,
    });
  }
  if (isTokenOperation(name)) return name;
  throw new AppError('not-trusted', msg`"${text}" is only for the window on the machine of this app.`, {
    remedy: msg`Do it there.`,
  });
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
