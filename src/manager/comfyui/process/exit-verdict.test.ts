import { describe, expect, it } from 'vitest';
import { createStartupReport } from '../output/startup-report';
import type { LaunchPlan } from '../arguments/launch-plan';
import { judgeEnd, readEndCause } from './exit-verdict';
import { saying } from '../../../base/testing/saying';

const served = { hasServed: () => true };
const neverServed = { hasServed: () => false };
const around = { cause: null, restartsInARow: 0, isPortPrivate: false };
const end = (exitCode: number | null, asksRestart = false) => ({
  ...{ exitCode, signal: exitCode === null ? 'SIGKILL' : null, asksRestart },
  reason: exitCode === null ? 'it was ended by SIGKILL' : `exit code ${exitCode}`,
});

describe('an end that nobody ordered', () => {
  it.each([
    { name: 'after it served, without an error', run: served, how: end(0), kind: 'stopped' },
    { name: 'before it served, without an error', run: neverServed, how: end(0), kind: 'crashed' },
    { name: 'after it served, with an error', run: served, how: end(3), kind: 'crashed' },
  ])('$name', ({ run, how, kind }) => {
    expect(judgeEnd(run, how, around)).toMatchObject({ kind, notice: saying('ended by itself') });
  });

  it('was the doing of others where it was killed', () => {
    const { kind, notice } = judgeEnd(served, end(null), around);
    expect(kind).toBe('crashed');
    expect(notice).toEqual(
      saying('ComfyUI was ended by the system or from outside (SIGKILL), often because memory ran out.'),
    );
  });

  it('is followed by a start when it asks for that, three times without serving', () => {
    for (const restartsInARow of [0, 1, 2])
      expect(judgeEnd(neverServed, end(0, true), { ...around, restartsInARow })).toMatchObject({ kind: 'restart' });
    expect(judgeEnd(neverServed, end(0, true), { ...around, restartsInARow: 3 })).toMatchObject({
      kind: 'crashed',
      notice: saying('4 times'),
    });
  });

  it('for want of its port is followed by a start where another port can be had, else by a look at who has it', () => {
    const lost = { ...around, cause: { kind: 'port-taken' as const, port: 8188 } };
    const judge = (more: Partial<typeof lost>) => judgeEnd(neverServed, end(1), { ...lost, ...more }).kind;
    expect(judge({})).toBe('look');
    expect(judge({ isPortPrivate: true })).toBe('restart');
    expect(judge({ isPortPrivate: true, restartsInARow: 3 })).toBe('look');
  });
});

/** Why a start with this output ended. */
function causeOf(lines: readonly string[], { argv = [] as string[], pack = null as string | null } = {}) {
  const plan: LaunchPlan = {
    ...{ comfyDir: '/c', mode: 'normal', lean: null, argv, pythonOptions: [], cliArguments: {} },
    ...{ port: 8188, baseUrl: 'http://127.0.0.1:8188', hasOwnTls: false },
  };
  const run = { hasServed: () => false, lastLines: () => [...lines], plan, lastWords: () => ({ pack, fatal: [] }) };
  return readEndCause({ ...run, report: createStartupReport() }, end(1));
}
const frames = (...files: string[]) => [
  'Traceback (most recent call last):',
  ...files.map((file) => `  File "${file}", line 3, in go`),
];

describe('why a start ended', () => {
  it.each([
    [`OSError: [Errno 98] error while attempting to bind on address ('127.0.0.1', 8188): address already in use`],
    [`OSError: [Errno 48] error while attempting to bind on address ('::', 8188, 0, 0): address already in use`],
    [
      `OSError: [Errno 10048] error while attempting to bind on address ('127.0.0.1', 8188): 通常每个套接字地址只允许使用一次`,
    ],
  ])('its port was taken: %s', (line) => {
    const pack = frames(
      '/c/main.py',
      '/c/custom_nodes/serves-itself/__init__.py',
      '/usr/lib/python3.11/asyncio/base_events.py',
    );
    expect(causeOf([...pack, line])).toEqual({ kind: 'port-taken', port: 8188 });
    expect(causeOf([line.replace('8188', '9000')])).toBeNull();
  });

  it.each([
    ['AssertionError: Torch not compiled with CUDA enabled', 'Torch not compiled with CUDA enabled'],
    [
      'RuntimeError: Found no NVIDIA driver on your system. Please check that you have an NVIDIA GPU and installed a driver from http://www.nvidia.com/Download/index.aspx',
      'Found no NVIDIA driver on your system. Please check that you have an NVIDIA GPU and installed a driver from http://www.nvidia.com/Download/index.aspx',
    ],
    ['RuntimeError: No HIP GPUs are available', 'No HIP GPUs are available'],
  ])('torch cannot use a graphics card: %s', (line, error) => {
    const lines = [
      ...frames('/c/main.py', '/c/comfy/model_management.py', '/v/lib/python3.11/site-packages/torch/cuda/__init__.py'),
      line,
    ];
    expect(causeOf(lines)).toEqual({ kind: 'no-graphics-card', error });
    // Who has said it already is not told it again.
    expect(causeOf(lines, { argv: ['--cpu'] })).toBeNull();
  });

  it('a pack ended it: its code is the last that is no library, or it was being imported', () => {
    const [library, own] = ['/c/env/lib/python3.11/site-packages/torch/x.py', '/c/custom_nodes/helper/x.py'];
    expect(causeOf([...frames(own, library, '/c/env/lib/python3.11/json/decoder.py'), 'ValueError: no'])).toEqual({
      kind: 'pack',
      name: 'helper',
    });
    expect(causeOf([...frames('/c/main.py', own, library), 'RuntimeError: no'])).toEqual({
      kind: 'pack',
      name: 'helper',
    });
    expect(causeOf([...frames(own, '/c/comfy/utils.py', library), 'RuntimeError: no'])).toBeNull();
    expect(causeOf(['no licence found'], { pack: 'quitter' })).toEqual({ kind: 'pack', name: 'quitter' });
  });
});
