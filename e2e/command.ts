import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { cacheFolder } from './world/cache-folder';

const projectDir = resolve(import.meta.dirname, '..');

export interface Ready {
  api: string;
  folder: string;
  /** Address of ComfyUI's web UI; null: it is not there. */
  web: string | null;
  /** Where other machines reach it; null: nowhere. */
  exposed: string | null;
}

export const readyLine =
  /^ready api=(http:\/\/127\.0\.0\.1:\d+) comfyui=(.+?)(?: web=(http:\/\/127\.0\.0\.1:\d+))?(?: exposed=(\S+))?$/m;

/** A command of the README that was started. */
export interface StartedCommand {
  child: ChildProcess;
  /** What the `ready` line names. */
  ready: Promise<Ready>;
  /** Everything it has said so far, on both streams. */
  output: () => string;
  ended: Promise<number | null>;
}

/** A runtime that this machine keeps in its cache stands in that of the world's home as well: else the command would fetch 196 MB first. */
function lendRuntime(env: NodeJS.ProcessEnv): void {
  const dist = env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (dist === undefined || !basename(dist).startsWith('electron-')) return;
  const place = join(cacheFolder(env), basename(dist));
  mkdirSync(dirname(place), { recursive: true });
  if (!existsSync(place)) symlinkSync(dist, place);
}

/** Starts a command of the README as a person would. */
export function startCommand(script: string, args: string[], env: Record<string, string>): StartedCommand {
  const environment = { ...process.env, ...env };
  lendRuntime(environment);
  const child = spawn(process.execPath, [join(projectDir, 'scripts', script), ...args], {
    cwd: projectDir,
    env: environment,
  });
  let output = '';
  const ready = new Promise<Ready>((done, fail) => {
    const readChunk = (chunk: Buffer) => {
      output += chunk.toString('utf8');
      const [, api = '', folder = '', web = null, exposed = null] = readyLine.exec(output) ?? [];
      if (api !== '') done({ api, folder, web, exposed });
    };
    child.stdout.on('data', readChunk);
    child.stderr.on('data', readChunk);
    child.once('exit', () => {
      fail(new Error(output));
    });
  });
  // A command that ends at once is the subject of one test; there nobody waits for the line.
  ready.catch(() => undefined);
  const ended = new Promise<number | null>((done) =>
    child.once('exit', (code) => {
      done(code);
    }),
  );
  return { child, ready, ended, output: () => output };
}
