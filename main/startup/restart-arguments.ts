import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Lies in the profile that a start without arguments has: `--user-data-dir` is one of them. */
export const restartName = 'restart.json';

/** Switches of ours that count for the next start too, each with whether a value follows. */
const ownSwitches: Readonly<Record<string, boolean>> = {
  '--comfyui': true,
  '--port': true,
  '--set': true,
  '--user-data-dir': true,
  '--hidden': false,
  '--launch': false,
};

/** A restart that did not come within this time will not come: what is started later was started by a person. */
const fresh = 10 * 60 * 1000;

/** The arguments of ours in a command line, in a form that means the same in every folder. Pure. */
export function pickOwnArguments(argv: readonly string[], workingDir: string): string[] {
  const picked: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    const [name = ''] = word.split('=', 1);
    const hasValue = ownSwitches[name];
    if (hasValue === undefined) continue;
    if (!hasValue) {
      picked.push(name);
      continue;
    }
    const value = word.includes('=') ? word.slice(name.length + 1) : argv[(index += 1)];
    if (value === undefined) continue;
    const isPath = name === '--comfyui' || name === '--user-data-dir';
    picked.push(`${name}=${isPath ? resolve(workingDir, value) : value}`);
  }
  return picked;
}

/** The note for the next start. */
export function composeRestart(
  argv: readonly string[],
  nowMs: number,
): { version: 1; atMs: number; arguments: readonly string[] } {
  return { version: 1, atMs: nowMs, arguments: argv };
}

/**
 * The arguments that an update noted for this start, because whoever starts the app again after it (an installer, the system) knows none. A start that has
 * some was made by somebody else.
 */
export function readRestartArguments(profile: string, argv: readonly string[], nowMs: number): string[] {
  if (pickOwnArguments(argv, '/').length > 0) return [];
  const { atMs, arguments: noted } = readNote(join(profile, restartName));
  const isFresh = typeof atMs === 'number' && nowMs >= atMs && nowMs - atMs < fresh;
  if (!isFresh || !Array.isArray(noted)) return [];
  return pickOwnArguments(
    noted.filter((word) => typeof word === 'string'),
    '/',
  );
}

function readNote(file: string): Partial<Record<'atMs' | 'arguments', unknown>> {
  try {
    const note = JSON.parse(readFileSync(file, 'utf8')) as unknown;
    return typeof note === 'object' && note !== null ? note : {};
  } catch {
    return {};
  }
}
