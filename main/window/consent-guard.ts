import { AppError } from '../../src/contract/errors';
import { msg } from '../../src/contract/text/message';
import type { ConsentChoice, ConsentQuestion } from './consent';

/** Asks the person at this machine; null: no. */
export type AskConsent = (question: ConsentQuestion) => Promise<ConsentChoice | null>;

/**
 * Makes the guard: answers the input that the person said yes to, throws `cancelled` where there was none. While one question is open, every other one is
 * answered with no.
 */
export function createConsentGuard(ask: AskConsent): (question: ConsentQuestion) => Promise<unknown> {
  let isAsking = false;
  return async (question) => {
    if (!isAsking) {
      isAsking = true;
      const choice = await ask(question).finally(() => {
        isAsking = false;
      });
      if (choice !== null) return choice.input;
    }
    throw new AppError('cancelled', msg`It was not allowed in the dialog of the system, so nothing was changed.`, {
      remedy: msg`Do it again, and allow it there.`,
    });
  };
}
