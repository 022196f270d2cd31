import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepProgram } from './running-program';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kept ünï-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface OutputLine {
  line: string;
  from: string;
}

/** Starts a script and resolves once it has printed its first line. */
async function keepScript(code: string) {
  const received: OutputLine[] = [];
  let onFirst: () => void = () => undefined;
  const first = new Promise<void>((resolve) => (onFirst = resolve));
  const program = keepProgram(process.execPath, ['-e', code], {
    cwd: folder,
    onLine: (line, from) => {
      received.push({ line, from });
      onFirst();
    },
  });
  await Promise.race([first, program.ended]);
  return { program, received };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('keepProgram', () => {
  it('tells lines and where they came from, and lets a program that hears its stdin close tidy up', async () => {
    const { program, received } = await keepScript(`
      process.stdin.resume().on('end', () => { require('node:fs').writeFileSync('tidied', 'yes'); process.exit(0); });
      console.log('üp'); console.error('to the side');`);
    await program.stop(5000);
    expect(received.sort((a, b) => a.from.localeCompare(b.from))).toEqual([
      { line: 'to the side', from: 'stderr' },
      { line: 'üp', from: 'stdout' },
    ]);
    expect(await readFile(join(folder, 'tidied'), 'utf8')).toBe('yes');
    expect(await program.ended).toMatchObject({ reason: 'it ended by itself' });
  });

  it('kills a program that does not listen, with its child', async () => {
    const { program, received } = await keepScript(`
      const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
      setInterval(() => {}, 1000); console.log(process.pid + ' ' + child.pid);`);
    const pids = (received[0]?.line ?? '').split(' ').map(Number);
    expect(pids.map(isAlive)).toEqual([true, true]);
    const startMs = Date.now();
    await program.stop(300);
    expect(Date.now() - startMs).toBeGreaterThan(250);
    expect((await program.ended).reason).toContain('SIGKILL');
    for (let remaining = 100; remaining > 0 && pids.some(isAlive); remaining -= 1)
      await new Promise((done) => setTimeout(done, 20));
    expect(pids.map(isAlive)).toEqual([false, false]);
  });

  it('says how a program ended that did not stay, and stopping it is no failure', async () => {
    const { program } = await keepScript(`console.error('no room'); process.exit(4)`);
    expect(await program.ended).toEqual({ reason: 'exit code 4', output: 'no room', exitCode: 4, signal: null });
    await program.stop(1000);
  });

  it('answers for a program that does not exist', async () => {
    const program = keepProgram('no-such-program-here', [], { onLine: () => undefined });
    expect((await program.ended).reason).toBe('there is no such program');
    await program.stop(1000);
  });
});
