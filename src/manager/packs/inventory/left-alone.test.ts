import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { installOf, openPackPlace, type PackPlace } from '../testing/pack-place';
import { actOn } from '../testing/pack-actions';
import { startRun } from '../../testing/task-run';
import { onlyWhere } from '../../../base/testing/only-where';

let place: PackPlace;
beforeAll(async () => {
  place = await openPackPlace('left alone');
  Object.assign(process.env, place.world.env);
});
beforeEach(async () => {
  await place.reset();
  await place.config.set({ network_mode: 'public', git_exe: '' });
});
afterAll(() => place.stop());

const { disable, enable, update } = actOn(() => place);

const install = (id: string, version?: string) => place.packs.install(installOf(id, version), startRun(place));
const scriptsDir = () => join(place.paths.managerDir, 'startup-scripts');

/** A registry pack on disk that no registry knows. */
const unheardOf = (folder: string, name = 'unheard-of') => ({
  [`${folder}/pyproject.toml`]: `[project]\nname = "${name}"\nversion = "1.0.0"\n`,
  [`${folder}/.tracking`]: 'pyproject.toml',
  [`${folder}/__init__.py`]: '',
});

describe('what a change of version leaves alone', () => {
  it('is the file beside the pack that has the name of one that goes', async () => {
    await install('Demo-Upscaler', '1.0.0');
    const tracking = place.pathOf('Demo-Upscaler', '.tracking');
    await writeFile(tracking, `${readFileSync(tracking, 'utf8')}\nlone.py\nlib/deep.py`);
    await place.world.comfyui.placeFiles({
      ...{ 'Demo-Upscaler/lone.py': 'of the pack', 'Demo-Upscaler/lib/deep.py': 'of the pack' },
      ...{ 'lone.py': 'of another pack', 'lib/deep.py': 'of another pack' },
    });
    await install('Demo-Upscaler', '1.2.0');
    for (const name of ['lone.py', 'lib/deep.py']) {
      expect(existsSync(place.pathOf('Demo-Upscaler', name)), name).toBe(false);
      expect(readFileSync(place.pathOf(name), 'utf8')).toBe('of another pack');
    }
  });

  it('is a folder in the way of a clone, whatever is in it', async () => {
    for (const [id, folder] of [
      ['adaquill/ComfyUI-Paper-Lantern', 'ComfyUI-Paper-Lantern'],
      ['wired-shapes', 'wired-shapes'],
    ] as const) {
      await place.world.comfyui.placeFiles({ [`${folder}/my drawings/one.txt`]: 'mine' });
      const before = place.fingerprint();
      await expect(install(id, 'nightly')).rejects.toMatchObject({
        code: 'pack-exists',
        remedy: expect.stringMatching(/\S/),
      });
      expect(place.fingerprint()).toBe(before);
    }
  });
});

describe('the next start of ComfyUI', () => {
  it('is left nothing to do: changes are made at once', async () => {
    await install('Demo-Upscaler', '1.0.0');
    await install('Demo-Upscaler', '1.1.0');
    await install('tidy-latents', '1.0.0');
    await place.world.comfyui.placeClone('adaquill', 'ComfyUI-Paper-Lantern', { behind: 1 });
    await place.packs.updates('remote', new AbortController().signal);
    for (const name of ['Demo-Upscaler', 'ComfyUI-Paper-Lantern']) await update(name);
    await disable('tidy-latents');
    await enable('tidy-latents');
    await place.packs.fix({ node_name: 'tidy-latents' }, startRun(place));
    await place.packs.uninstall({ node_name: 'ComfyUI-Paper-Lantern', is_unknown: false }, startRun(place));
    expect(await place.packs.installed()).toMatchObject({
      'Demo-Upscaler': { ver: '1.2.0', enabled: true },
      'tidy-latents': { ver: '1.0.0', enabled: true },
    });
    expect((await place.python.listPackages()).has('tinydep')).toBe(true);
    expect(existsSync(scriptsDir()) ? await readdir(scriptsDir()) : []).toEqual([]);
  });

  it('keeps what others left for it: nothing of it is run or removed here', async () => {
    await mkdir(scriptsDir(), { recursive: true });
    const proof = join(place.world.root, 'proof');
    const script = `['${place.pathOf()}', '#LAZY-INSTALL-SCRIPT', 'touch', '${proof}']\n`;
    await writeFile(join(scriptsDir(), 'install-scripts.txt'), script);
    await writeFile(join(scriptsDir(), 'restore-snapshot.json'), '{"git_custom_nodes": {}, "cnr_custom_nodes": {}}');
    await install('Demo-Upscaler', '1.0.0');
    await place.packs.recover();
    expect(existsSync(proof)).toBe(false);
    expect(existsSync(place.pathOf('Demo-Upscaler'))).toBe(true);
    expect(await readFile(join(scriptsDir(), 'install-scripts.txt'), 'utf8')).toBe(script);
    expect(await readdir(scriptsDir())).toContain('restore-snapshot.json');
  });
});

describe('a pack that no registry knows', () => {
  it('is enabled and disabled by what is on disk, without asking anybody', async () => {
    await place.world.comfyui.placeFiles(unheardOf('.disabled/unheard-of@1_0_0'));
    await place.config.set({ network_mode: 'offline' });
    place.world.forgetRequests();
    expect(await enable('unheard-of')).toMatchObject({ status: 'done' });
    expect(existsSync(place.pathOf('unheard-of', '__init__.py'))).toBe(true);
    expect(await place.packs.installed()).toEqual({
      'unheard-of': { ver: '1.0.0', cnr_id: 'unheard-of', aux_id: null, enabled: true },
    });
    expect(await disable('unheard-of')).toMatchObject({ status: 'done' });
    expect(existsSync(place.pathOf('.disabled', 'unheard-of@1_0_0'))).toBe(true);
    expect(place.world.requests()).toEqual([]);
  });

  it('is one pack in every list, however its copies spell the id', async () => {
    await place.world.comfyui.placeFiles({
      ...unheardOf('unheard-of'),
      ...unheardOf('.disabled/Unheard-Of@0_9_0', 'Unheard-Of'),
    });
    expect(Object.keys(await place.packs.installed())).toEqual(['unheard-of']);
    await disable('UNHEARD-OF');
    const installed = Object.entries(await place.packs.installed());
    expect(installed).toHaveLength(1);
    expect(installed[0]?.[1]).toMatchObject({ enabled: false });
  });
});

describe(
  'git_exe of config.ini',
  onlyWhere(process.platform !== 'win32', 'the git of these tests is a shell script'),
  () => {
    it('is the git that is used', async () => {
      const program = join(place.world.root, 'my git');
      const calls = join(place.world.root, 'git calls');
      await writeFile(program, `#!/bin/sh\necho "$@" >> "${calls}"\nexec git "$@"\n`, { mode: 0o755 });
      await place.config.set({ git_exe: program });
      await install('adaquill/Prompt-Garden', 'nightly');
      expect(await readFile(calls, 'utf8')).toMatch(/\bclone\b/);
    });
  },
);
