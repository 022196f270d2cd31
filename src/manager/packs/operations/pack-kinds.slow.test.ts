import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { installOf, openPackPlace, type PackPlace } from '../testing/pack-place';
import { actOn } from '../testing/pack-actions';
import { startRun } from '../../testing/task-run';

let place: PackPlace;
beforeAll(async () => {
  place = await openPackPlace('kinds');
  Object.assign(process.env, place.world.env);
});
beforeEach(() => place.reset());
afterAll(() => place.stop());

const { disable, enable, uninstall, update, fix, onlyPack } = actOn(() => place);

interface Kind {
  what: string;
  /** How a web UI names it. */
  ref: string;
  key: string;
  folder: string;
  disabledFolder: string;
  /** Installs an old version by hand or through the room. */
  put(): Promise<unknown>;
  newest(): Promise<string>;
}

const kinds: Kind[] = [
  {
    what: 'registry pack',
    ref: 'demo-UPSCALER',
    key: 'Demo-Upscaler',
    folder: 'Demo-Upscaler',
    disabledFolder: 'Demo-Upscaler@1_0_0',
    put: () => place.packs.install(installOf('Demo-Upscaler', '1.0.0'), startRun(place)),
    newest: async () => '1.2.0',
  },
  {
    what: 'registry pack in a folder of another name',
    ref: 'Demo-Upscaler',
    key: 'Demo-Upscaler',
    folder: 'my über 木 upscaler',
    disabledFolder: 'Demo-Upscaler@1_0_0',
    put: () => place.world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0', { folderName: 'my über 木 upscaler' }),
    newest: async () => '1.2.0',
  },
  {
    what: 'nightly',
    ref: 'wired-shapes',
    key: 'wired-shapes',
    folder: 'wired-shapes',
    disabledFolder: 'wired-shapes@nightly',
    put: () => place.world.comfyui.placeClone('adaquill', 'ComfyUI-Wired-Shapes', { cnrId: 'wired-shapes', behind: 1 }),
    newest: () => place.world.git.hashOf('adaquill', 'ComfyUI-Wired-Shapes'),
  },
  {
    what: 'nightly in a folder of another name',
    ref: 'wired-shapes',
    key: 'My Shapes',
    folder: 'My Shapes',
    disabledFolder: 'wired-shapes@nightly',
    put: () =>
      place.world.comfyui.placeClone('adaquill', 'ComfyUI-Wired-Shapes', {
        cnrId: 'wired-shapes',
        folderName: 'My Shapes',
        behind: 1,
      }),
    newest: () => place.world.git.hashOf('adaquill', 'ComfyUI-Wired-Shapes'),
  },
  {
    what: 'plain clone',
    ref: 'AdaQuill/comfyui-paper-lantern',
    key: 'ComfyUI-Paper-Lantern',
    folder: 'ComfyUI-Paper-Lantern',
    disabledFolder: 'ComfyUI-Paper-Lantern',
    put: () => place.world.comfyui.placeClone('adaquill', 'ComfyUI-Paper-Lantern', { behind: 1 }),
    newest: () => place.world.git.hashOf('adaquill', 'ComfyUI-Paper-Lantern'),
  },
];

describe.each(kinds)('a $what', ({ ref, key, folder, disabledFolder, put, newest }) => {
  it('goes away and comes back to its own folder', async () => {
    await put();
    const before = place.fingerprint();
    expect(await disable(ref)).toMatchObject({ status: 'done' });
    expect(existsSync(place.pathOf(folder))).toBe(false);
    expect(existsSync(place.pathOf('.disabled', disabledFolder))).toBe(true);
    expect(await onlyPack()).toMatchObject([key, { enabled: false }]);
    expect(await disable(ref)).toMatchObject({ status: 'done', message: expect.stringContaining('already') });
    expect(await enable(ref)).toMatchObject({ status: 'done' });
    expect(await onlyPack()).toMatchObject([key, { enabled: true }]);
    expect(await enable(ref)).toMatchObject({ status: 'done', message: expect.stringContaining('already') });
    await rm(place.pathOf('.disabled'), { recursive: true });
    expect(place.fingerprint()).toBe(before);
  });

  it.each([true, false])('is updated, enabled: %s, and keeps what was added', async (isEnabled) => {
    await put();
    await writeFile(place.pathOf(folder, 'mine.txt'), 'mine');
    await mkdir(place.pathOf(folder, 'my models'));
    await writeFile(place.pathOf(folder, 'my models', 'x.bin'), 'x');
    if (!isEnabled) await disable(ref);
    expect(await update(ref)).toMatchObject({ status: 'done', message: expect.stringContaining('Updated') });
    expect(await onlyPack()).toMatchObject([key, { ver: await newest(), enabled: isEnabled }]);
    if (!isEnabled) await enable(ref);
    expect(readFileSync(place.pathOf(folder, 'mine.txt'), 'utf8')).toBe('mine');
    expect(readFileSync(place.pathOf(folder, 'my models', 'x.bin'), 'utf8')).toBe('x');
    const before = place.fingerprint();
    expect(await update(ref)).toMatchObject({ status: 'done', message: expect.stringContaining('Already at') });
    expect(place.fingerprint()).toBe(before);
  });

  it.each([true, false])('is fixed and uninstalled, enabled: %s', async (isEnabled) => {
    await put();
    if (!isEnabled) await disable(ref);
    expect(await fix(ref)).toMatchObject({ status: 'done' });
    expect(await uninstall(ref)).toMatchObject({ status: 'done' });
    expect(await place.packs.list()).toEqual([]);
    await rm(place.pathOf('.disabled'), { recursive: true, force: true });
    const { customNodesDir, trashDir, stagingDir } = place.paths;
    for (const dir of [customNodesDir, stagingDir]) expect(await readdir(dir)).toEqual([]);
    expect(await readdir(trashDir)).toHaveLength(1);
  });
});
