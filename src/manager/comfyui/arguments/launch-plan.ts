import { join } from 'node:path';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import type { ComfyMode, LeanPacks } from '../../../contract/comfyui/comfyui-status';
import type { Installation } from '../../../contract/installation';
import type { AppSettings } from '../../../contract/settings';
import { pathExists } from '../../../base/files/files';
import { readComfyArguments, splitCommandLine } from './command-line';
import { argumentsForPart, canBeNamed } from './part-of-packs';

export type StartMode = ComfyMode;

/** Which packs a start loads: all of them, none, or some that have a name together. */
export type StartOrder = { mode: Exclude<StartMode, 'lean'> } | ({ mode: 'lean' } & LeanPacks);

/** Where a ComfyUI with certain arguments can be asked. */
export interface ComfyAddress {
  /** 0: a private one that was not chosen yet. */
  port: number;
  baseUrl: string;
  /** It speaks TLS, with a certificate that nobody here can judge. */
  hasOwnTls: boolean;
}

/** How ComfyUI is started: everything but the interpreter. */
export interface LaunchPlan extends ComfyAddress {
  comfyDir: string;
  mode: StartMode;
  /** Of the mode `lean`: its packs. */
  lean: LeanPacks | null;
  /** Arguments of `main.py`; what `sys.argv` holds behind the script. */
  argv: string[];
  /** Options of Python itself, before the script. */
  pythonOptions: string[];
  cliArguments: Record<string, unknown>;
}

function hostToAsk(listen: unknown): string {
  const [first = ''] = typeof listen === 'string' ? listen.split(',') : [];
  if (['', '0.0.0.0', 'localhost'].includes(first)) return '127.0.0.1';
  if (first === '::') return '[::1]';
  return first.includes(':') ? `[${first}]` : first;
}

/** The port, and what the person added: theirs come last and win. */
function ownArguments(settings: AppSettings): string[] {
  return ['--port', String(settings['comfyui.port']), ...splitCommandLine(settings['comfyui.arguments'])];
}

/**
 * Whether the port is left to this app: `comfyui.port` is 0, and the person's arguments name none. Throws `invalid-input` for arguments
 * that cannot be understood.
 */
export function isPortPrivate(settings: AppSettings): boolean {
  const words = splitCommandLine(settings['comfyui.arguments']);
  return settings['comfyui.port'] === 0 && !words.some((word) => /^--port(=|$)/.test(word));
}

/** The port, which the arguments of the person may name as well; a 0 there would be one that nobody knows before ComfyUI has chosen it. */
function readPort(port: unknown, isPrivate: boolean): number {
  const lowest = isPrivate ? 0 : 1;
  if (typeof port === 'number' && port >= lowest && port <= 65_535) return port;
  throw new AppError('invalid-input', msg`The setting comfyui.arguments names a --port that is not a port.`, {
    remedy: msg`Write a number from 1 to 65535 behind --port, or leave --port out: the setting comfyui.port names it too.`,
  });
}

function locate(cliArguments: Record<string, unknown>, settings: AppSettings): ComfyAddress {
  const { listen, tls_keyfile: keyFile } = cliArguments;
  const port = readPort(cliArguments['port'], isPortPrivate(settings));
  const hasOwnTls = typeof keyFile === 'string';
  const baseUrl = `${hasOwnTls ? 'https' : 'http'}://${hostToAsk(listen)}:${port}`;
  return { port, baseUrl, hasOwnTls };
}

/** Where the ComfyUI of these settings answers, whoever started it. Throws `invalid-input` for arguments that cannot be understood. */
export function planAddress(settings: AppSettings): ComfyAddress {
  return locate(readComfyArguments(ownArguments(settings)), settings);
}

/** The options of the folders that are not where ComfyUI would look by itself. */
function folderArguments({ baseDir, userDir }: Installation, comfyDir: string): string[] {
  const base = baseDir === comfyDir ? [] : ['--base-directory', baseDir];
  const user = userDir === join(baseDir, 'user') ? [] : ['--user-directory', userDir];
  return [...base, ...user];
}

/** What decides which packs are loaded. */
function packArguments(order: StartOrder): string[] {
  if (order.mode === 'normal') return [];
  return argumentsForPart(order.mode === 'lean' ? order.packs.filter(canBeNamed) : []);
}

/** The packs of a lean start, without its mode; null for every other. */
export function leanOf(order: StartOrder): LeanPacks | null {
  if (order.mode !== 'lean') return null;
  const { name, packs } = order;
  return { name, packs };
}

/** The order that a start was made by. */
export function orderOf({ mode, lean }: Pick<LaunchPlan, 'mode' | 'lean'>): StartOrder {
  if (lean !== null) return { mode: 'lean', ...lean };
  return { mode: mode === 'bare' ? 'bare' : 'normal' };
}

/** Plans a start. Throws `comfyui-start-failed` when this installation has no `main.py`, `invalid-input` as `planAddress`. */
export async function planLaunch(
  installation: Installation,
  settings: AppSettings,
  order: StartOrder = { mode: 'normal' },
): Promise<LaunchPlan> {
  const { comfyDir } = installation;
  if (comfyDir === null) {
    throw new AppError('comfyui-start-failed', msg`The code of this ComfyUI is inside its own desktop app.`, {
      remedy: msg`Start it with that app, or open the folder that holds main.py.`,
    });
  }
  if (!(await pathExists(join(comfyDir, 'main.py')))) {
    throw new AppError('comfyui-start-failed', msg`There is no main.py in ${comfyDir}, so ComfyUI cannot be started.`, {
      remedy: msg`Switch ComfyUI to a version, which brings the file back, or open another folder.`,
    });
  }
  const argv = [...folderArguments(installation, comfyDir), ...ownArguments(settings), ...packArguments(order)];
  const cliArguments = readComfyArguments(argv);
  // Unbuffered, so that lines come as they are printed; the portable build's own start script leaves the user's packages out.
  const pythonOptions = installation.kind === 'portable' ? ['-s', '-u'] : ['-u'];
  const given = { comfyDir, mode: order.mode, lean: leanOf(order), argv, pythonOptions, cliArguments };
  return { ...given, ...locate(cliArguments, settings) };
}
