import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const pairs = 9;
const startMs = 60_000;

/** Milliseconds from the command to the `ready` line, of an app without a folder and with a new profile. */
async function timeStart([program, ...words]: readonly [string, ...string[]]): Promise<number> {
  const profile = await mkdtemp(join(tmpdir(), 'cmd-start-'));
  const switches = ['--disable-gpu', '--port=0', `--user-data-dir=${profile}`];
  if (process.getuid?.() === 0) switches.push('--no-sandbox');
  const begun = performance.now();
  const child = spawn(program, [...words, ...switches], {
    env: { ...process.env, CMD_PARENT_PIPE: '1' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  try {
    const signal = AbortSignal.timeout(startMs);
    for (let output = ''; !output.includes('ready api=');)
      output += String(await once(child.stdout, 'data', { signal }));
    return performance.now() - begun;
  } finally {
    const gone = once(child, 'exit');
    child.stdin.end();
    await gone;
    await rm(profile, { recursive: true, force: true });
  }
}

/** How much longer the packaged app takes to be ready than the built one out of the checkout, as ratios of pairs in changing order. */
export async function comparePackagedStart(program: string): Promise<number[]> {
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (dist === undefined) throw new Error('The runtime is not named: start benches by `npm run bench`.');
  const packaged = [program] as const;
  const unpackaged = [join(dist, 'electron'), resolve(import.meta.dirname, '..', '..', '..')] as const;
  const ratios: number[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const isPackagedFirst = pair % 2 === 1;
    const first = await timeStart(isPackagedFirst ? packaged : unpackaged);
    const second = await timeStart(isPackagedFirst ? unpackaged : packaged);
    ratios.push(isPackagedFirst ? first / second : second / first);
  }
  return ratios;
}
