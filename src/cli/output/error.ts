import { toAppError, toErrorBody } from '../../contract/errors';
import type { Terminal } from '../terminal';

/** Writes why something failed: the body of the error for scripts, what, why and what to do for people. */
export function writeError(thrown: unknown, { terminal, json }: { terminal: Terminal; json: boolean }): void {
  if (json) return terminal.out(`${JSON.stringify(toErrorBody(thrown), null, 2)}\n`);
  const { words } = toAppError(thrown);
  terminal.err(`${terminal.say(words.message)}\n`, 'red');
  if (words.remedy !== undefined && words.remedy !== '') terminal.err(`${terminal.say(words.remedy)}\n`);
}
