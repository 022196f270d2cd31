import { msg } from '../contract/text/message';
import { nameOf } from './command-line';
import type { ArgumentEntry, CommandEntry } from './commands/row';
import type { Terminal } from './terminal';

type Say = Terminal['say'];

/** How the program is called. */
export const programName = 'cmdesk';

const commonHelp = (say: Say): readonly (readonly [string, string])[] => [
  [
    '--comfyui FOLDER',
    say(msg`The ComfyUI folder. Left out: the one around the current folder, else the one that was open last.`),
  ],
  ['--user-data-dir FOLDER', say(msg`The profile of the app. Left out: that of this account.`)],
  ['--set NAME=VALUE', say(msg`A setting of this run, where no app has the folder open.`)],
  ['--json', say(msg`Print the answer as JSON.`)],
  ['--schema', say(msg`Print the JSON schema of that answer, and do nothing.`)],
  ['--quiet', say(msg`Show no progress.`)],
  ['--lang LANGUAGE', say(msg`en, de or zh-CN. Left out: the language of the environment.`)],
  ['--help, --version', say(msg`Print this help, or the version.`)],
];

function formatPairs(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, words]) => `  ${name.padEnd(width)}  ${words}`.trimEnd()).join('\n');
}

/** What is written behind the words of a command. */
export function usageOf(entry: CommandEntry): string {
  const places = entry.positionals.flatMap((field) => entry.arguments.filter((known) => known.field === field));
  const names = places.map((argument) => {
    const name = nameOf(entry, argument);
    return argument.isRequired ? name : `[${name}]`;
  });
  return [entry.path, ...names, ...(entry.search ? ['[WORDS...]'] : [])].join(' ');
}

function describeFlag(
  { field, kind, choices, isList, isRequired }: ArgumentEntry,
  entry: CommandEntry,
  say: Say,
): string {
  const standard = entry.defaults?.[field];
  const form = { text: '', switch: '', number: 'N', json: 'JSON' }[kind];
  return [
    choices?.join(' | ') ?? form,
    isRequired ? say(msg`required`) : '',
    isList ? say(msg`can be given several times`) : '',
    typeof standard === 'string' && standard !== '' ? say(msg`default: ${standard}`) : '',
  ]
    .filter((text) => text !== '')
    .join('; ');
}

/** The help of one command, with its example. */
export function helpOfCommand(entry: CommandEntry, say: Say): string {
  const flags = entry.arguments.filter(({ field }) => !entry.positionals.includes(field));
  const rows = flags.map((argument) => [`--${argument.flag}`, describeFlag(argument, entry, say)] as const);
  return [
    say(entry.words),
    `\n${say(msg`Usage:`)} ${programName} ${usageOf(entry)}`,
    ...(rows.length > 0 ? [`\n${say(msg`Flags of this command:`)}\n${formatPairs(rows)}`] : []),
    `\n${say(msg`Flags of every command:`)}\n${formatPairs(commonHelp(say))}`,
    `\n${say(msg`Example:`)} ${programName} ${entry.example}\n`,
  ].join('\n');
}

/** The help of all commands, or of those that begin with these words. */
export function helpOfAll(table: readonly CommandEntry[], words: readonly string[], say: Say): string {
  const shown = table.filter(({ path }) => words.every((word, at) => path.split(' ')[at] === word));
  return [
    `${say(msg`Usage:`)} ${programName} ${say(msg`COMMAND`)} [--help]`,
    `\n${say(msg`Commands:`)}\n${formatPairs(shown.map((entry) => [usageOf(entry), say(entry.words)]))}`,
    `\n${say(msg`Flags of every command:`)}\n${formatPairs(commonHelp(say))}\n`,
  ].join('\n');
}
