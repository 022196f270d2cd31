import { AppError } from '../contract/errors';
import { msg, type Message } from '../contract/text/message';
import type { ArgumentEntry } from './commands/row';

/** A command line that cannot be meant: it ends with 2. */
export function wrongUse(sentence: Message): AppError {
  return new AppError('invalid-input', sentence, { remedy: msg`Add --help to see what the command takes.` });
}

const refuse = (flag: string, what: Message): AppError => wrongUse(msg`${flag} cannot be used: ${what}.`);

function readNumber(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw refuse(flag, msg`"${text}" is no number`);
  return value;
}

function readJson(flag: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refuse(flag, msg`"${text}" is no JSON`);
  }
}

/** A word of the command line as the value that it stands for. Throws `invalid-input` for one that cannot be it. */
export function convertArgument({ flag, kind, choices }: ArgumentEntry, text: string | undefined): unknown {
  if (kind === 'switch') return text !== 'false';
  if (text === undefined) throw refuse(flag, msg`it needs a value`);
  if (choices !== undefined && !choices.includes(text))
    throw refuse(flag, msg`"${text}" is none of ${choices.join(', ')}`);
  if (kind === 'number') return readNumber(flag, text);
  return kind === 'json' ? readJson(flag, text) : text;
}
