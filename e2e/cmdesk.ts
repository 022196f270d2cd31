import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { appDir, environmentOf } from './launch';
import type { World } from './world/world';

/** How a command ended, and what it wrote. */
export interface CommandEnd {
  code: number | null;
  out: string;
  err: string;
}

/** The command line on one world, with a profile of its own. */
export interface CommandLine {
  profileDir: string;
  /** Words behind `cmdesk`, with those that name the world. */
  wordsOf(args: readonly string[]): string[];
  environment: Record<string, string>;
  /** `typed` is what a person types at a terminal; left out, there is none. */
  run(args: readonly string[], typed?: string): Promise<CommandEnd>;
  start(args: readonly string[]): { child: ChildProcess; ended: Promise<CommandEnd> };
  close(): Promise<void>;
}

/** Lets a program believe that it has a terminal: what it asks is answered from the standard input. */
const atTerminal = ['-c', 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)'];

const endOf = async (child: ChildProcess): Promise<CommandEnd> => {
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  const read = async (stream: Readable | null) => (stream === null ? '' : text(stream));
  const [out, err] = await Promise.all([read(child.stdout), read(child.stderr)]);
  return { code: await ended, out, err };
};

/** @param profile left out, one that nobody has used */
export async function openCommandLine(world: World, profile?: string): Promise<CommandLine> {
  const profileDir = profile ?? (await mkdtemp(join(tmpdir(), 'cmd-user-data-')));
  const program = join(appDir, 'out', 'cli', 'cmdesk.mjs');
  const settings = Object.entries(world.settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  const place = ['--comfyui', world.comfyui.path, '--user-data-dir', profileDir];
  const wordsOf = (args: readonly string[]) => [program, ...args, ...place, ...settings];
  const environment = { ...environmentOf({ world }), LANG: 'C', LC_ALL: 'C' };
  const start = (args: readonly string[]) => {
    const child = spawn(process.execPath, wordsOf(args), { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    return { child, ended: endOf(child) };
  };
  return {
    ...{ profileDir, wordsOf, environment, start },
    async run(args, typed) {
      if (typed === undefined) return start(args).ended;
      const words = [...atTerminal, process.execPath, ...wordsOf(args)];
      const child = spawn('python3', words, { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
      child.stdin.write(typed);
      return endOf(child);
    },
    close: () => rm(profileDir, { recursive: true, force: true, maxRetries: 5 }),
  };
}
