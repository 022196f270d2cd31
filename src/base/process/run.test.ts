import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../contract/errors';
import { cleanEnvironment, lastLines, overlayEnvironment, runProgram, type RunOptions } from './run';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run ünï-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const node = (code: string, options?: RunOptions) => runProgram(process.execPath, ['-e', code], options);

async function rejectionOf(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw new Error(`expected an AppError, got ${String(error)}`);
  return error;
}

describe('runProgram', () => {
  it('gives both outputs and the exit code', async () => {
    const result = await node(`process.stdout.write('öut'); process.stderr.write('err'); process.exitCode = 3`, {
      expectedCodes: [3],
    });
    expect(result).toEqual({ stdout: 'öut', stderr: 'err', exitCode: 3 });
  });

  it('delivers lines while the program runs, characters and lines split over chunks included', async () => {
    const lines: { line: string; atMs: number }[] = [];
    const code = `
      const bytes = Buffer.from('süß\\r\\nlast');
      process.stdout.write(bytes.subarray(0, 2));
      setTimeout(() => process.stdout.write(bytes.subarray(2)), 100);
      setTimeout(() => process.stderr.write('10%\\r50%\\r100%\\n'), 200);
      setTimeout(() => {}, 600);`;
    await node(code, { onLine: (line) => lines.push({ line, atMs: Date.now() }) });
    const endMs = Date.now();
    expect(lines.map(({ line }) => line).sort()).toEqual(['100%', 'last', 'süß']);
    const first = lines.find(({ line }) => line === 'süß');
    expect(endMs - (first?.atMs ?? endMs)).toBeGreaterThan(250);
  });

  it('survives an output of 40 MB, keeps its end, and needs no line ends', async () => {
    let lines = 0;
    const code = `
      const block = 'x'.repeat(1023) + '\\n';
      for (let i = 0; i < 40; i += 1) process.stdout.write(block.repeat(1024));
      process.stdout.write('y'.repeat(200_000) + 'the end');`;
    const { stdout } = await node(code, { onLine: () => (lines += 1) });
    expect(stdout.endsWith('the end')).toBe(true);
    expect(stdout.length).toBeLessThanOrEqual(8 * 1024 * 1024);
    expect(lines).toBeGreaterThan(40 * 1024);
  });

  it('fails with the last lines, the exit code and a remedy', async () => {
    const error = await rejectionOf(node(`console.error('first'); console.log('boom'); process.exit(7)`));
    expect(error).toMatchObject({ code: 'command-failed', details: { exitCode: 7, reason: 'exit code 7' } });
    expect(error.message).toContain('boom');
    expect(error.remedy).toBeTruthy();
  });

  it('names a missing program, a missing folder and a file that is no program', async () => {
    expect((await rejectionOf(runProgram('no-such-program-here', []))).message).toContain('there is no such program');
    const cwd = join(folder, 'missing');
    expect((await rejectionOf(node('0', { cwd }))).message).toContain(`its working folder ${cwd} does not exist`);
    const plain = join(folder, 'plain.txt');
    await writeFile(plain, 'text');
    expect((await rejectionOf(runProgram(plain, []))).message).toMatch(/may not be executed|could not be started/);
  });

  it('ends after its time limit and says so', async () => {
    // The time passes when the program is at work: a busy machine may take longer than any limit to start one.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const onLine = () => void vi.advanceTimersByTime(700);
    const work = node(`console.log('working'); setInterval(() => {}, 1000)`, { timeoutMs: 700, onLine });
    const error = await rejectionOf(work).finally(() => vi.useRealTimers());
    expect(error.code).toBe('command-failed');
    expect(error.message).toContain('still running after 0.7 s');
    expect(error.message).toContain('working');
  });

  it('does not start when cancelled already', async () => {
    const marker = join(folder, 'started');
    const signal = AbortSignal.abort();
    const work = node(`require('node:fs').writeFileSync(${JSON.stringify(marker)}, '')`, { signal });
    expect((await rejectionOf(work)).code).toBe('cancelled');
    await expect(readFile(marker)).rejects.toThrow();
  });

  it('gives a program time to undo its work when it is cancelled', async () => {
    const file = join(folder, 'undone');
    const controller = new AbortController();
    const code = `
      process.on('SIGINT', () => { require('node:fs').writeFileSync(${JSON.stringify(file)}, 'yes'); process.exit(1); });
      console.log('ready'); setInterval(() => {}, 1000);`;
    const onLine = () => controller.abort();
    expect((await rejectionOf(node(code, { signal: controller.signal, onLine }))).code).toBe('cancelled');
    expect(await readFile(file, 'utf8')).toBe('yes');
  });

  it('passes arguments as they are, never through a shell', async () => {
    const args = ['a b', '"quoted"', '$HOME', '; exit 3', '日本'];
    const { stdout } = await runProgram(process.execPath, [
      '-e',
      'console.log(JSON.stringify(process.argv.slice(1)))',
      '--',
      ...args,
    ]);
    expect(JSON.parse(stdout)).toEqual(args);
  });
});

describe('cleanEnvironment', () => {
  it('takes away what would bind another Python and keeps the rest', () => {
    process.env['VIRTUAL_ENV'] = '/other';
    process.env['PIP_TEST_MARK'] = 'kept';
    try {
      const environment = cleanEnvironment({ ADDED: '1', PIP_GONE: undefined });
      expect(environment).toMatchObject({ PIP_TEST_MARK: 'kept', ADDED: '1' });
      expect(Object.keys(environment)).not.toContain('VIRTUAL_ENV');
      expect(Object.keys(environment)).not.toContain('PIP_GONE');
    } finally {
      delete process.env['VIRTUAL_ENV'];
      delete process.env['PIP_TEST_MARK'];
    }
  });
});

describe('overlayEnvironment', () => {
  it('reaches children until it is taken back, under what a call adds itself', async () => {
    const print = `console.log([process.env.CMD_TEST_HOME, process.env.CMD_TEST_MODE].join())`;
    const undo = overlayEnvironment({ CMD_TEST_HOME: '/döme', CMD_TEST_MODE: 'overlay' });
    try {
      expect((await node(print)).stdout.trim()).toBe('/döme,overlay');
      expect((await node(print, { env: { CMD_TEST_MODE: 'call' } })).stdout.trim()).toBe('/döme,call');
    } finally {
      undo();
    }
    expect((await node(print)).stdout.trim()).toBe(',');
  });

  it('an undo that comes late leaves the next overlay alone', () => {
    const undoFirst = overlayEnvironment({ CMD_TEST_HOME: '1' });
    const undoSecond = overlayEnvironment({ CMD_TEST_HOME: '2' });
    undoFirst();
    expect(cleanEnvironment()).toMatchObject({ CMD_TEST_HOME: '2' });
    undoSecond();
    expect(Object.keys(cleanEnvironment())).not.toContain('CMD_TEST_HOME');
  });
});

describe('lastLines', () => {
  it('keeps the end', () => {
    expect(lastLines('a\nb\r\nc\n', 2)).toBe('b\nc');
  });
});
