import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { bundleModules } from './bundle-modules';
import { appDir, commandLine, endApp, environmentOf, rememberDoor, type LaunchOptions } from './launch';

/** What the app has behind its window, on plain Node: core, queue and API of one folder. */
export interface LaunchedHost {
  /** Base address of the API, as that of the app. */
  api: string;
  close(): Promise<void>;
}

type HostOptions = Pick<LaunchOptions, 'world' | 'settings'>;

/** The program, bundled once for each build of the app: that costs as much as two starts of it. */
async function programFile(): Promise<string> {
  const cache = join(appDir, '.cache');
  const stamp = await readFile(join(appDir, 'out', '.build-stamp'), 'utf8');
  const own = `host-of-specs-${stamp.slice(0, 12)}`;
  const target = join(cache, own);
  if (!existsSync(target)) {
    await mkdir(cache, { recursive: true });
    const older = (await readdir(cache)).filter((name) => name.startsWith('host-of-specs-') && name !== own);
    for (const name of older) await rm(join(cache, name), { recursive: true, force: true });
    const { folder } = await bundleModules({ serve: join(appDir, 'src', 'host', 'testing', 'serve.ts') }, cache);
    // Another worker may have been faster.
    await rename(folder, target).catch(() => rm(folder, { recursive: true }));
  }
  return join(target, 'serve.mjs');
}

async function readAddress(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The host has no stdout.');
  const lines = once(createInterface(child.stdout), 'line') as Promise<[string]>;
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The host ended with ${String(code)} before it was ready.`);
  });
  const [line] = await Promise.race([lines, ended]);
  const [, address] = /^ready (\S+)$/.exec(line) ?? [];
  if (address === undefined) throw new Error(`The host said "${line}".`);
  return address;
}

/** Starts the host on the world, and waits until its API answers. For specs that look at no window: it costs half of what an app does. */
export async function launchHost(options: HostOptions): Promise<LaunchedHost> {
  const profileDir = await mkdtemp(join(tmpdir(), 'cmd-user-data-'));
  await rememberDoor(profileDir, options);
  const args = [await programFile(), ...commandLine(options, profileDir).slice(1)];
  const env = environmentOf(options);
  const child = spawn(process.execPath, args, { cwd: appDir, env, stdio: ['pipe', 'pipe', 'inherit'] });
  return {
    api: await readAddress(child),
    close: async () => {
      await endApp(child);
      await rm(profileDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
