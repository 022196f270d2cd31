import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { git } from '../../../e2e/world/git-repos';
import { installOf } from '../packs/testing/pack-place';
import { startRun, type TestStep } from '../testing/task-run';
import { itemsOf, openSnapshotPlace, type SnapshotPlace } from './testing/snapshot-place';

let place: SnapshotPlace;
beforeAll(async () => {
  place = await openSnapshotPlace('snapshots');
});
beforeEach(() => place.packPlace.reset());
afterAll(() => place.stop());

const inPacks = (...names: string[]) => place.packPlace.pathOf(...names);
const changesOf = async (target: string) => (await place.snapshots.plan(target, { exact: false })).changes;

/** Every copy with the names of its files, those of git left out: half a pack lacks some. */
async function readWholePacks(): Promise<{ name: string; enabled: boolean; version: string; files: string[] }[]> {
  const copies = await place.packPlace.packs.copies();
  return Promise.all(
    copies.map(async ({ dir, originName, enabled, version }) => {
      const files = (await readdir(dir, { recursive: true }))
        .filter((file) => !/^\.git\b|__pycache__/.test(file))
        .sort();
      return { name: originName, enabled, version, files };
    }),
  );
}

/** One pack of every kind. */
async function fillPacks(): Promise<void> {
  const { comfyui } = place.packPlace.world;
  await comfyui.placeRegistryPack('Demo-Upscaler', '1.1.0');
  await comfyui.placeRegistryPack('prompt-garden', '1.0.0', { disabled: true });
  await comfyui.placeClone('adaquill', 'ComfyUI-Wired-Shapes', { cnrId: 'wired-shapes', behind: 1 });
  await comfyui.placeClone('adaquill', 'ComfyUI-Paper-Lantern', { folderName: 'My Lantern 木' });
  await comfyui.placeFiles({
    'plain folder/__init__.py': 'NODE_CLASS_MAPPINGS = {}\n',
    'one.py': 'NODE_CLASS_MAPPINGS = {}\n',
    'two.py.disabled': 'NODE_CLASS_MAPPINGS = {}\n',
  });
}

