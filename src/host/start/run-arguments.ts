import { basename, dirname, resolve } from 'node:path';
import { SetupChoice } from '../../contract/operations/setup';
import { AppSettings } from '../../contract/settings';

/** What a command line asks for about installations and settings of one run. */
export interface RunArguments {
  /** Absolute path of the ComfyUI folder to open; null: the one opened last. */
  comfyuiFolder: string | null;
  /** A ComfyUI to install first, where there is none yet; null: none. */
  install: SetupChoice | null;
  /** Port of the API that was asked for; null: the usual one, or any free one. */
  port: number | null;
  /** Overrides for this run, as given with `--set name=value`. */
  overrides: Record<string, string>;
  /** Start ComfyUI at once, behind the gateway. */
  isLaunch: boolean;
}

export type ParsedRun = { ok: true; run: RunArguments } | { ok: false; problem: string };

/** The request for an installation is checked as a whole, when all of it was read. */
interface Reading extends RunArguments {
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
 * Reads the words that the app and `serve` have in common. Every other word is passed over, so that switches of Chromium need no list here. Expected
 * mistakes come back as a sentence.
 */
export function parseRunArguments(argv: readonly string[], workingDir: string): ParsedRun {
  const found: [string, string | undefined][] = [];
  let isLaunch = false;
  for (let index = 0; index < argv.length; index += 1) {
    const { name, inlineValue } = splitSwitch(argv[index] ?? '');
    if (name === '--launch') isLaunch = true;
    if (Object.hasOwn(readers, name)) found.push([name, inlineValue ?? argv[(index += 1)]]);
  }
  return readRunFlags(found, { isLaunch, workingDir });
}

/** The same for flags that were read already, each with its value. */
export function readRunFlags(
  given: readonly (readonly [string, string | undefined])[],
  { isLaunch, workingDir }: { isLaunch: boolean; workingDir: string },
): ParsedRun {
  const parsed: Reading = { comfyuiFolder: null, install: null, port: null, overrides: {}, isLaunch, wanted: {} };
  for (const [name, value] of given) {
    if (!value) return { ok: false, problem: `${name} needs a value behind it.` };
    const problem = readers[name]?.(value, parsed, workingDir);
    if (problem) return { ok: false, problem };
  }
  return finish(parsed);
}

function finish({ wanted, ...parsed }: Reading): ParsedRun {
  if (Object.keys(wanted).length === 0) return { ok: true, run: parsed };
  if (!('parent' in wanted))
    return { ok: false, problem: '--python, --torch and --comfyui-version belong to --install-comfyui FOLDER.' };
  if (parsed.comfyuiFolder !== null)
    return { ok: false, problem: '--install-comfyui opens what it installs, so --comfyui cannot stand beside it.' };
  const checked = SetupChoice.safeParse(wanted);
  if (checked.success) return { ok: true, run: { ...parsed, install: checked.data } };
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

function splitSwitch(word: string): { name: string; inlineValue: string | null } {
  const equals = word.indexOf('=');
  if (!word.startsWith('--') || equals < 0) return { name: word, inlineValue: null };
  return { name: word.slice(0, equals), inlineValue: word.slice(equals + 1) };
}

function readOverride(text: string, into: RunArguments): string | null {
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
