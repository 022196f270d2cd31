import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleModules, type BundledModules } from '../../../base/testing/bundle-modules';
import { layOutSwap, type SwapPlace } from '../testing/swap';

let modules: BundledModules;
beforeAll(async () => {
  modules = await bundleModules({ swap: fileURLToPath(new URL('./swap.ts', import.meta.url)) });
});
afterAll(() => rm(modules.folder, { recursive: true }));

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'swap crash 工房-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('createSwap', () => {
  it('has the old or the new state after a kill at any step', { timeout: 120_000 }, async () => {
    const ends: string[] = [];
    let hasFinished = false;
    for (let step = 1; !hasFinished && step < 40; step += 1) {
      const place = await layOutSwap(root);
      hasFinished = crashAt(place, step);
      await place.open().recover();
      ends.push(await place.readState());
      expect(await place.listLeftovers()).toEqual([]);
    }
    expect(hasFinished).toBe(true);
    expect(new Set(ends)).toEqual(new Set(['old+mine', 'new+mine']));
    // Old up to some step, new from there on: there is one point at which the change becomes final.
    expect(ends).toEqual([...ends].sort((a, b) => (a === b ? 0 : a.startsWith('old') ? -1 : 1)));
    expect(ends.length).toBeGreaterThan(6);
  });
});

/** Runs the whole change in another process that kills itself before its nth writing call; true when it came to the end first. */
function crashAt(place: SwapPlace, step: number): boolean {
  const script = `
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    let left = ${step};
    const counted = (call) => (...args) => { left -= 1; if (left === 0) process.kill(process.pid, 'SIGKILL'); return call(...args); };
    for (const name of ['rename', 'rm', 'mkdir']) fs.promises[name] = counted(fs.promises[name]);
    fs.rename = counted(fs.rename);
    syncBuiltinESMExports();
    const { createSwap } = await import(${JSON.stringify(modules.urlOf('swap'))});
    const quiet = () => undefined;
    const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
    const swap = createSwap({ ...${JSON.stringify(place.folders)}, log });
    const change = await swap.apply(${JSON.stringify(place.moves)});
    await change.close();
  `;
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  if (ran.status !== 0 && ran.signal !== 'SIGKILL') throw new Error(ran.stderr);
  return ran.status === 0;
}
