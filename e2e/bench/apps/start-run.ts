import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const projectDir = resolve(import.meta.dirname, '..', '..', '..');
const probe = join(projectDir, 'scripts', 'bench-start-probe.cjs');
const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? '';
const waitMs = 60_000;
const endWithinMs = 10_000;

/** One app to start: our own, or an empty window. */
export interface Startable {
  /** Folder of the app. */
  folder: string;
  args: readonly string[];
  environment: Record<string, string>;
  /** Typed when the first rows are there; empty: nothing is typed. */
  word: string;
  /** Once there is a rail, the packs are chosen in it. */
  goesToPacks?: boolean;
}

/** An app that was started, and the times of its steps in ms after the command was given. */
export interface Started {
  pid: number;
  /** Resolves when the step was reached. */
  reached(step: string): Promise<number>;
  steps(): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void>;
}

/** Starts an app as the system would, without a driver, and has its steps written down (scripts/bench-start-probe.cjs). */
export async function startProbed({
  folder,
  args,
  environment,
  word,
  goesToPacks = false,
}: Startable): Promise<Started> {
  const workDir = await mkdtemp(join(tmpdir(), 'bench-start-'));
  const file = join(workDir, 'steps');
  const electron = join(dist, process.platform === 'win32' ? 'electron.exe' : 'electron');
  const isRoot = process.getuid?.() === 0;
  const begunMs = performance.timeOrigin + performance.now();
  const child = spawn(electron, [...(isRoot ? ['--no-sandbox'] : []), '--disable-gpu', '-r', probe, folder, ...args], {
    env: {
      ...process.env,
      ...environment,
      CMD_NODE: process.execPath,
      CMD_START_PROBE_FILE: file,
      CMD_START_PROBE_WORD: word,
      CMD_START_PROBE_GOES: goesToPacks ? '1' : '0',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString('utf8')));
  const steps = async () => {
    const text = await readFile(file, 'utf8').catch(() => '');
    const lines = text.split('\n').filter((line) => line !== '');
    return new Map(lines.map((line) => JSON.parse(line) as [string, number]).map(([step, at]) => [step, at - begunMs]));
  };
  return {
    pid: child.pid ?? 0,
    steps,
    reached: async (step) => {
      for (const endMs = Date.now() + waitMs; Date.now() < endMs; await new Promise((done) => setTimeout(done, 20))) {
        const atMs = (await steps()).get(step);
        if (atMs !== undefined) return atMs;
        if (child.exitCode !== null) break;
      }
      throw new Error(
        `The app did not come to the step "${step}": ${JSON.stringify([...(await steps())])}\n${complaints}`,
      );
    },
    close: async () => {
      await end(child);
      await rm(workDir, { recursive: true, force: true });
    },
  };
}

/** Ends the app as the end of a session does. One that does not go is a fault of its own: it is told, and not waited for. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((done) =>
    child.once('exit', () => {
      done();
    }),
  );
  child.kill('SIGTERM');
  const kill = setTimeout(() => {
    process.stdout.write(`[bench] the app was still there ${endWithinMs / 1000} s after SIGTERM, and was killed\n`);
    child.kill('SIGKILL');
  }, endWithinMs);
  await gone;
  clearTimeout(kill);
}
