import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleModules, type BundledModules } from '../../../../e2e/bundle-modules';
import { openChangeRecords } from '../../records/change-records';
import { createOrigins } from '../inventory/origins';
import type { ChangeAbout } from './swap';
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

/** What lay in staging has no name of ours here, so it goes to the trash. */
const isStaged = (name: string): boolean => name.endsWith('-new');

describe('createSwap', () => {
  it('has the old or the new state after a kill at any step', { timeout: 300_000 }, async () => {
    const ends: string[] = [];
    let hasFinished = false;
    for (let step = 1; !hasFinished && step < 40; step += 1) {
      const place = await layOutSwap(root);
      hasFinished = crashAt(place, ofPack(place), step);
      await place.open().recover();
      ends.push(await place.readState());
      expect(await place.listLeftovers()).toEqual([]);
      const isNew = ends.at(-1)?.startsWith('new');
      // What was replaced is kept, and there is a record to take it back by, exactly when the change is final.
      const trash = (await readdir(join(root, 'trash'))).filter((name) => !isStaged(name));
      expect(trash).toEqual(isNew ? ['foo-old'] : []);
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

  it('has a model in its folder or in the trash after a kill at any step of its removal', async () => {
    const ends = new Set<string>();
    let hasFinished = false;
    for (let step = 1; !hasFinished && step < 40; step += 1) {
      const place = await layOutSwap(root);
      const { change, model, trashed } = await layOutModel(root);
      hasFinished = crashAt(place, change, step);
      await place.open(undefined, change.moreRoots).recover();
      expect(await place.listLeftovers()).toEqual([]);
      const records = (await openChangeRecords(place.changesDir)).list();
      const found = await Promise.all([model, trashed].map((file) => readFile(file, 'utf8').catch(() => null)));
      // There is a record to take it back by exactly when it lies in the trash.
      expect([found, records.map(({ task }) => task?.kind)]).toEqual(
        found[0] === null ? [[null, 'weights'], ['remove-model']] : [['weights', null], []],
      );
      ends.add(found[0] === null ? 'removed' : 'there');
    }
    expect(hasFinished).toBe(true);
    expect(ends).toEqual(new Set(['there', 'removed']));
  });
});

/** A change that is made in another process. */
interface Crashing {
  moves: SwapPlace['moves'];
  about: ChangeAbout;
  moreRoots: string[];
}

function taskOf(kind: string): ChangeAbout['task'] {
  return { uiId: 'replace', kind, target: 'foo', orderedAt: 'now', rows: [kind] };
}

const ofPack = ({ moves }: SwapPlace): Crashing => ({
  ...{ moves, about: { task: taskOf('update'), origins: { remember: [['foo-old', 'foo']] } } },
  moreRoots: [],
});

/** A model, and its removal as the room of models orders it. */
async function layOutModel(folder: string): Promise<{ change: Crashing; model: string; trashed: string }> {
  const models = join(folder, 'models', 'loras');
  const [model, trashed] = [join(models, 'own.pt'), join(folder, 'trash', 'id-own.pt')];
  await mkdir(models, { recursive: true });
  await writeFile(model, 'weights');
  const moves = [{ from: model, to: trashed }];
  return { change: { moves, about: { task: taskOf('remove-model') }, moreRoots: [models] }, model, trashed };
}

/** Runs the whole change in another process that kills itself before its nth writing call; true when it came to the end first. */
function crashAt(place: SwapPlace, { moves, about, moreRoots }: Crashing, step: number): boolean {
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
    const groups = createOrigins(${JSON.stringify(place.originsFile.replace('origins', 'groups'))});
    left = ${step};
    const quiet = () => undefined;
    const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
    const moreRoots = () => Promise.resolve(${JSON.stringify(moreRoots)});
    const swap = createSwap({ ...${JSON.stringify(place.folders)}, moreRoots, origins, groups, records, log });
    const change = await swap.apply(${JSON.stringify(moves)}, ${JSON.stringify(about)});
    await change.close();
  `;
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  if (ran.status !== 0 && ran.signal !== 'SIGKILL') throw new Error(ran.stderr);
  return ran.status === 0;
}
