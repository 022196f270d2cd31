// The command line of `npm start`: checked here, so that a mistake is one sentence before anything is built or shown.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ScriptError } from './script-error.mjs';

export const USAGE = `Usage: npm start -- [--comfyui FOLDER] [--port N] [--set key=value ...] [--user-data-dir FOLDER]
  --comfyui FOLDER        the ComfyUI folder to open; without it the window asks for one
  --port N                port of the HTTP API on this machine (0: any free one)
  --set key=value         overrides a setting for this run, may be repeated
  --user-data-dir FOLDER  where the app keeps its own settings`;

const OPTIONS = {
  comfyui: { type: 'string' },
  port: { type: 'string' },
  set: { type: 'string', multiple: true },
  'user-data-dir': { type: 'string' },
  help: { type: 'boolean' },
};

/**
 * Reads and checks the arguments behind `--`.
 * @param {string[]} argv
 * @param {string} workingDir folder that relative names start from
 * @returns {{help: boolean, comfyui?: string, port?: number, set: string[], userDataDir?: string}} folders absolute
 * @throws {ScriptError} exit code 2, naming the argument
 */
export function parseStartArguments(argv, workingDir) {
  const values = parseOrThrow(argv);
  return {
    help: values.help ?? false,
    comfyui: readComfyui(values.comfyui, workingDir),
    port: readPort(values.port),
    set: (values.set ?? []).map(readOverride),
    userDataDir: readFolderName('--user-data-dir', values['user-data-dir'], workingDir),
  };
}

/** The application's arguments for what the person asked for. */
export function toAppArguments({ comfyui, port, set }) {
  return [
    ...(comfyui === undefined ? [] : [`--comfyui=${comfyui}`]),
    ...(port === undefined ? [] : [`--port=${port}`]),
    ...set.map((override) => `--set=${override}`),
  ];
}

function usageError(message) {
  return new ScriptError(message, USAGE, 2);
}

function parseOrThrow(argv) {
  try {
    return parseArgs({ args: argv, options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    if (!error.code?.startsWith('ERR_PARSE_ARGS')) throw error;
    throw usageError(firstSentence(error.message));
  }
}

// Node adds advice about `--` that does not fit a command behind npm.
function firstSentence(message) {
  return `${message.split(/\.\s|\n/)[0].replace(/\.$/, '')}.`;
}

function readFolderName(option, value, workingDir) {
  if (value === undefined) return undefined;
  if (value === '') throw usageError(`${option} needs a folder behind it.`);
  return resolve(workingDir, value);
}

function readComfyui(value, workingDir) {
  const folder = readFolderName('--comfyui', value, workingDir);
  if (folder === undefined) return undefined;
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) throw usageError(`--comfyui: there is no folder ${folder}.`);
  if (!stats.isDirectory()) throw usageError(`--comfyui: ${folder} is a file, a folder is wanted.`);
  return folder;
}

function readPort(value) {
  if (value === undefined) return undefined;
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) throw usageError(`--port takes a number from 0 to 65535, not "${value}".`);
  return port;
}

function readOverride(text) {
  if (text.indexOf('=') < 1) throw usageError(`--set takes key=value, not "${text}".`);
  return text;
}
