// A packaged app, started as a person would, and its window over Chromium's debugging port: the fuses leave no other way in.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium } from 'playwright';
import { startChild, stopChild } from '../children.mjs';
import { ScriptError } from '../script-error.mjs';

const isRoot = process.getuid?.() === 0;
const START_MS = 60_000;

/** A port that is free now. */
export function freePort() {
  const server = createServer();
  return new Promise((done) =>
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    }),
  );
}

/** Asks until the answer is one that is wanted. @throws {ScriptError} with the last one when it never is */
export async function until(what, ask, { withinMs = 60_000 } = {}) {
  const end = Date.now() + withinMs;
  let last;
  for (;;) {
    try {
      last = await ask();
      if (last !== undefined && last !== null && last !== false) return last;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end)
      throw new ScriptError(`${what}: not within ${withinMs / 1000} s.`, `Last answer: ${String(last)}`);
    await pause(100);
  }
}

/** What `/v2/manager/version` says on a port; null: nobody is there. */
export async function versionAt(port) {
  const answer = await fetch(`http://127.0.0.1:${port}/v2/manager/version`).catch(() => null);
  return answer?.ok ? (await answer.text()).replaceAll('"', '') : null;
}

/**
 * Starts a packaged app and waits until it says ready.
 * @param {{program: string, args: string[], env: Record<string, string>, debugPort: number, wrap?: string[]}} what
 */
export async function startPackaged({ program, args, env, debugPort, wrap = [] }) {
  const own = [...(isRoot ? ['--no-sandbox'] : []), '--disable-gpu', `--remote-debugging-port=${debugPort}`, ...args];
  const [command, ...rest] = [...wrap, program, ...own];
  const child = startChild(command, rest, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { text: '' };
  for (const stream of [child.process.stdout, child.process.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output.text += text));
  try {
    const ended = child.exit.then(({ code }) => {
      throw new ScriptError(`The app ended with ${code}.`, output.text.slice(-3000));
    });
    await Promise.race([
      ended,
      until('the app starts', () => /^ready api=/m.test(output.text), { withinMs: START_MS }),
    ]);
    ended.catch(() => {});
  } catch (error) {
    await stopChild(child, 3000, { wholeGroup: true });
    throw error;
  }
  return { child, output: () => output.text, stop: () => stopChild(child, 10_000, { wholeGroup: true }) };
}

/** The window of the app behind a debugging port. */
export async function openWindow(debugPort) {
  const browser = await until('the window can be reached', () =>
    chromium.connectOverCDP(`http://127.0.0.1:${debugPort}`),
  );
  const page = await until('there is a page', () => browser.contexts()[0]?.pages()[0]);
  return { page, call: (name, input = {}) => callBridge(page, name, input), close: () => browser.close() };
}

/** Calls an operation as the window does. Throws what it was refused with. */
async function callBridge(page, name, input) {
  const reply = await page.evaluate(
    async ([operation, argument]) => {
      const current = await globalThis.bridge.call('installation.current', {}, null);
      const read = ({ json }) => JSON.parse(new TextDecoder().decode(json));
      const folder = read(current).installation?.rootDir ?? null;
      const answer = await globalThis.bridge.call(operation, argument, folder);
      return answer.ok ? { value: read(answer) } : { error: answer.error };
    },
    [name, input],
  );
  if (reply.error) throw Object.assign(new Error(reply.error.message), reply.error);
  return reply.value;
}

/** Ends whatever app listens on a port: one that an update started is no child of ours. */
export async function endAt(port) {
  const pid = pidAt(port);
  if (pid !== null) process.kill(pid, 'SIGTERM');
  await until('the app ends', async () => (await versionAt(port)) === null || undefined);
}

/** The command line of the app that listens on a port, as one text: Chromium writes it so. */
export function commandLineAt(port) {
  return readFileSync(`/proc/${pidAt(port)}/cmdline`, 'utf8').replaceAll('\0', ' ');
}

/** Linux says which process holds a listening port by the inode of its socket. */
function pidAt(port) {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const line = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .find((one) => one.includes(`:${hex} 00000000:0000 0A`));
  const inode = line?.trim().split(/\s+/)[9];
  if (inode === undefined) return null;
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const holds = readdirSync(`/proc/${name}/fd`).some(
        (fd) => readlinkSync(`/proc/${name}/fd/${fd}`) === `socket:[${inode}]`,
      );
      if (holds) return Number(name);
    } catch {
      // It has ended meanwhile.
    }
  }
  return null;
}
