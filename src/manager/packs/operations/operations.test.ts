import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { installOf, openPackPlace, type PackPlace } from '../testing/pack-place';
import { actOn } from '../testing/pack-actions';
import { startRun } from '../../testing/task-run';

let place: PackPlace;
beforeAll(async () => {
  place = await openPackPlace('operations');
  Object.assign(process.env, place.world.env);
});
beforeEach(() => place.reset());
afterAll(() => place.stop());

const { disable, enable, uninstall, update, fix, onlyPack } = actOn(() => place);

describe('absent packs', () => {
  it.each([
    ['disable', disable],
    ['enable', enable],
    ['uninstall', uninstall],
    ['update', update],
    ['fix', fix],
  ])('%s says so', async (_what, operation) => {
    await expect(operation('nobody')).rejects.toMatchObject({ code: 'pack-not-installed' });
  });

  it('ComfyUI-Manager is left alone', async () => {
    await mkdir(place.pathOf('ComfyUI-Manager'));
    await writeFile(place.pathOf('ComfyUI-Manager', '__init__.py'), '');
    for (const operation of [disable, uninstall, update, fix]) {
      await expect(operation('comfyui-manager')).rejects.toMatchObject({ code: 'pack-protected' });
    }
  });
});

it('an update to a version of which a disabled copy is there leaves that version there once', async () => {
  const put = (version: string, disabled = false) =>
    place.world.comfyui.placeRegistryPack('Demo-Upscaler', version, { disabled });
  await put('1.1.0');
  await update('Demo-Upscaler');
  const latest = (await onlyPack())?.[1].ver ?? '';
  const twin = `Demo-Upscaler@${latest.replaceAll('.', '_')}`;
  await place.reset();
  await put('1.1.0');
  await put('1.0.0', true);
  await put(latest, true);
  await writeFile(place.pathOf('.disabled', twin, 'mine.txt'), 'added');
  await update('Demo-Upscaler');
  expect(latest).not.toBe('1.1.0');
  const copies = (await place.packs.copies()).map(({ version, enabled }) => [version, enabled]);
  expect(copies).toHaveLength(2);
  expect(copies).toEqual(
    expect.arrayContaining([
      [latest, true],
      ['1.0.0', false],
    ]),
  );
  expect(await readdir(place.pathOf('.disabled'))).toEqual(['Demo-Upscaler@1_0_0']);
  // What a person had added to it is not lost.
  const trash = await readdir(place.paths.trashDir, { recursive: true });
  expect(trash).toContainEqual(expect.stringMatching(/Demo-Upscaler@.*mine\.txt$/));
});

describe('disable and enable', () => {
  it('never move into or over something', async () => {
    await place.world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0');
    await place.world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0', { disabled: true });
    await disable('Demo-Upscaler');
    expect(existsSync(place.pathOf('.disabled', 'Demo-Upscaler@1_0_0_2', 'pyproject.toml'))).toBe(true);
    await mkdir(place.pathOf('Demo-Upscaler'));
    await writeFile(place.pathOf('Demo-Upscaler', 'other.py'), '');
    const before = place.fingerprint();
    await expect(enable('Demo-Upscaler')).rejects.toMatchObject({ code: 'pack-exists' });
    expect(place.fingerprint()).toBe(before);
  });

  it('choose the newest of several disabled versions, or the one that was named', async () => {
    for (const version of ['1.0.0', '1.2.0', '1.1.0'])
      await place.world.comfyui.placeRegistryPack('Demo-Upscaler', version, { disabled: true });
    await enable('Demo-Upscaler');
    expect(await onlyPack()).toMatchObject(['Demo-Upscaler', { ver: '1.2.0', enabled: true }]);
    await enable('Demo-Upscaler@1.1.0');
    expect(await onlyPack()).toMatchObject(['Demo-Upscaler', { ver: '1.1.0', enabled: true }]);
    expect(existsSync(place.pathOf('.disabled', 'Demo-Upscaler@1_2_0'))).toBe(true);
  });

  it('work for single files, plain folders, old-style names and relative links', async () => {
    await place.world.comfyui.placeFiles({ 'one.py': '', 'plain/__init__.py': '', 'old.disabled/__init__.py': '' });
    await mkdir(join(place.paths.customNodesDir, '..', 'dev pack'), { recursive: true });
    await writeFile(join(place.paths.customNodesDir, '..', 'dev pack', '__init__.py'), '');
    await symlink('../dev pack', place.pathOf('linked'));
    for (const name of ['one.py', 'plain', 'linked']) await disable(name);
    expect(existsSync(place.pathOf('one.py.disabled'))).toBe(true);
    expect(existsSync(place.pathOf('.disabled', 'plain'))).toBe(true);
    expect((await place.packs.list()).every((pack) => !pack.enabled)).toBe(true);
    for (const name of ['one.py', 'plain', 'linked', 'old']) await enable(name);
    expect((await place.packs.list()).map((pack) => pack.key)).toEqual(['linked', 'old', 'one.py', 'plain']);
    expect((await place.packs.list()).every((pack) => pack.enabled)).toBe(true);
    await uninstall('linked');
    expect(existsSync(join(place.paths.customNodesDir, '..', 'dev pack', '__init__.py'))).toBe(true);
  });
});

describe('recover', () => {
  it('cleans what a crash left in staging, and keeps the trash', async () => {
    await mkdir(join(place.paths.stagingDir, 'pack-abc', 'pack'), { recursive: true });
    await mkdir(join(place.paths.trashDir, 'old'), { recursive: true });
    await place.packs.recover();
    expect(existsSync(join(place.paths.stagingDir, 'pack-abc'))).toBe(false);
    expect(existsSync(join(place.paths.trashDir, 'old'))).toBe(true);
  });
});

describe('fix', () => {
  it('brings missing files back and says what happened', async () => {
    await place.packs.install(installOf('Demo-Upscaler', '1.1.0'), startRun(place));
    const nodes = place.pathOf('Demo-Upscaler', 'nodes.py');
    const before = await readFile(nodes, 'utf8');
    await rm(nodes);
    expect(await fix('Demo-Upscaler')).toMatchObject({ status: 'done', message: expect.stringContaining('1 missing') });
    expect(await readFile(nodes, 'utf8')).toBe(before);
    expect(await onlyPack()).toMatchObject(['Demo-Upscaler', { ver: '1.1.0' }]);
  });

  it('runs again each time and fails when its script fails', async () => {
    await place.packs.install(installOf('install-note'), startRun(place));
    for (let count = 0; count < 2; count += 1) {
      await rm(place.pathOf('install-note', 'installed.txt'));
      expect(await fix('install-note')).toMatchObject({ status: 'done' });
      expect(existsSync(place.pathOf('install-note', 'installed.txt'))).toBe(true);
    }
    await place.world.comfyui.placeRegistryPack('install-breaks', '1.2.0');
    await expect(fix('install-breaks')).rejects.toMatchObject({ code: 'install-script-failed' });
  });

  it('asks the policy, as uninstall does', async () => {
    await place.packs.install(installOf('Demo-Upscaler'), startRun(place));
    await place.config.set({ security_level: 'normal' });
    await expect(fix('Demo-Upscaler')).rejects.toMatchObject({ code: 'policy-denied' });
    await place.config.set({ security_level: 'strong' });
    await expect(uninstall('Demo-Upscaler')).rejects.toMatchObject({ code: 'policy-denied' });
    expect(await disable('Demo-Upscaler')).toMatchObject({ status: 'done' });
  });
});
