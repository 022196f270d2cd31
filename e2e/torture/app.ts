import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onServe } from '../on-serve';
import type { World } from '../world/world';

/** The real app, or `cmdesk serve` in its place (`ON_SERVE=1`), started without a driver, in a process group of its own: it is there to be killed. */
export interface TorturedApp {
  pid: number;
  /** Base address of the API, once it answers. Throws what the app said when it ended before, or took too long. */
  ready: Promise<string>;
  /** Resolves when its main process is gone. */
  ended: Promise<unknown>;
  /** Ends it as the end of a session does; true when it went within ten seconds. */
  end(): Promise<boolean>;
}

const projectDir = resolve(import.meta.dirname, '..', '..');
const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(projectDir, 'node_modules', 'electron', 'dist');
const readyWithinMs = 90_000;
const endWithinMs = 10_000;

/** The program, and what it is told. */
function commandOf(world: World, userDataDir: string): [string, string[]] {
  const settings = Object.entries(world.settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  const words = ['--comfyui', world.comfyui.path, '--port', '0', `--user-data-dir=${userDataDir}`, ...settings];
  if (onServe) return [process.execPath, [join(projectDir, 'out', 'cli', 'cmdesk.mjs'), 'serve', ...words]];
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return [join(dist, 'electron'), [...asRoot, '--disable-gpu', projectDir, ...words]];
}

async function waitForReady(child: ChildProcess): Promise<string> {
  let output = '';
  const readAddress = async (): Promise<string> => {
    for (;;) {
      const [chunk] = (await once(child.stdout ?? child, 'data')) as [Buffer];
      output += chunk.toString('utf8');
      const address = /^ready (?:api=)?(\S+)/m.exec(output)?.[1];
      if (address !== undefined) return address;
    }
  };
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const ended = once(child, 'exit').then(() => {
    throw new Error(`The app ended before it was ready:\n${output.slice(-2000)}`);
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`The app was not ready in time:\n${output.slice(-2000)}`)), readyWithinMs);
  });
  try {
    return await Promise.race([readAddress(), ended, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Starts the built app on the world. The same `userDataDir` makes it the same person's next start. */
export function startTortured(world: World, userDataDir: string): TorturedApp {
  const [program, args] = commandOf(world, userDataDir);
  const child = spawn(program, args, {
    cwd: projectDir,
    env: { ...process.env, LANGUAGE: 'en', ...world.env, CMD_NODE: process.execPath },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const ready = waitForReady(child);
  // Who kills it before it is ready does not wait for this.
  ready.catch(() => undefined);
  const ended = once(child, 'exit');
  return {
    pid: child.pid ?? 0,
    ready,
    ended,
    end: async () => {
      child.kill('SIGTERM');
      return Promise.race([ended.then(() => true), sleep(endWithinMs, false, { ref: false })]);
    },
  };
}
