import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { installOf, openPackPlace, type PackPlace } from '../testing/pack-place';
import { startRun } from '../../testing/task-run';

let room: PackPlace;
beforeAll(async () => {
  room = await openPackPlace('operations');
  Object.assign(process.env, room.world.env);
});
beforeEach(() => room.reset());
afterAll(() => room.stop());

const disable = (name: string) => room.packs.disable({ node_name: name, is_unknown: false }, startRun(room));
const enable = (id: string) => room.packs.enable({ cnr_id: id }, startRun(room));
const uninstall = (name: string) => room.packs.uninstall({ node_name: name, is_unknown: false }, startRun(room));
const update = (name: string) => room.packs.update({ node_name: name }, startRun(room));
const fix = (name: string) => room.packs.fix({ node_name: name }, startRun(room));
const onlyPack = async () => Object.entries(await room.packs.installed())[0];

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
    await mkdir(room.place('ComfyUI-Manager'));
    await writeFile(room.place('ComfyUI-Manager', '__init__.py'), '');
    for (const operation of [disable, uninstall, update, fix]) {
      await expect(operation('comfyui-manager')).rejects.toMatchObject({ code: 'pack-protected' });
    }
  });
});

describe('disable and enable', () => {
  it('never move into or over something', async () => {
    await room.world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0');
    await room.world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0', { disabled: true });
    await disable('Demo-Upscaler');
    expect(existsSync(room.place('.disabled', 'Demo-Upscaler@1_0_0_2', 'pyproject.toml'))).toBe(true);
    await mkdir(room.place('Demo-Upscaler'));
    await writeFile(room.place('Demo-Upscaler', 'other.py'), '');
    const before = room.fingerprint();
    await expect(enable('Demo-Upscaler')).rejects.toMatchObject({ code: 'pack-exists' });
    expect(room.fingerprint()).toBe(before);
  });

  it('choose the newest of several disabled versions, or the one that was named', async () => {
    for (const version of ['1.0.0', '1.2.0', '1.1.0'])
      await room.world.comfyui.placeRegistryPack('Demo-Upscaler', version, { disabled: true });
    await enable('Demo-Upscaler');
    expect(await onlyPack()).toMatchObject(['Demo-Upscaler', { ver: '1.2.0', enabled: true }]);
    await enable('Demo-Upscaler@1.1.0');
    expect(await onlyPack()).toMatchObject(['Demo-Upscaler', { ver: '1.1.0', enabled: true }]);
    expect(existsSync(room.place('.disabled', 'Demo-Upscaler@1_2_0'))).toBe(true);
  });

  it('work for single files, plain folders, old-style names and relative links', async () => {
    await room.world.comfyui.placeFiles({ 'one.py': '', 'plain/__init__.py': '', 'old.disabled/__init__.py': '' });
    await mkdir(join(room.paths.customNodesDir, '..', 'dev pack'), { recursive: true });
    await writeFile(join(room.paths.customNodesDir, '..', 'dev pack', '__init__.py'), '');
    await symlink('../dev pack', room.place('linked'));
    for (const name of ['one.py', 'plain', 'linked']) await disable(name);
    expect(existsSync(room.place('one.py.disabled'))).toBe(true);
    expect(existsSync(room.place('.disabled', 'plain'))).toBe(true);
    expect((await room.packs.list()).every((pack) => !pack.enabled)).toBe(true);
    for (const name of ['one.py', 'plain', 'linked', 'old']) await enable(name);
    expect((await room.packs.list()).map((pack) => pack.key)).toEqual(['linked', 'old', 'one.py', 'plain']);
    expect((await room.packs.list()).every((pack) => pack.enabled)).toBe(true);
    await uninstall('linked');
    expect(existsSync(join(room.paths.customNodesDir, '..', 'dev pack', '__init__.py'))).toBe(true);
  });
});

describe('recover', () => {
  it('cleans what a crash left in staging, and keeps the trash', async () => {
    await mkdir(join(room.paths.stagingDir, 'pack-abc', 'pack'), { recursive: true });
    await mkdir(join(room.paths.trashDir, 'old'), { recursive: true });
    await room.packs.recover();
    expect(existsSync(join(room.paths.stagingDir, 'pack-abc'))).toBe(false);
    expect(existsSync(join(room.paths.trashDir, 'old'))).toBe(true);
  });
});

describe('fix', () => {
  it('brings missing files back and says what happened', async () => {
    await room.packs.install(installOf('Demo-Upscaler', '1.1.0'), startRun(room));
    const nodes = room.place('Demo-Upscaler', 'nodes.py');
    const before = await readFile(nodes, 'utf8');
    await rm(nodes);
    expect(await fix('Demo-Upscaler')).toMatchObject({ status: 'done', message: expect.stringContaining('1 missing') });
    expect(await readFile(nodes, 'utf8')).toBe(before);
    expect(await onlyPack()).toMatchObject(['Demo-Upscaler', { ver: '1.1.0' }]);
  });

  it('runs again each time and fails when its script fails', async () => {
    await room.packs.install(installOf('install-note'), startRun(room));
    for (let count = 0; count < 2; count += 1) {
      await rm(room.place('install-note', 'installed.txt'));
      expect(await fix('install-note')).toMatchObject({ status: 'done' });
      expect(existsSync(room.place('install-note', 'installed.txt'))).toBe(true);
    }
    await room.world.comfyui.placeRegistryPack('install-breaks', '1.2.0');
    await expect(fix('install-breaks')).rejects.toMatchObject({ code: 'install-script-failed' });
  });

  it('asks the policy, as uninstall does', async () => {
    await room.packs.install(installOf('Demo-Upscaler'), startRun(room));
    await room.config.set({ security_level: 'normal' });
    await expect(fix('Demo-Upscaler')).rejects.toMatchObject({ code: 'policy-denied' });
    await room.config.set({ security_level: 'strong' });
    await expect(uninstall('Demo-Upscaler')).rejects.toMatchObject({ code: 'policy-denied' });
    expect(await disable('Demo-Upscaler')).toMatchObject({ status: 'done' });
  });
});
