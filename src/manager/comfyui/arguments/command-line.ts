import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import { findOpenQuote, readWords } from '../../../contract/text/command-line';

/**
 * Splits the text of the setting `comfyui.arguments` (src/contract/text/command-line.ts). Throws `invalid-input` for a quote that is opened and
 * never closed: guessing that its last sign was meant to close it would change what others mean.
 */
export function splitCommandLine(text: string): string[] {
  const open = findOpenQuote(text);
  if (open !== null) {
    throw new AppError('invalid-input', msg`The setting comfyui.arguments has an open quote: ${text}`, {
      remedy: msg`Close the ${open} or remove it. A backslash right before a " makes it a part of the text: leave out the last backslash of a folder.`,
    });
  }
  return readWords(text).map((word) => word.text);
}

function readValue(values: readonly string[]): unknown {
  const [first] = values;
  if (first === undefined) return true;
  if (values.length > 1) return [...values];
  return /^\d+$/.test(first) ? Number(first) : first;
}

/** ComfyUI's own defaults of what a record of its state names (docs/reference/on-the-wire.md 6). */
const defaults = {
  listen: '127.0.0.1',
  port: 8188,
  enable_manager_legacy_ui: false,
  front_end_version: 'comfyanonymous/ComfyUI@latest',
  front_end_root: null,
};

/**
 * Reads ComfyUI's arguments as it names them inside (`--front-end-root x` is `front_end_root`): a number, a text, a list for several
 * values, true for a switch. What the record of a state names is always there.
 */
export function readComfyArguments(args: readonly string[]): Record<string, unknown> {
  const given = new Map<string, string[]>();
  let values: string[] = [];
  for (const arg of args) {
    if (!arg.startsWith('--')) {
      values.push(arg);
      continue;
    }
    const equals = arg.indexOf('=');
    const name = arg.slice(2, equals === -1 ? undefined : equals).replaceAll('-', '_');
    values = equals === -1 ? [] : [arg.slice(equals + 1)];
    given.set(name, values);
  }
  // `--listen` alone means every address.
  if (given.get('listen')?.length === 0) given.set('listen', ['0.0.0.0,::']);
  return { ...defaults, ...Object.fromEntries([...given].map(([name, found]) => [name, readValue(found)])) };
}
