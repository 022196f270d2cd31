import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleModules, type BundledModules } from '../../../base/testing/bundle-modules';
import { openChangeRecords } from '../../records/change-records';
import { createOrigins } from '../inventory/origins';
import { layOutSwap, type SwapPlace } from '../testing/swap';

let modules: BundledModules;
beforeAll(async () => {
  const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  const records = at('../../records/change-records.ts');
  modules = await bundleModules({ swap: at('./swap.ts'), origins: at('../inventory/origins.ts'), records });
});
afterAll(() => rm(modules.folder, { recursive: true }));

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'swap crash 工房-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('createSwap', () => {
  it('has the old or the new state after a kill at any step', { timeout: 300_000 }, async () => {
    const ends: string[] = [];
    let hasFinished = false;
    for (let step = 1; !hasFinished && step < 40; step += 1) {
      const place = await layOutSwap(root);
      hasFinished = crashAt(place, step);
      await place.open().recover();
      ends.push(await place.readState());
      expect(await place.listLeftovers()).toEqual([]);
      const isNew = ends.at(-1)?.startsWith('new');
      // What was replaced is kept, and there is a record to take it back by, exactly when the change is final.
      expect(await readdir(join(root, 'trash'))).toEqual(isNew ? ['foo-old'] : []);
      const records = (await openChangeRecords(place.changesDir)).list();
      expect(records.map(({ task }) => task?.uiId)).toEqual(isNew ? ['replace'] : []);
      const known = await createOrigins(place.originsFile).read();
      expect([...known]).toEqual(isNew ? [['foo-old', 'foo']] : []);
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
  const fileAt = (name: string) => JSON.stringify(modules.urlOf(name));
  const script = `
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    let left = Infinity;
    const counted = (call) => (...args) => { left -= 1; if (left === 0) process.kill(process.pid, 'SIGKILL'); return call(...args); };
    for (const name of ['rename', 'rm', 'mkdir']) fs.promises[name] = counted(fs.promises[name]);
    fs.rename = counted(fs.rename);
    syncBuiltinESMExports();
    const { createSwap } = await import(${fileAt('swap')});
    const { createOrigins } = await import(${fileAt('origins')});
    const { openChangeRecords } = await import(${fileAt('records')});
    const records = await openChangeRecords(${JSON.stringify(place.changesDir)});
    const origins = createOrigins(${JSON.stringify(place.originsFile)});
    left = ${step};
    const quiet = () => undefined;
    const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
    const swap = createSwap({ ...${JSON.stringify(place.folders)}, origins, records, log });
    const task = { uiId: 'replace', kind: 'update', target: 'foo', orderedAt: 'now', rows: ['update'] };
    const about = { task, origins: { remember: [['foo-old', 'foo']] } };
    const change = await swap.apply(${JSON.stringify(place.moves)}, about);
    await change.close();
  `;
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  if (ran.status !== 0 && ran.signal !== 'SIGKILL') throw new Error(ran.stderr);
  return ran.status === 0;
}
