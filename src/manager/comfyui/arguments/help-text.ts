import type { ComfyOption } from '../../../contract/comfyui/start-options';

/** An argument as one line of `--help` heads it. */
type Invocation = Pick<ComfyOption, 'flags' | 'value' | 'choices'>;

/** Two blanks, then a flag: what is indented deeper is help text, whatever it begins with. */
const optionLine = /^ {2}(-\S.*)$/;
const indented = /^ {3,}\S/;
/** Flag and metavar never hold two blanks in a row; help text on the same line begins behind them. */
const invocationAndHelp = /^(.*?)(?: {2,}(\S.*))?$/;
const flagPattern = /^-{1,2}[^\s,=[\](){}|]+/;
const opening = '[({';
const closing = '])}';

/** Cuts at a separator, but never inside brackets. */
function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (opening.includes(character)) depth += 1;
    else if (closing.includes(character)) depth -= 1;
    else if (depth === 0 && text.startsWith(separator, at)) {
      parts.push(text.slice(start, at));
      start = at + separator.length;
    }
  }
  return [...parts, text.slice(start)];
}

/** The name an option is best called by. */
const longFlag = (flags: readonly string[]) => flags.find((flag) => flag.startsWith('--')) ?? flags[0] ?? '';

const listInBraces = /\{([^{}]*)\}/;
/** ComfyUI names the value of its own enumerations by their list. */
const listAsName = /^\[([^[\]{}\s]*,[^[\]{}\s]*)\]$/;

/** The name of a value and what it can be. A list of choices is no name: argparse would have named the value after the flag. */
function readValue(metavar: string, flags: readonly string[]): Pick<Invocation, 'value' | 'choices'> {
  if (metavar === '') return { value: null, choices: [] };
  const listed = listInBraces.exec(metavar)?.[1] ?? listAsName.exec(metavar)?.[1];
  if (listed === undefined) return { value: metavar, choices: [] };
  const name = longFlag(flags).replace(/^-+/, '').replaceAll('-', '_').toUpperCase();
  const value = listAsName.test(metavar) ? name : metavar.replaceAll(new RegExp(listInBraces, 'g'), name);
  return { value, choices: listed.split(',').map((choice) => choice.trim()) };
}

/** `-v, --verbose [{DEBUG,INFO}]`: every flag, and what its value is called. Older Pythons repeat the value behind each flag. */
function readInvocation(text: string): Invocation {
  const parts = splitOutside(text, ', ').map((part) => part.trim());
  const flags = parts.flatMap((part) => flagPattern.exec(part)?.[0] ?? []);
  const metavar = parts.at(-1)?.replace(flagPattern, '').trim() ?? '';
  return { flags, ...readValue(metavar, flags) };
}

/** The usage paragraph as one line, without the program's name. */
function readUsage(lines: readonly string[]): string {
  const start = lines.findIndex((line) => /^usage:/i.test(line));
  if (start === -1) return '';
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => !/^\s+\S/.test(line));
  return [lines[start] ?? '', ...rest.slice(0, end === -1 ? undefined : end)].map((line) => line.trim()).join(' ');
}

/** The groups of which one argument can be given: `[--a | --b X]`, or `(--a | --b)` when one must be. */
function readExclusiveGroups(usage: string): string[][] {
  const groups = splitOutside(usage, ' ').filter((part) => /^[[(]-/.test(part));
  const alternatives = groups.map((part) => splitOutside(part.slice(1, -1), ' | '));
  return alternatives
    .filter((flags) => flags.length > 1)
    .map((flags) => flags.flatMap((flag) => flagPattern.exec(flag.trim())?.[0] ?? []));
}

interface Entry extends Invocation {
  help: string[];
}

function readEntries(lines: readonly string[]): Entry[] {
  const entries: Entry[] = [];
  let open: Entry | null = null;
  for (const line of lines) {
    const head = optionLine.exec(line)?.[1];
    if (head !== undefined) {
      const [, invocation = '', help] = invocationAndHelp.exec(head) ?? [];
      open = { ...readInvocation(invocation), help: help === undefined ? [] : [help] };
      entries.push(open);
    } else if (indented.test(line)) open?.help.push(line.trim());
    else open = null;
  }
  return entries.filter(({ flags }) => flags.length > 0);
}

/** The usage names each option by its first flag only. */
function readExclusive(entry: Entry, entries: readonly Entry[], groups: readonly string[][]): string[] {
  const has = (one: Entry, group: readonly string[]) => one.flags.some((flag) => group.includes(flag));
  const group = groups.find((flags) => has(entry, flags)) ?? [];
  return entries.filter((other) => other !== entry && has(other, group)).map(({ flags }) => longFlag(flags));
}

/**
 * Reads what Python's argparse prints for `--help`, in the forms of Python 3.9 to 3.14, at any width. The argument for help itself is
 * left out. Empty for any other text.
 */
export function readHelpText(text: string): ComfyOption[] {
  const lines = text.replace(/\x1b\[[\d;]*m/g, '').split(/\r?\n/);
  const usage = readUsage(lines);
  if (usage === '') return [];
  const groups = readExclusiveGroups(usage);
  const entries = readEntries(lines.slice(lines.findIndex((line) => /^usage:/i.test(line)) + 1));
  return entries
    .filter(({ flags }) => !flags.includes('--help'))
    .map((entry) => ({
      flags: entry.flags,
      value: entry.value,
      choices: entry.choices,
      help: entry.help.join(' ').replace(/\s+/g, ' ').trim(),
      exclusiveWith: readExclusive(entry, entries, groups),
    }));
}