describe('restore', () => {
  it('changes nothing when nothing differs', async () => {
    await fillPacks();
    const name = await place.snapshots.save();
    expect(await changesOf(name)).toEqual([]);
    const before = place.packPlace.fingerprint();
    const outcome = await place.restore(name);
    expect(outcome).toMatchObject({ status: 'done', items: [] });
    expect(place.packPlace.fingerprint()).toBe(before);
  });

  it('brings back versions, commits, states and what was removed, and disables what came later', async () => {
    await fillPacks();
    const name = await place.snapshots.save();
    const { packs } = place.packPlace;
    const run = () => startRun(place.packPlace);
    await packs.update({ node_name: 'Demo-Upscaler' }, run());
    await packs.enable({ cnr_id: 'prompt-garden' }, run());
    await packs.update({ node_name: 'prompt-garden' }, run());
    await packs.update({ node_name: 'wired-shapes' }, run());
    await rm(inPacks('My Lantern 木'), { recursive: true });
    await packs.install(installOf('sampler-kit-demo', '1.0.0'), run());
    await packs.disable({ node_name: 'plain folder', is_unknown: true }, run());
    await rename(inPacks('one.py'), inPacks('one.py.disabled'));
    await rename(inPacks('two.py.disabled'), inPacks('two.py'));
    await place.packPlace.world.comfyui.placeFiles({ 'later folder/__init__.py': '', 'later.py': '' });

    const outcome = await place.restore(name);
    expect(outcome.status).toBe('done');
    const items = itemsOf(outcome);
    expect(items).toMatchObject({
      'Demo-Upscaler': { action: 'switch', status: 'done' },
      'prompt-garden': { action: 'switch', status: 'done' },
      'wired-shapes': { action: 'checkout', status: 'done' },
      'My Lantern 木': { action: 'install', status: 'done' },
      'sampler-kit-demo': { action: 'disable', status: 'done' },
      'plain folder': { action: 'enable', status: 'done' },
      'one.py': { action: 'enable', status: 'done' },
      'two.py': { action: 'disable', status: 'done' },
      'later.py': { action: 'disable', status: 'done' },
      'later folder': { action: 'leave', status: 'unchanged' },
    });
    expect(await changesOf(name)).toEqual([expect.objectContaining({ name: 'later folder', action: 'leave' })]);
  });

  it('brings both of two clones of one remote to their own commits and folders', async () => {
    const { comfyui } = place.packPlace.world;
    await comfyui.placeClone('adaquill', 'ComfyUI-Wired-Shapes', { folderName: 'shapes a', behind: 1 });
    await comfyui.placeClone('adaquill', 'ComfyUI-Wired-Shapes', { folderName: 'shapes b', behind: 2 });
    const name = await place.snapshots.save();
    await git(['checkout', '--quiet', 'origin/master'], { cwd: inPacks('shapes a') });
    await rm(inPacks('shapes b'), { recursive: true });
    expect((await place.restore(name)).status).toBe('done');
    expect(await changesOf(name)).toEqual([]);
    expect(await place.packPlace.packs.copies()).toMatchObject([{ name: 'shapes a' }, { name: 'shapes b' }]);
  });

  it('reports what cannot be done and does the rest', async () => {
    await fillPacks();
    const name = await place.snapshots.save();
    await rm(inPacks('one.py'));
    await place.packPlace.packs.update({ node_name: 'Demo-Upscaler' }, startRun(place.packPlace));
    await place.packPlace.packs.update({ node_name: 'wired-shapes' }, startRun(place.packPlace));
    await writeFile(inPacks('wired-shapes', '__init__.py'), '# mine\n');
    const outcome = await place.restore(name);
    expect(outcome).toMatchObject({
      status: 'failed',
      error: { code: 'restore-incomplete', message: expect.stringContaining('2 of 3 changes failed') },
    });
    expect(itemsOf(outcome)).toMatchObject({
      'Demo-Upscaler': { status: 'done' },
      'wired-shapes': { status: 'failed', message: expect.stringContaining('local edits') },
      'one.py': { status: 'failed', message: expect.stringContaining('put it back by hand') },
    });
  });

  it('goes on when a remote is gone, and does the rest when it is back', async () => {
    const { comfyui, git: host, registry } = place.packPlace.world;
    await comfyui.placeClone('adaquill', 'ComfyUI-Paper-Lantern');
    await comfyui.placeClone('adaquill', 'ComfyUI-Wired-Shapes');
    await comfyui.placeRegistryPack('Demo-Upscaler', '1.1.0');
    await comfyui.placeRegistryPack('prompt-garden', '1.0.0');
    const name = await place.snapshots.save();
    const gone = ['ComfyUI-Paper-Lantern', 'ComfyUI-Wired-Shapes', 'Demo-Upscaler', 'prompt-garden'];
    for (const pack of gone) await rm(inPacks(pack), { recursive: true });
    host.fault('adaquill', 'ComfyUI-Paper-Lantern', { kind: 'status', status: 404 });
    registry.zipFaults.set('Demo-Upscaler', { kind: 'cut', afterBytes: 300 });
    const outcome = await place.restore(name);
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'restore-incomplete' } });
    expect(itemsOf(outcome)).toMatchObject({
      'ComfyUI-Paper-Lantern': { status: 'failed', message: expect.stringMatching(/\S/) },
      'ComfyUI-Wired-Shapes': { status: 'done' },
      'Demo-Upscaler': { status: 'failed', message: expect.stringMatching(/\S/) },
      'prompt-garden': { status: 'done' },
    });
    expect(await readdir(place.packPlace.paths.customNodesDir)).toEqual(['ComfyUI-Wired-Shapes', 'prompt-garden']);
    host.clearFaults();
    registry.zipFaults.clear();
    const again = await place.restore(name);
    expect(Object.keys(itemsOf(again)).sort()).toEqual(['ComfyUI-Paper-Lantern', 'Demo-Upscaler']);
    expect(again.status).toBe('done');
    expect(await changesOf(name)).toEqual([]);
  });

  it.each<[string, (step: TestStep) => boolean]>([
    ['before the first pack', ({ phase }) => phase === 'Restoring packs'],
    ['between two packs', ({ message }) => message?.startsWith('3 of 4') === true],
    ['in a copy of a repository', ({ phase }) => phase === 'Preparing'],
    ['in a clone', ({ phase }) => phase === 'Cloning'],
    ['in a download', ({ phase }) => phase === 'Downloading'],
    ['while a pack is put in place', ({ phase }) => phase === 'Putting in place'],
  ])('leaves every pack whole when cancelled %s', async (_, isThere) => {
    const { comfyui } = place.packPlace.world;
    await comfyui.placeRegistryPack('Demo-Upscaler', '1.1.0');
    await comfyui.placeRegistryPack('prompt-garden', '1.0.0', { disabled: true });
    await comfyui.placeClone('adaquill', 'ComfyUI-Wired-Shapes', { behind: 1 });
    await comfyui.placeClone('adaquill', 'ComfyUI-Paper-Lantern');
    const name = await place.snapshots.save();
    const saved = await readWholePacks();
    await place.packPlace.packs.update({ node_name: 'Demo-Upscaler' }, startRun(place.packPlace));
    await place.packPlace.packs.enable({ cnr_id: 'prompt-garden' }, startRun(place.packPlace));
    await git(['reset', '--quiet', '--hard', 'origin/master'], { cwd: inPacks('ComfyUI-Wired-Shapes') });
    await rm(inPacks('ComfyUI-Paper-Lantern'), { recursive: true });
    const changed = await readWholePacks();

    const run = startRun(place.packPlace, (step, own) => {
      if (isThere(step)) own.cancel();
    });
    expect(await place.restore(name, { run })).toMatchObject({
      status: 'skipped',
      message: expect.stringContaining(name),
    });
    expect(run.job.signal.aborted).toBe(true);
    for (const pack of await readWholePacks()) expect([...saved, ...changed]).toContainEqual(pack);
    expect(await readdir(place.packPlace.paths.stagingDir)).toEqual([]);
    expect((await place.restore(name)).status).toBe('done');
    expect(await readWholePacks()).toEqual(saved);
  });

  it('needs no network to return to a commit that is there', async () => {
    const { world } = place.packPlace;
    await world.comfyui.placeClone('adaquill', 'ComfyUI-Wired-Shapes', { cnrId: 'wired-shapes', behind: 1 });
    const name = await place.snapshots.save();
    await git(['reset', '--quiet', '--hard', 'origin/master'], { cwd: inPacks('wired-shapes') });
    world.forgetRequests();
    expect((await place.restore(name)).status).toBe('done');
    expect(world.requests()).toEqual([]);
  });
});
