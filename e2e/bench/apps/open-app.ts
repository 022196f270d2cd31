import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startCommand } from '../../command';
import type { World } from '../../world/world';
import { createClient, type Client } from '../client';

/** The app as a person starts it; no test driver is attached that would slow its process down. */
export interface OpenedApp {
  api: string;
  client: Client;
  /** The start command; the app runs below it. */
  startPid: number;
  close(): Promise<void>;
}

const probeFile = resolve(import.meta.dirname, '..', '..', '..', 'scripts', 'bench-loop-probe.cjs');

/** Starts the built app on the world and waits for its `ready` line. `environment` and `set` are laid over the world's. */
export async function openApp(
  world: World,
  environment: Record<string, string> = {},
  set: Record<string, string> = {},
): Promise<OpenedApp> {
  const userDataDir = await mkdtemp(join(tmpdir(), 'bench-user-data-'));
  const settings = Object.entries({ ...world.settings, ...set }).flatMap(([name, value]) => [
    '--set',
    `${name}=${value}`,
  ]);
  const args = ['--comfyui', world.comfyui.path, '--port', '0', '--user-data-dir', userDataDir, ...settings];
  const { child, ready, ended } = startCommand('start.mjs', args, { ...world.env, ...environment });
  const { api } = await ready;
  const client = createClient(api);
  return {
    api,
    client,
    startPid: child.pid ?? 0,
    close: async () => {
      client.close();
      child.kill('SIGTERM');
      await ended;
      await rm(userDataDir, { recursive: true, force: true });
    },
  };
}

/** An app whose main process is watched from within, by a module that the benchmark loads into it. */
export interface WatchedApp extends OpenedApp {
  /** The longest time, in milliseconds, that the main process's event loop was blocked since the last call of this, or since `ready`. */
  longestPauseMs(): Promise<number>;
}

/** As `openApp`, with the event loop of Electron's main process watched (scripts/bench-loop-probe.cjs). */
export async function openWatchedApp(world: World): Promise<WatchedApp> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-loop-'));
  const file = join(folder, 'pauses.txt');
  await writeFile(file, '');
  const environment = { NODE_OPTIONS: `--require "${probeFile}"`, CMD_LOOP_PROBE_FILE: file };
  const app = await openApp(world, environment);
  // The pauses before `ready` come with the start of every program.
  let linesSeen = await readLines(file, 2).then((lines) => lines.length);
  return {
    ...app,
    longestPauseMs: async () => {
      const lines = await readLines(file, linesSeen + 2);
      const fresh = lines.slice(linesSeen);
      linesSeen = lines.length;
      return Math.max(...fresh.map((line) => Number(line.split(' ')[1])));
    },
    close: async () => {
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The probe's lines, once there are as many as this: a pause is told up to 200 ms after it. */
async function readLines(file: string, least: number): Promise<string[]> {
  for (let remaining = 100; remaining > 0; remaining -= 1) {
    const lines = (await readFile(file, 'utf8')).split('\n').slice(0, -1);
    if (lines.length >= least) return lines;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error('The main process does not tell its pauses: was the probe loaded?');
}
