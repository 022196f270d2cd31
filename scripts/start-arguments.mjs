// The command line of `npm start`: checked here, so that a mistake is one sentence before anything is built or shown.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ScriptError } from './script-error.mjs';

export const USAGE = `Usage: npm start -- [--comfyui FOLDER | --install-comfyui FOLDER] [--port N] [--launch] [--set key=value ...] [--user-data-dir FOLDER]
  --comfyui FOLDER        the ComfyUI folder to open; without it the one of the last time, else the window asks for one
  --install-comfyui FOLDER  installs ComfyUI there, unless it is there already, and opens it
  --python VERSION        with --install-comfyui: the Python of its environment, e.g. 3.12
  --torch KIND            with --install-comfyui: cuda, rocm, xpu, metal or cpu; without it what the graphics card needs
  --comfyui-version NAME  with --install-comfyui: stable (the newest release), nightly, or a tag
  --port N                port on this machine for the HTTP API and, in front of ComfyUI, for its web UI (0: any free one)
  --launch                start ComfyUI at once, on a private port; "ready" is printed when its web UI answers on port N
  --set key=value         overrides a setting for this run, may be repeated, e.g. --set 'comfyui.arguments=--cpu --preview-method auto'
  --user-data-dir FOLDER  where the app keeps its own settings`;

/** What says how it is installed; the app checks it. */
const INSTALL_WORDS = ['python', 'torch', 'comfyui-version'];

const DEMO_USAGE = `Usage: npm run demo -- [--launch] [--port N]
  --launch   start the ComfyUI of the demo at once; "ready" is printed when its web UI answers
  --port N   port on this machine for API and web UI (left out: any free one)
To open a folder of yours: npm start`;

const DEV_USAGE = `Usage: npm run dev -- [--inspect-main PORT] [--inspect-window PORT] [the arguments of npm start]
  --inspect-main PORT    port on this machine where a debugger can be attached to the main process
  --inspect-window PORT  the same for the window and its worker`;

const OPTIONS = {
  comfyui: { type: 'string' },
  'install-comfyui': { type: 'string' },
  python: { type: 'string' },
  torch: { type: 'string' },
  'comfyui-version': { type: 'string' },
  port: { type: 'string' },
  launch: { type: 'boolean' },
  set: { type: 'string', multiple: true },
  'user-data-dir': { type: 'string' },
  help: { type: 'boolean' },
};

/**
 * Reads and checks the arguments behind `--`.
 * @param {string[]} argv
 * @param {string} workingDir folder that relative names start from
 * @returns {{help: boolean, comfyui?: string, install?: string, installWith: string[], port?: number, launch: boolean, set: string[], userDataDir?: string}} folders absolute
 * @throws {ScriptError} exit code 2, naming the argument
 */
export function parseStartArguments(argv, workingDir) {
  const values = parseOrThrow(argv, OPTIONS, USAGE);
  return {
    help: values.help ?? false,
    comfyui: readComfyui(values.comfyui, workingDir),
    install: readFolderName('--install-comfyui', values['install-comfyui'], workingDir),
    installWith: INSTALL_WORDS.flatMap((name) => (values[name] === undefined ? [] : [`--${name}=${values[name]}`])),
    port: readPort(values.port),
    launch: values.launch ?? false,
    set: (values.set ?? []).map(readOverride),
    userDataDir: readFolderName('--user-data-dir', values['user-data-dir'], workingDir),
  };
}

/**
 * Reads the arguments of `npm run demo`: the world brings the folder and the settings.
 * @param {string[]} argv
 * @returns {{launch: boolean, port: number}}
 * @throws {ScriptError} exit code 2, naming the argument
 */
export function parseDemoArguments(argv) {
  const values = parseOrThrow(argv, { launch: OPTIONS.launch, port: OPTIONS.port }, DEMO_USAGE);
  return { launch: values.launch ?? false, port: readPort(values.port, DEMO_USAGE) ?? 0 };
}

/**
 * Reads the arguments of `npm run dev`: those of `npm start`, and where debuggers may come in.
 * @param {string[]} argv
 * @param {string} workingDir
 * @returns {ReturnType<typeof parseStartArguments> & {inspectMain?: number, inspectWindow?: number}}
 * @throws {ScriptError} exit code 2, naming the argument
 */
export function parseDevArguments(argv, workingDir) {
  const doors = { 'inspect-main': { type: 'string' }, 'inspect-window': { type: 'string' } };
  const values = parseOrThrow(argv, { ...OPTIONS, ...doors }, `${DEV_USAGE}\n${USAGE}`);
  const own = argv.filter((word, index) => !isDoor(word) && !isDoor(argv[index - 1], { withValue: false }));
  return {
    ...parseStartArguments(own, workingDir),
    inspectMain: readPort(values['inspect-main'], DEV_USAGE, '--inspect-main'),
    inspectWindow: readPort(values['inspect-window'], DEV_USAGE, '--inspect-window'),
  };
}

function isDoor(word = '', { withValue = true } = {}) {
  return /^--inspect-(main|window)$/.test(word) || (withValue && /^--inspect-(main|window)=/.test(word));
}

/** The application's arguments for what the person asked for. */
export function toAppArguments({ comfyui, install, installWith = [], port, launch = false, set }) {
  return [
    ...(install === undefined ? [] : [`--install-comfyui=${install}`]),
    ...installWith,
    ...(comfyui === undefined ? [] : [`--comfyui=${comfyui}`]),
    ...(port === undefined ? [] : [`--port=${port}`]),
    ...(launch ? ['--launch'] : []),
    ...set.map((override) => `--set=${override}`),
  ];
}

function usageError(message, usage = USAGE) {
  return new ScriptError(message, usage, 2);
}

function parseOrThrow(argv, options, usage) {
  try {
    return parseArgs({ args: argv, options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    if (!error.code?.startsWith('ERR_PARSE_ARGS')) throw error;
    throw usageError(firstSentence(error.message), usage);
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

function readPort(value, usage, option = '--port') {
  if (value === undefined) return undefined;
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535)
    throw usageError(`${option} takes a number from 0 to 65535, not "${value}".`, usage);
  return port;
}

function readOverride(text) {
  if (text.indexOf('=') < 1) throw usageError(`--set takes key=value, not "${text}".`);
  return text;
}
