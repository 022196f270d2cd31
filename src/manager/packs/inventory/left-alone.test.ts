import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { installOf, openPackPlace, type PackPlace } from '../testing/pack-place';
import { startRun } from '../../testing/task-run';
import { onlyWhere } from '../../../base/testing/only-where';

let room: PackPlace;
beforeAll(async () => {
  room = await openPackPlace('left alone');
  Object.assign(process.env, room.world.env);
});
beforeEach(async () => {
  await room.reset();
  await room.config.set({ network_mode: 'public', git_exe: '' });
});
afterAll(() => room.stop());

const install = (id: string, version?: string) => room.packs.install(installOf(id, version), startRun(room));
const disable = (name: string) => room.packs.disable({ node_name: name, is_unknown: false }, startRun(room));
const enable = (id: string) => room.packs.enable({ cnr_id: id }, startRun(room));
const update = (name: string) => room.packs.update({ node_name: name }, startRun(room));
const scriptsDir = () => join(room.paths.managerDir, 'startup-scripts');

/** A registry pack on disk that no registry knows. */
const unheardOf = (folder: string, name = 'unheard-of') => ({
  [`${folder}/pyproject.toml`]: `[project]\nname = "${name}"\nversion = "1.0.0"\n`,
  [`${folder}/.tracking`]: 'pyproject.toml',
  [`${folder}/__init__.py`]: '',
});

describe('what a change of version leaves alone', () => {
  it('is the file beside the pack that has the name of one that goes', async () => {
    await install('Demo-Upscaler', '1.0.0');
    const tracking = room.place('Demo-Upscaler', '.tracking');
    await writeFile(tracking, `${readFileSync(tracking, 'utf8')}\nlone.py\nlib/deep.py`);
    await room.world.comfyui.placeFiles({
      ...{ 'Demo-Upscaler/lone.py': 'of the pack', 'Demo-Upscaler/lib/deep.py': 'of the pack' },
      ...{ 'lone.py': 'of another pack', 'lib/deep.py': 'of another pack' },
    });
    await install('Demo-Upscaler', '1.2.0');
    for (const name of ['lone.py', 'lib/deep.py']) {
      expect(existsSync(room.place('Demo-Upscaler', name)), name).toBe(false);
      expect(readFileSync(room.place(name), 'utf8')).toBe('of another pack');
    }
  });

  it('is a folder in the way of a clone, whatever is in it', async () => {
    for (const [id, folder] of [
      ['adaquill/ComfyUI-Paper-Lantern', 'ComfyUI-Paper-Lantern'],
      ['wired-shapes', 'wired-shapes'],
    ] as const) {
      await room.world.comfyui.placeFiles({ [`${folder}/my drawings/one.txt`]: 'mine' });
      const before = room.fingerprint();
      await expect(install(id, 'nightly')).rejects.toMatchObject({
        code: 'pack-exists',
        remedy: expect.stringMatching(/\S/),
      });
      expect(room.fingerprint()).toBe(before);
    }
  });
});

describe('the next start of ComfyUI', () => {
  it('is left nothing to do: changes are made at once', async () => {
    await install('Demo-Upscaler', '1.0.0');
    await install('Demo-Upscaler', '1.1.0');
    await install('tidy-latents', '1.0.0');
    await room.world.comfyui.placeClone('adaquill', 'ComfyUI-Paper-Lantern', { behind: 1 });
    await room.packs.updates('remote', new AbortController().signal);
    for (const name of ['Demo-Upscaler', 'ComfyUI-Paper-Lantern']) await update(name);
    await disable('tidy-latents');
    await enable('tidy-latents');
    await room.packs.fix({ node_name: 'tidy-latents' }, startRun(room));
    await room.packs.uninstall({ node_name: 'ComfyUI-Paper-Lantern', is_unknown: false }, startRun(room));
    expect(await room.packs.installed()).toMatchObject({
      'Demo-Upscaler': { ver: '1.2.0', enabled: true },
      'tidy-latents': { ver: '1.0.0', enabled: true },
    });
    expect((await room.python.listPackages()).has('tinydep')).toBe(true);
    expect(existsSync(scriptsDir()) ? await readdir(scriptsDir()) : []).toEqual([]);
  });

  it('keeps what others left for it: nothing of it is run or removed here', async () => {
    await mkdir(scriptsDir(), { recursive: true });
    const proof = join(room.world.root, 'proof');
    const script = `['${room.place()}', '#LAZY-INSTALL-SCRIPT', 'touch', '${proof}']\n`;
    await writeFile(join(scriptsDir(), 'install-scripts.txt'), script);
    await writeFile(join(scriptsDir(), 'restore-snapshot.json'), '{"git_custom_nodes": {}, "cnr_custom_nodes": {}}');
    await install('Demo-Upscaler', '1.0.0');
    await room.packs.recover();
    expect(existsSync(proof)).toBe(false);
    expect(existsSync(room.place('Demo-Upscaler'))).toBe(true);
    expect(await readFile(join(scriptsDir(), 'install-scripts.txt'), 'utf8')).toBe(script);
    expect(await readdir(scriptsDir())).toContain('restore-snapshot.json');
  });
});

describe('a pack that no registry knows', () => {
  it('is enabled and disabled by what is on disk, without asking anybody', async () => {
    await room.world.comfyui.placeFiles(unheardOf('.disabled/unheard-of@1_0_0'));
    await room.config.set({ network_mode: 'offline' });
    room.world.forgetRequests();
    expect(await enable('unheard-of')).toMatchObject({ status: 'done' });
    expect(existsSync(room.place('unheard-of', '__init__.py'))).toBe(true);
    expect(await room.packs.installed()).toEqual({
      'unheard-of': { ver: '1.0.0', cnr_id: 'unheard-of', aux_id: null, enabled: true },
    });
    expect(await disable('unheard-of')).toMatchObject({ status: 'done' });
    expect(existsSync(room.place('.disabled', 'unheard-of@1_0_0'))).toBe(true);
    expect(room.world.requests()).toEqual([]);
  });

  it('is one pack in every list, however its copies spell the id', async () => {
    await room.world.comfyui.placeFiles({
      ...unheardOf('unheard-of'),
      ...unheardOf('.disabled/Unheard-Of@0_9_0', 'Unheard-Of'),
    });
    expect(Object.keys(await room.packs.installed())).toEqual(['unheard-of']);
    await disable('UNHEARD-OF');
    const installed = Object.entries(await room.packs.installed());
    expect(installed).toHaveLength(1);
    expect(installed[0]?.[1]).toMatchObject({ enabled: false });
  });
});

describe(
  'git_exe of config.ini',
  onlyWhere(process.platform !== 'win32', 'the git of these tests is a shell script'),
  () => {
    it('is the git that is used', async () => {
      const program = join(room.world.root, 'my git');
      const calls = join(room.world.root, 'git calls');
      await writeFile(program, `#!/bin/sh\necho "$@" >> "${calls}"\nexec git "$@"\n`, { mode: 0o755 });
      await room.config.set({ git_exe: program });
      await install('adaquill/Prompt-Garden', 'nightly');
      expect(await readFile(calls, 'utf8')).toMatch(/\bclone\b/);
    });
  },
);
