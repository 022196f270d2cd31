import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHolds, withHolds, type Holds } from './holds';
import { planUpdateAll } from '../operations/plan-update-all';
import { openPackPlace, type PackPlace } from '../testing/pack-place';
import { startRun } from '../../testing/task-run';

describe('the file of holds', () => {
  let folder: string;
  let holds: Holds;
  const file = (): string => join(folder, 'holds.json');
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'holds '));
    holds = createHolds(file());
    return () => rm(folder, { recursive: true });
  });
  const upscaler = { key: 'Demo-Upscaler', registryId: 'Demo-Upscaler' };

  it('finds a pack by its id or its folder, whatever the case, and survives a restart', async () => {
    await holds.set(upscaler, 'wörks with 工房');
    await holds.set({ key: 'My Folder', registryId: null }, '');
    const again = await createHolds(file()).read();
    expect(again.of({ key: 'anything', registryId: 'demo-upscaler' })?.reason).toBe('wörks with 工房');
    expect(again.of({ key: 'my folder', registryId: null })?.reason).toBe('');
    expect(again.of({ key: 'other', registryId: null })).toBeNull();
    expect(again.list().map(({ name }) => name)).toEqual(['Demo-Upscaler', 'My Folder']);
  });

  it('is one hold when the catalogue learns the id of a folder', async () => {
    await holds.set({ key: 'Upscaler', registryId: null }, 'first');
    await holds.set({ key: 'Upscaler', registryId: 'Demo-Upscaler' }, 'second');
    expect((await holds.read()).list()).toMatchObject([{ name: 'Demo-Upscaler', reason: 'second' }]);
  });

  it('tells of changes, and of nothing else', async () => {
    let changes = 0;
    holds.onChange(() => (changes += 1));
    await holds.set(upscaler, 'a');
    expect(await holds.release('nobody')).toBe(false);
    expect(changes).toBe(1);
    expect(await holds.release('DEMO-upscaler')).toBe(true);
    expect(changes).toBe(2);
    expect((await holds.read()).list()).toEqual([]);
  });

  it('refuses to guess when it cannot be read, and does not write over it', async () => {
    await writeFile(file(), '{ "demo-upscaler": tru');
    await expect(holds.read()).rejects.toMatchObject({ code: 'config-unreadable', remedy: expect.any(String) });
    await expect(holds.set(upscaler, 'a')).rejects.toMatchObject({ code: 'config-unreadable' });
  });
});

describe('held packs', () => {
  let place: PackPlace;
  beforeAll(async () => {
    place = await openPackPlace('holds');
    Object.assign(process.env, place.world.env);
  });
  beforeEach(() => place.reset());
  afterAll(() => place.stop());
  const hold = async (key: string, reason = 'my workflow'): Promise<void> => {
    const pack = (await place.packs.list()).find((one) => one.key === key);
    if (pack) await place.packs.holds.set(pack, reason);
  };

  it('are left out of update-all and of the check, and refuse an update with the reason', async () => {
    await place.world.comfyui.placeRegistryPack('tidy-latents', '1.0.0');
    await place.world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0');
    await place.world.comfyui.placeClone('adaquill', 'ComfyUI-Paper-Lantern', { behind: 1 });
    await hold('tidy-latents');
    await hold('ComfyUI-Paper-Lantern', '');
    const planned = planUpdateAll(await place.packs.listWithHolds(), { ui_id: 'all', client_id: 'tab' });
    expect(planned.map(({ params }) => params.node_name)).toEqual(['Demo-Upscaler']);
    const found = await place.packs.updates('remote', new AbortController().signal);
    expect(found.updates.map(({ id }) => id)).toEqual(['Demo-Upscaler']);
    expect(found.pinned.toSorted()).toEqual(['ComfyUI-Paper-Lantern', 'tidy-latents']);
    const before = place.fingerprint();
    await expect(place.packs.update({ node_name: 'Tidy-Latents' }, startRun(place))).rejects.toMatchObject({
      code: 'pack-held',
      message: expect.stringContaining('my workflow'),
      remedy: expect.stringContaining('Release the hold'),
    });
    expect(place.fingerprint()).toBe(before);
    await place.packs.holds.release('tidy-latents');
    expect(await place.packs.update({ node_name: 'tidy-latents' }, startRun(place))).toMatchObject({ status: 'done' });
  });

  it('go to a version that a person chooses, and stay held, also over an uninstall', async () => {
    await place.world.comfyui.placeRegistryPack('tidy-latents', '1.0.0');
    await hold('tidy-latents');
    const version = { version: '1.2.0', selected_version: '1.2.0', mode: 'cache', channel: 'default' } as const;
    await place.packs.install({ id: 'tidy-latents', ...version }, startRun(place));
    await place.packs.uninstall({ node_name: 'tidy-latents', is_unknown: false }, startRun(place));
    expect((await place.packs.holds.read()).list()).toMatchObject([{ name: 'tidy-latents' }]);
    await place.world.comfyui.placeRegistryPack('tidy-latents', '1.0.0');
    const [pack] = withHolds(await place.packs.list(), await place.packs.holds.read());
    expect(pack?.hold?.reason).toBe('my workflow');
  });
});
