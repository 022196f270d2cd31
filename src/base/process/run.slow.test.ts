import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from './run';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run family ünï-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function waitFor<T>(probe: () => T | Promise<T>, limitMs = 60_000): Promise<NonNullable<T>> {
  const endMs = Date.now() + limitMs;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > endMs) throw new Error('It did not happen in time.');
    await new Promise((done) => setTimeout(done, 25));
  }
}

const readPids = async (file: string): Promise<number[] | null> => {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.endsWith('\n') ? text.trim().split(' ').map(Number) : null;
};

/** A program that starts a child which starts a grandchild, and writes the three process ids; `ignores` makes all deaf to SIGINT. */
async function writeFamily(name: string, ignores: boolean): Promise<{ script: string; pidFile: string }> {
  const pidFile = join(folder, `${name}.pids`);
  const script = join(folder, `${name}.cjs`);
  const deaf = ignores ? `process.on('SIGINT', () => {});` : '';
  const code = `
    const { spawn } = require('node:child_process');
    const { appendFileSync } = require('node:fs');
    const depth = Number(process.argv[2] ?? 0);
    ${deaf}
    appendFileSync(${JSON.stringify(pidFile)}, process.pid + (depth === 2 ? '\\n' : ' '));
    if (depth < 2) spawn(process.execPath, [__filename, String(depth + 1)], { stdio: 'inherit' });
    setInterval(() => {}, 1000);`;
  await writeFile(script, code);
  return { script, pidFile };
}

describe('runProgram', () => {
  it.each([
    ['that listen to the interrupt', false],
    ['that ignore it', true],
  ])('ends child and grandchild %s on abort', async (_title, ignores) => {
    const { script, pidFile } = await writeFamily(`family-${String(ignores)}`, ignores);
    const controller = new AbortController();
    const work = runProgram(process.execPath, [script], { signal: controller.signal }).catch(
      (thrown: unknown) => thrown,
    );
    const pids = await waitFor(() => readPids(pidFile));
    expect(pids.map(isAlive)).toEqual([true, true, true]);
    controller.abort();
    expect(await work).toMatchObject({ code: 'cancelled' });
    await waitFor(() => pids.every((pid) => !isAlive(pid)));
  });

  it('does not wait for what a program left behind, and ends it', async () => {
    const code = `
      const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      console.log(child.pid); child.unref();`;
    const startMs = Date.now();
    const { stdout } = await runProgram(process.execPath, ['-e', code]);
    expect(Date.now() - startMs).toBeLessThan(4000);
    await waitFor(() => !isAlive(Number(stdout.trim())));
  });
});
