import { AppError } from '../../src/contract/errors';
import { isRemoteFolder } from '../../src/contract/remote/names';
import { isRemoteOperation } from '../../src/contract/remote/remote-operations';
import { msg } from '../../src/contract/text/message';
import { notRemote } from '../../src/host/remote/remote-errors';
import { type ConsentGround, type ConsentQuestion, findConsent } from './consent';
import {
  dispatch,
  isOperationName,
  managerOperations,
  type Implementations,
  type OperationName,
} from '../../src/contract/operations';

/** What the shell does needs no core: the folder is chosen and opened by it. */
export function needsCore(call: unknown): boolean {
  return isManagerOperation(readCall(call).name);
}

/** A click meant for one installation must not change the one that is shown by the time it arrives. */
export function refuseOther(call: unknown, shown: string | null): void {
  const { name, about } = readCall(call);
  const changes = isManagerOperation(name) && managerOperations[name].mutates;
  if (!changes || typeof about !== 'string' || shown === null || about === shown) return;
  throw new AppError('not-shown', msg`The window now shows ${shown}, so nothing was done in ${about}.`, {
    remedy: msg`Check which installation is shown, and try again.`,
  });
}

/** What needs the machine of the installation that is shown, while that is another one; before anybody is asked about it. */
export function refuseLocal(call: unknown, shown: string | null): void {
  const { name } = readCall(call);
  if (shown !== null && isRemoteFolder(shown) && isOperationName(name) && !isRemoteOperation(name)) throw notRemote();
}

function isManagerOperation(name: unknown): name is keyof typeof managerOperations {
  return typeof name === 'string' && Object.hasOwn(managerOperations, name);
}

/**
 * Looks the operation of a call up and does it, once the person has agreed to what the page cannot allow itself. Throws what `dispatch` throws,
 * `not-found` for a name that is none, and what `requireConsent` throws.
 */
export async function callOperation(
  call: unknown,
  implementations: Partial<Implementations<OperationName>>,
  { requireConsent, isGiven, signal }: CallerParts,
): Promise<unknown> {
  const { name, input } = readCall(call);
  if (!isOperationName(name)) {
    throw new AppError('not-found', msg`There is no operation "${String(name).slice(0, 100)}".`, {
      remedy: msg`Restart the app; window and app may be of different versions.`,
    });
  }
  const question = await findConsent(name, input, { implemented: implementations, isGiven });
  const allowed = question === null ? input : await requireConsent(question);
  return dispatch(implementations, { name, input: allowed, context: { caller: 'person', signal } });
}

interface CallerParts extends Pick<ConsentGround, 'isGiven'> {
  requireConsent: (question: ConsentQuestion) => Promise<unknown>;
  signal: AbortSignal;
}

interface SentCall {
  name?: unknown;
  input?: unknown;
  about?: unknown;
}

function readCall(call: unknown): SentCall {
  return typeof call === 'object' && call !== null ? call : {};
}
