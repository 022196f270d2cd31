import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { chromium, type Browser, type Page } from 'playwright';
import { expect } from 'playwright/test';
import { readyLine } from '../command';
import type { World } from '../world/world';
import { environmentOf, type Person } from './person';

/** A packaged app that runs. */
export interface PackagedApp {
  child: ChildProcessWithoutNullStreams;
  /** Base address of its API. */
  api: string;
  /** Its window, over the door that `--remote-debugging-port` opens: the fuses leave Playwright no other. */
  openWindow: () => Promise<{ browser: Browser; page: Page }>;
  /** Everything it has said on both streams. */
  output: () => string;
  /** Ends it at once, with everything that it has started. */
  kill: () => Promise<void>;
  /** Closes its stdin, as a parent that goes away does, and waits. Throws when it takes longer than it may. */
  end: () => Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface StartOptions {
  /** The program with what stands before its own arguments, e.g. a chroot. */
  command: readonly [string, ...string[]];
  person: Person;
  /** Its own arguments: see `argumentsFor`. */
  args: readonly string[];
  /** The command itself enters another root folder as the person, whose home lies in there. */
  isInside?: boolean;
  /** Nobody holds it, as after a click: only such an app updates itself. It does not end with us. */
  isFree?: boolean;
  /** Its output reaches nobody: an answer at this port of its API replaces the `ready` line. */
  silentAt?: number;
}

const startMs = 60_000;
const endMs = 10_000;
/** What Chromium takes. */
const engineArguments = ['--disable-gpu', '--remote-debugging-port=0'];

/** Arguments for the ComfyUI of a world, at a port or any, with every setting that leads into the world. */
export function argumentsFor({ comfyui, settings }: Pick<World, 'comfyui' | 'settings'>, port = 0): string[] {
  const pairs = Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  return ['--comfyui', comfyui.path, `--port=${port}`, ...pairs];
}

/** Starts a packaged app as its person and waits for its `ready` line. */
export async function startPackaged(options: StartOptions): Promise<PackagedApp> {
  const { person, args, isInside = false, isFree = false, silentAt } = options;
  const [program, ...before] = options.command;
  const child = spawn(program, [...before, ...engineArguments, ...args], {
    env: {
      ...environmentOf(person),
      ...(isInside ? { TMPDIR: '/tmp' } : {}),
      ...(isFree ? {} : { CMD_PARENT_PIPE: '1' }),
    },
    cwd: isInside ? '/' : person.home,
    ...(person.id === null || isInside ? {} : { uid: person.id, gid: person.id }),
  });
  const output = listen(child);
  const api =
    silentAt === undefined ? ((await output.waitForOutput(readyLine))[1] ?? '') : await answerAt(silentAt, child);
  return {
    ...{ child, api, output: output.output, kill: () => killTree(child) },
    openWindow: async () => {
      const [, address = ''] = await output.waitForOutput(/DevTools listening on (ws:\S+)/);
      const browser = await chromium.connectOverCDP(address);
      const page = browser
        .contexts()
        .flatMap((context) => context.pages())
        .at(0);
      if (page === undefined) throw new Error('The app has no window.');
      return { browser, page };
    },
    end: async () => {
      const ended = once(child, 'exit', { signal: AbortSignal.timeout(endMs) });
      child.stdin.end();
      await ended;
      return { code: child.exitCode, signal: child.signalCode };
    },
  };
}

/** Waits until the API answers. Rejects when the program ends before, or takes too long. */
async function answerAt(port: number, child: ChildProcessWithoutNullStreams): Promise<string> {
  const api = `http://127.0.0.1:${port}`;
  const readState = async () => {
    if (child.exitCode !== null) return `ended with ${child.exitCode}`;
    const answer = await fetch(`${api}/healthz`).catch(() => null);
    return answer?.ok === true ? 'answers' : 'is silent';
  };
  await expect.poll(readState, { intervals: [100], timeout: startMs }).not.toBe('is silent');
  expect(await readState(), `The app at ${api}`).toBe('answers');
  return api;
}

// Windows keeps what a program has started when that is killed: behind a portable program that is the app.
async function killTree(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  if (process.platform === 'win32') await once(spawn('taskkill', ['/pid', String(child.pid), '/t', '/f']), 'exit');
  else child.kill('SIGKILL');
  await ended;
}

interface Output {
  output: () => string;
  /** Waits until the app has said something. Rejects with all that it said when it ends before, or takes too long. */
  waitForOutput: (pattern: RegExp) => Promise<RegExpExecArray>;
}

function listen(child: ChildProcessWithoutNullStreams): Output {
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const waitForOutput = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((done, fail) => {
      const readState = () => {
        const found = pattern.exec(output);
        if (found) done(found);
      };
      const give = (what: string) => () => {
        fail(new Error(`The app ${what} without saying ${String(pattern)}. It said:\n${output}`));
      };
      for (const stream of [child.stdout, child.stderr]) stream.on('data', readState);
      child.once('error', (error) => {
        fail(error);
      });
      // Not `exit`: its last words may still be on their way.
      child.once('close', (code) => {
        give(`ended with ${String(code)}`)();
      });
      AbortSignal.timeout(startMs).addEventListener('abort', give(`ran for ${startMs / 1000} s`));
      readState();
    });
  return { output: () => output, waitForOutput };
}
