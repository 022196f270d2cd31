import { parseRunArguments, type RunArguments } from '../../src/host/start/run-arguments';
import { checkGivenWords, readGivenWords } from './given-words';

/** What the command line asked for. */
export interface Arguments extends RunArguments {
  /** Start in the tray, without showing the window. */
  isHidden: boolean;
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

/** Reads the command line. Expected mistakes come back as a sentence. */
export function parseArguments(argv: readonly string[], workingDir: string): ParsedArguments {
  const parsed = parseRunArguments(argv, workingDir);
  if (!parsed.ok) return parsed;
  const isHidden = argv.some((word) => word.split('=', 1)[0] === '--hidden');
  return { ok: true, arguments: { ...parsed.run, isHidden, given: readGivenWords(argv, workingDir) } };
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
