import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { appDir, commandLine, endApp, environmentOf, rememberDoor, type LaunchOptions } from './launch';

/** What the app has behind its window, on plain Node: core, queue and API of one folder. */
export interface LaunchedHost {
  /** Base address of the API, as that of the app. */
  api: string;
  /** Process id of the program. */
  pid: number;
  /** What programs of this account show at the door of the operations. */
  token: string;
  /** Where its profile lies: a command that has the same one may call it. */
  profileDir: string;
  close(): Promise<void>;
}

export type HostOptions = Pick<LaunchOptions, 'world' | 'settings' | 'flags'> & {
  /** That of a host that was killed: the next one goes on in its place. */
  profileDir?: string;
};

async function readAddress(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The host has no stdout.');
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-2000)));
  const lines = once(createInterface(child.stdout), 'line') as Promise<[string]>;
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The host ended with ${String(code)} before it was ready:\n${words}`);
  });
  const [line] = await Promise.race([lines, ended]);
  const [, address] = /^ready (\S+)$/.exec(line) ?? [];
  if (address === undefined) throw new Error(`The host said "${line}".`);
  return address;
}

/** Starts `cmdesk serve` on the world, and waits until its API answers. For specs that look at no window: it costs half of what an app does. */
export async function launchHost(options: HostOptions): Promise<LaunchedHost> {
  const profileDir = options.profileDir ?? (await mkdtemp(join(tmpdir(), 'cmd-user-data-')));
  await rememberDoor(profileDir, options);
  const args = [join(appDir, 'out', 'cli', 'cmdesk.mjs'), 'serve', ...commandLine(options, profileDir)];
  const env = { ...environmentOf(options), CMD_PARENT_PIPE: '1' };
  const child = spawn(process.execPath, args, { cwd: appDir, env, stdio: ['pipe', 'pipe', 'pipe'] });
  const api = await readAddress(child);
  const { token } = JSON.parse(await readFile(join(profileDir, 'local-token.json'), 'utf8')) as { token: string };
  return {
    ...{ api, token, profileDir, pid: child.pid ?? 0 },
    close: async () => {
      await endApp(child);
      await rm(profileDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
