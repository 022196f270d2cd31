import { createInterface } from 'node:readline/promises';
import { toAppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import type { Session } from './session';

/** A permission is used at once; with the core that was opened for the command it ends anyway. */
const minutes = 1;

/** Asks a person on the terminal; the answer is no unless it begins with y, j or 是. */
async function ask(question: string, signal: AbortSignal): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // Ctrl-C and Ctrl-D end the question without an answer.
    const unanswered = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
    return /^\s*[yj是]/iu.test(await Promise.race([lines.question(question, { signal }), unanswered]));
  } catch {
    return false;
  } finally {
    lines.close();
  }
}

/** Whether what failed was refused by the policy, and the person at this terminal allows it once. It is for the core to judge again. */
export async function isAllowedOnce(thrown: unknown, { core, terminal, signal }: Session): Promise<boolean> {
  const { code, details, words } = toAppError(thrown);
  const { operation } = details;
  if (code !== 'policy-denied' || typeof operation !== 'string') return false;
  if (!terminal.isInteractive || !core.canAllow) return false;
  terminal.err(`${terminal.say(words.message)}\n`);
  if (!(await ask(`${terminal.say(msg`Allow once? [y/N]`)} `, signal))) return false;
  await core.call('policy.allow', { operation, minutes }, { isByPerson: true });
  return true;
}
