import { resolve } from 'node:path';
import { defaultProfileDir } from '../serve/default-profile';
import { commandTable } from './commands/command-table';
import { readCommandLine, type CommandLine } from './command-line';
import { AppError } from '../contract/errors';
import { msg } from '../contract/text/message';
import { wrongUse } from './convert-argument';
import type { CommandEntry } from './commands/row';
import { exitCodeOf, exitCodes } from './exit-codes';
import { writeError } from './output/error';
import { chooseLanguage, openTerminal, type Terminal } from './terminal';

async function showHelp({ entry, words, options }: CommandLine, terminal: Terminal): Promise<number> {
  const { helpOfAll, helpOfCommand } = await import('./help');
  const isGroup = commandTable.some(({ path }) => path.startsWith(`${words.join(' ')} `));
  if (entry === null && words.length > 0 && !isGroup)
    throw new AppError('invalid-input', msg`"${words.join(' ')}" is no command.`, {
      remedy: msg`"cmdesk --help" lists the commands.`,
    });
  const text = entry ? helpOfCommand(entry, terminal.say) : helpOfAll(commandTable, words, terminal.say);
  const isRequested = options.help || words.length === 0;
  (isRequested ? terminal.out : terminal.err)(text);
  return isRequested ? exitCodes.done : exitCodes.wrongUse;
}

async function showSchema(entry: CommandEntry, called: string | undefined, terminal: Terminal): Promise<number> {
  const { answerSchemaOf } = await import('./commands/table');
  const schema = answerSchemaOf(entry, called);
  if (schema === null) throw wrongUse(msg`"${entry.path}" prints no JSON of one form.`);
  terminal.out(`${JSON.stringify(schema, null, 2)}\n`);
  return exitCodes.done;
}

async function complete(words: readonly string[], terminal: Terminal): Promise<number> {
  const { completeWords } = await import('./completion');
  terminal.out(
    completeWords(commandTable, words)
      .map((word) => `${word}\n`)
      .join(''),
  );
  return exitCodes.done;
}

async function startServe({ options, input }: CommandLine): Promise<number> {
  const { serve } = await import('../serve/serve');
  const { comfyui, userDataDir, set } = options;
  await serve({ comfyui, userDataDir, set: [...set], ...input });
  return exitCodes.done;
}

async function run(line: CommandLine, terminal: Terminal): Promise<number> {
  const { entry, options, input } = line;
  if (options.version) {
    const { appVersion } = await import('../serve/app-facts');
    terminal.out(`${appVersion}\n`);
    return exitCodes.done;
  }
  if (options.help || entry === null) return showHelp(line, terminal);
  if (options.schema) return showSchema(entry, line.words.at(-1), terminal);
  if (entry.own === 'serve') return startServe(line);
  if (entry.own === 'completion') {
    const { completionScript } = await import('./completion');
    terminal.out(completionScript(input['shell'] as 'bash'));
    return exitCodes.done;
  }
  const profileDir = resolve(options.userDataDir ?? defaultProfileDir(process.env));
  if (entry.own === 'door') {
    const { tellDoor } = await import('./tell-door');
    return tellDoor(line, { terminal, profileDir });
  }
  if (entry.own === 'open') {
    const { openFolder } = await import('./open-folder');
    return openFolder(line, { terminal, profileDir });
  }
  const { runCommand } = await import('./run-command');
  return runCommand(line, { terminal, table: commandTable, profileDir });
}

/** Reads the words of the person, and says what came of them; answers how the program ends. */
export async function main(argv: readonly string[]): Promise<number> {
  const { env } = process;
  const terminal = await openTerminal(chooseLanguage(argv, env), env);
  if (argv[0] === 'completion-words') return complete(argv.slice(1), terminal);
  try {
    return await run(readCommandLine(commandTable, argv), terminal);
  } catch (error) {
    writeError(error, { terminal, json: argv.includes('--json') });
    return exitCodeOf(error);
  }
}
