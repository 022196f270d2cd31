import { basename, dirname, resolve } from 'node:path';
import { SetupChoice } from '../../src/contract/operations/setup';
import { AppSettings } from '../../src/contract/settings';
import { checkGivenWords, readGivenWords } from './given-words';

/** What the command line asked for. */
export interface Arguments {
  /** Absolute path of the ComfyUI folder to open; null: the one opened last. */
  comfyuiFolder: string | null;
  /** A ComfyUI to install first, where there is none yet; null: none. */
  install: SetupChoice | null;
  /** Port of the API that was asked for; null: the usual one, or any free one. */
  port: number | null;
  /** Overrides for this run, as given with `--set name=value`. */
  overrides: Record<string, string>;
  /** Start in the tray, without showing the window. */
  isHidden: boolean;
  /** Start ComfyUI at once, behind the gateway. */
  isLaunch: boolean;
  /** Files and links that were handed over. */
  given: string[];
}

/** What the process environment says; read by `main.ts` alone. */
export interface Environment {
  rendererUrl: string | null;
  desktopName: string;
  /** The start script holds our stdin; its end is ours. */
  hasParentPipe: boolean;
  /** The Node the start script runs on, else the one on PATH; `process.execPath` is Electron. */
  nodeProgram: string;
  /** The AppImage the app runs from, as its runtime tells. */
  appImage: string | null;
  /** It runs from a single file that unpacks itself, on Windows. */
  isPortable: boolean;
}

/** As much of a second start as the first can follow. */
export type SecondStart = Pick<Arguments, 'comfyuiFolder' | 'isLaunch' | 'isHidden' | 'given'>;

export type ParsedArguments = { ok: true; arguments: Arguments } | { ok: false; problem: string };

/** The request for an installation is checked as a whole, when all of it was read. */
interface Reading extends Arguments {
  wanted: Record<string, string>;
}

type Reader = (value: string, into: Reading, workingDir: string) => string | null;

const readers: Record<string, Reader> = {
  '--comfyui': (value, into, workingDir) => {
    into.comfyuiFolder = resolve(workingDir, value);
    return null;
  },
  '--install-comfyui': (value, into, workingDir) => {
    const folder = resolve(workingDir, value);
    return readInstall(into, { parent: dirname(folder), name: basename(folder) });
  },
  '--python': (value, into) => readInstall(into, { python: value }),
  '--torch': (value, into) => readInstall(into, { torch: value }),
  '--comfyui-version': (value, into) => readInstall(into, { version: value }),
  '--port': (value, into) => {
    const port = Number(value);
    if (!/^\d+$/.test(value) || port > 65_535) {
      return `--port takes a number from 0 (any free port) to 65535, not "${value}".`;
    }
    into.port = port;
    return null;
  },
  '--set': readOverride,
};

/**
 * Reads the command line. Switches that belong to Chromium and the folder behind `electron` are passed over,
 * so that they need no list here. Expected mistakes come back as a sentence.
 */
export function parseArguments(argv: readonly string[], workingDir: string): ParsedArguments {
  const given = readGivenWords(argv, workingDir);
  const parsed: Reading = {
    ...{ comfyuiFolder: null, install: null, port: null, overrides: {}, isHidden: false, isLaunch: false, given },
    wanted: {},
  };
  for (let index = 0; index < argv.length; index += 1) {
    const { name, inlineValue } = splitSwitch(argv[index] ?? '');
    if (name === '--hidden') parsed.isHidden = true;
    if (name === '--launch') parsed.isLaunch = true;
    const reader = readers[name];
    if (!reader) continue;
    const value = inlineValue ?? argv[(index += 1)];
    if (!value) return { ok: false, problem: `${name} needs a value behind it.` };
    const problem = reader(value, parsed, workingDir);
    if (problem) return { ok: false, problem };
  }
  return finish(parsed);
}

function finish({ wanted, ...parsed }: Reading): ParsedArguments {
  if (Object.keys(wanted).length === 0) return { ok: true, arguments: parsed };
  if (!('parent' in wanted))
    return { ok: false, problem: '--python, --torch and --comfyui-version belong to --install-comfyui FOLDER.' };
  if (parsed.comfyuiFolder !== null)
    return { ok: false, problem: '--install-comfyui opens what it installs, so --comfyui cannot stand beside it.' };
  const checked = SetupChoice.safeParse(wanted);
  if (checked.success) return { ok: true, arguments: { ...parsed, install: checked.data } };
  const issue = checked.error.issues[0];
  const flag = flags[String(issue?.path[0])] ?? '--install-comfyui';
  return { ok: false, problem: `${flag}: ${issue?.message ?? 'this cannot be used.'}` };
}

const flags: Readonly<Record<string, string>> = {
  python: '--python',
  torch: '--torch',
  version: '--comfyui-version',
};

function readInstall(into: Reading, part: Record<string, string>): null {
  Object.assign(into.wanted, part);
  return null;
}

/** What a second start hands over to the first. It travels as data: Chromium reorders the `argv` of a second start. */
export function readSecondStart(data: unknown): SecondStart {
  const given: Partial<Record<keyof SecondStart, unknown>> = typeof data === 'object' && data !== null ? data : {};
  return {
    comfyuiFolder: typeof given.comfyuiFolder === 'string' ? given.comfyuiFolder : null,
    isLaunch: given.isLaunch === true,
    isHidden: given.isHidden === true,
    given: checkGivenWords(given.given),
  };
}

function splitSwitch(word: string): { name: string; inlineValue: string | null } {
  const equals = word.indexOf('=');
  if (!word.startsWith('--') || equals < 0) return { name: word, inlineValue: null };
  return { name: word.slice(0, equals), inlineValue: word.slice(equals + 1) };
}

function readOverride(text: string, into: Arguments): string | null {
  const equals = text.indexOf('=');
  if (equals < 1) return `--set takes name=value, not "${text}".`;
  const name = text.slice(0, equals);
  const value = text.slice(equals + 1);
  if (!Object.hasOwn(AppSettings.shape, name)) {
    return `--set: there is no setting "${name}". The settings are ${Object.keys(AppSettings.shape).join(', ')}.`;
  }
  const checked = AppSettings.safeParse({ [name]: value });
  if (!checked.success) {
    return `--set ${name}: "${value}" cannot be used. ${checked.error.issues[0]?.message ?? ''}`.trim();
  }
  into.overrides[name] = value;
  return null;
}
