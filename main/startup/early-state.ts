import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { SecondStart } from './arguments';
import type { Bounds } from '../../src/host/store/stored-state';
import { readGivenWords } from './given-words';

/** As much of the stored document as the window needs to open, read without the schema: that is loaded later. */
interface EarlyState {
  bounds: Bounds | null;
  lastFolder: string | null;
}

function readDocument(userDataDir: string): Partial<Record<string, unknown>> {
  try {
    const document = JSON.parse(readFileSync(join(userDataDir, 'state.json'), 'utf8')) as unknown;
    return typeof document === 'object' && document !== null ? document : {};
  } catch {
    return {};
  }
}

function readBounds(value: unknown): Bounds | null {
  if (typeof value !== 'object' || value === null) return null;
  const { x, y, width, height, isMaximized }: Partial<Record<string, unknown>> = { ...value };
  const numbers = [x, y, width, height].filter((number) => Number.isInteger(number)) as number[];
  const [left = 0, top = 0, wide = 0, high = 0] = numbers;
  if (numbers.length < 4 || wide < 1 || high < 1) return null;
  return { x: left, y: top, width: wide, height: high, isMaximized: isMaximized === true };
}

/** Reads the stored document; a part that cannot be read counts as missing, as it does later (stored-state.ts). */
export function readEarlyState(userDataDir: string): EarlyState {
  const { bounds, lastFolder } = readDocument(userDataDir);
  return { bounds: readBounds(bounds), lastFolder: typeof lastFolder === 'string' ? lastFolder : null };
}

/** As much of the command line as is needed before it can be checked as a whole (arguments.ts). */
export type EarlyOptions = SecondStart;

/** Looks for the few words that decide about the window, and about a second start of the app. */
export function readEarlyOptions(argv: readonly string[], workingDir: string): EarlyOptions {
  const at = argv.findIndex((word) => word === '--comfyui' || word.startsWith('--comfyui='));
  const word = argv[at] ?? '';
  const folder = word === '--comfyui' ? argv[at + 1] : word.slice('--comfyui='.length);
  return {
    comfyuiFolder: folder ? resolve(workingDir, folder) : null,
    isLaunch: argv.includes('--launch'),
    isHidden: argv.includes('--hidden'),
    given: readGivenWords(argv, workingDir),
  };
}
