import { parseArgs } from 'node:util';
import { msg } from '../contract/text/message';
import { convertArgument, wrongUse } from './convert-argument';
import type { ArgumentEntry, CommandEntry } from './commands/row';

/** What every command takes. */
export interface CommonOptions {
  comfyui?: string;
  userDataDir?: string;
  /** `name=value`, settings of this run. */
  set: readonly string[];
  json: boolean;
  quiet: boolean;
  lang?: string;
  help: boolean;
  version: boolean;
  /** Asks for the form of what `json` prints. */
  schema: boolean;
}

/** A command line, read. */
export interface CommandLine {
  /** Null: the words name no command. */
  entry: CommandEntry | null;
  /** The words that are no flags. */
  words: readonly string[];
  options: CommonOptions;
  /** The input of what the command calls, as far as it is given. */
  input: Record<string, unknown>;
  /** What is looked for in a list. */
  searched: readonly string[];
}

const commonFlags = {
  comfyui: { type: 'string' },
  'user-data-dir': { type: 'string' },
  set: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  quiet: { type: 'boolean', short: 'q' },
  lang: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
  schema: { type: 'boolean' },
} as const;

/** The flags that every command has, for help and completion. */
export const commonFlagNames: readonly string[] = Object.keys(commonFlags);

interface FlagToken {
  kind: 'option';
  name: string;
  rawName: string;
  value: string | undefined;
}

/** Splits words into flags and others. With `known` arguments a flag that takes no value leaves the next word alone. */
function split(argv: readonly string[], known: readonly ArgumentEntry[]) {
  const flags = Object.fromEntries(
    known.map(({ flag, kind }) => [flag, { type: kind === 'switch' ? 'boolean' : 'string' } as const]),
  );
  // A flag of the command's own stands before one that all have: `--version` of an install.
  const options = { ...commonFlags, ...flags };
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  const words = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  return { words, flags: tokens.filter((token): token is typeof token & FlagToken => token.kind === 'option') };
}

function readCommon(flags: readonly FlagToken[]): CommonOptions {
  const all = (name: string) => flags.flatMap((flag) => (flag.name === name ? [flag.value ?? ''] : []));
  const text = (name: string) => all(name).at(-1);
  const has = (name: string) => all(name).length > 0;
  const [comfyui, userDataDir, lang] = [text('comfyui'), text('user-data-dir'), text('lang')];
  return {
    ...(comfyui !== undefined && { comfyui }),
    ...(userDataDir !== undefined && { userDataDir }),
    ...(lang !== undefined && { lang }),
    set: all('set'),
    ...{ json: has('json'), quiet: has('quiet'), help: has('help'), version: has('version') },
    schema: has('schema'),
  };
}

/** The command whose words stand in front; the longest one, where the words of one begin those of another. */
export function findCommand(table: readonly CommandEntry[], words: readonly string[]): CommandEntry | null {
  const matches = table.filter(({ path }) => path.split(' ').every((word, at) => words[at] === word));
  return matches.toSorted((one, other) => other.path.length - one.path.length)[0] ?? null;
}

function readFlags(entry: CommandEntry, flags: readonly FlagToken[]): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const { name, rawName, value } of flags) {
    const negated = entry.arguments.find(({ flag, kind }) => kind === 'switch' && `no-${flag}` === name);
    const argument = negated ?? entry.arguments.find(({ flag }) => flag === name);
    if (argument === undefined && commonFlagNames.includes(name)) continue;
    if (argument === undefined) throw wrongUse(msg`"${entry.path}" has no flag ${rawName}.`);
    const converted = convertArgument(argument, negated ? 'false' : value);
    input[argument.field] = argument.isList
      ? [...((input[argument.field] as unknown[] | undefined) ?? []), converted]
      : converted;
  }
  return input;
}

/** Gives the words to the fields that are told by their place; the rest of them is what is looked for. */
function readPlaces(entry: CommandEntry, words: readonly string[], input: Record<string, unknown>): readonly string[] {
  const left = [...words];
  for (const field of entry.positionals) {
    const argument = entry.arguments.find((known) => known.field === field);
    if (argument === undefined || left.length === 0) continue;
    const taken = argument.isList ? left.splice(0) : left.splice(0, 1);
    const values = taken.map((word) => convertArgument(argument, word));
    input[field] = argument.isList ? values : values[0];
  }
  if (left.length > 0 && entry.search === undefined)
    throw wrongUse(msg`"${left.join(' ')}" is more than "${entry.path}" takes.`);
  return left;
}

/** The input with what the row adds to what was given. Throws `invalid-input` where something is missing. */
export function completeInput(entry: CommandEntry, given: Record<string, unknown>): Record<string, unknown> {
  const input: Record<string, unknown> = { ...entry.defaults, ...given, ...entry.fixed };
  for (const [field, source] of Object.entries(entry.same ?? {})) input[field] ??= input[source];
  const missing = entry.arguments.find(({ field, isRequired }) => isRequired && input[field] === undefined);
  if (missing !== undefined) throw wrongUse(msg`"${entry.path}" needs ${nameOf(entry, missing)}.`);
  return input;
}

/** What people call the fields that stand in a place. */
const placeNames: Readonly<Record<string, string>> = {
  ...{ id: 'PACK', key: 'PACK', node_name: 'PACK', cnr_id: 'PACK', packs: 'PACK' },
  ...{ target: 'SNAPSHOT', undo_ui_id: 'TASK', target_version: 'VERSION' },
};

/** How a person writes an argument: `NAME` by its place, else as a flag. */
export function nameOf(entry: CommandEntry, { field, flag, isList }: ArgumentEntry): string {
  const name = field === entry.fromFile ? 'FILE' : (placeNames[field] ?? flag.toUpperCase());
  return entry.positionals.includes(field) ? `${name}${isList ? '...' : ''}` : `--${flag}`;
}

/** Reads a command line. Throws `invalid-input` for one that cannot be meant, unless it asks for help or for a form. */
export function readCommandLine(table: readonly CommandEntry[], argv: readonly string[]): CommandLine {
  const first = split(argv, []);
  const entry = findCommand(table, first.words);
  if (entry === null) return { entry, words: first.words, options: readCommon(first.flags), input: {}, searched: [] };
  const { words, flags } = split(argv, entry.arguments);
  const isOwn = ({ name }: FlagToken) => entry.arguments.some(({ flag }) => flag === name);
  const options = readCommon(flags.filter((flag) => !isOwn(flag)));
  if (options.help || options.schema) return { entry, words, options, input: {}, searched: [] };
  const input = readFlags(entry, flags);
  const searched = readPlaces(entry, words.slice(entry.path.split(' ').length), input);
  return { entry, words, options, input: completeInput(entry, input), searched };
}
