import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onlyWhere } from '../../base/testing/only-where';
import { noOtherVolume, otherVolume } from '../../base/testing/other-volume';
import type { CallContext } from '../../contract/operations';
import { QueueTask } from '../../contract/tasks/tasks';
import { paramsFor } from '../models/testing/models';
import { hashOf } from '../packs/testing/pack-place';
import { openCorePlace, type CorePlace } from './testing/core-place';

let place: CorePlace;
beforeAll(async () => {
  place = await openCorePlace('removed models');
});
afterAll(() => place.stop());

const comfy = (...names: string[]) => join(place.world.comfyui.path, ...names);
const remove = (path: string, uiId: string) => place.run('remove-model', { path }, uiId);
const askWhere = (path: string) => place.manager.operations['models.removal']({ path }, { caller: 'person' });
const trashed = () => readdir(place.paths.trashDir);

async function put(path: string, text: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}

describe('removing a model', () => {
  it('moves it to the trash by a rename, and an undo brings every file back with every host closed', async () => {
    const file = await put(comfy('models', 'loras', 'mine', 'own ü.pt'), 'weights');
    // What was written for it goes with it, and nothing else.
    await put(comfy('models', 'loras', 'mine', 'own ü.png'), 'picture');
    await put(comfy('models', 'loras', 'mine', 'other.png'), 'picture');
    const before = hashOf(comfy('models'));
    const { ino } = statSync(file);
    expect(await askWhere(file)).toEqual({
      ...{ obstacle: null, trash: { maxBytes: 10 * 1024 ** 3, days: 30 } },
      displaces: { count: 0, bytes: 0 },
    });
    const { outcome } = await remove(file, 'mine');
    expect(outcome).toMatchObject({
      status: 'done',
      message: expect.stringMatching(/"own ü.pt" \(14 bytes\).* went along: 1/u),
    });
    expect(await readdir(dirname(file))).toEqual(['other.png']);
    const name = (await trashed()).find((one) => one.endsWith('.pt')) ?? '';
    expect(await trashed()).toHaveLength(2);
    expect(statSync(join(place.paths.trashDir, name)).ino).toBe(ino);
    expect(await place.plan('mine')).toMatchObject({
      ...{ state: 'possible', rows: ['remove-model'], task: { kind: 'remove-model', target: 'own ü.pt' } },
      steps: [{ subject: 'model', name: 'own ü.pt', action: 'put-back' }],
    });
    const back = await place.world.offline(() => place.undo('mine'));
    expect(hashOf(comfy('models'))).toBe(before);
    expect(await trashed()).toEqual([]);
    // And once more from there: an undo can be undone.
    await place.undo(back);
    expect(existsSync(file)).toBe(false);
    for (const one of await trashed()) await rm(join(place.paths.trashDir, one));
    expect(await place.plan('mine')).toMatchObject({ state: 'gone' });
  });

  it('never moves it back over what lies there since', async () => {
    const file = await put(comfy('models', 'vae', 'twice.pt'), 'old');
    await remove(file, 'old');
    await put(file, 'new');
    await expect(place.undo('old')).rejects.toThrow('already there');
    expect(readFileSync(file, 'utf8')).toBe('new');
    await rm(file);
    await place.undo('old');
    expect(readFileSync(file, 'utf8')).toBe('old');
  });

  it('stands on the download that it removes', async () => {
    const file = comfy('models', 'loras', 'tiny_lora.safetensors');
    await place.run('install-model', paramsFor('tiny_lora.safetensors', { type: 'lora' }), 'download');
    await remove(file, 'removal');
    expect(await place.plan('download')).toMatchObject({ state: 'stands', standing: [{ ui_id: 'removal' }] });
    await place.undo('removal');
    await place.undo('download');
    expect(existsSync(file)).toBe(false);
  });

  it('takes nothing that the installation does not list as a model', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'elsewhere-'));
    try {
      const secret = await put(join(outside, 'own.pt'), 'secret');
      const paths = [
        secret,
        comfy('main.py'),
        comfy('models'),
        comfy('models', 'loras'),
        await put(comfy('models', 'loras', 'notes.txt'), 'notes'),
        join(comfy('models', 'loras'), '..', '..', '..', 'own.pt'),
        comfy('models', 'loras', 'nobody.pt'),
        'own.pt',
      ];
      for (const [at, path] of paths.entries()) {
        await expect(askWhere(path), path).rejects.toMatchObject({ code: 'model-not-found' });
        const { outcome } = await remove(path, `outside-${at}`);
        expect(outcome, path).toMatchObject({ status: 'failed', error: { code: 'model-not-found' } });
      }
      expect(readFileSync(secret, 'utf8')).toBe('secret');
      expect(existsSync(comfy('models', 'loras', 'notes.txt'))).toBe(true);
    } finally {
      await rm(outside, { recursive: true });
    }
  });

  it('leaves where it is what the trash would not keep, or could not take by a rename', async () => {
    const huge = await put(comfy('models', 'checkpoints', 'huge.safetensors'), '');
    // A file with a hole, which fits on any disk.
    await truncate(huge, 12e9);
    expect(await askWhere(huge)).toMatchObject({ obstacle: 'too-large' });
    expect((await remove(huge, 'huge')).outcome).toMatchObject({
      ...{ status: 'failed', error: { code: 'trash-refused', error: expect.stringContaining('it has 12.00 GB') } },
    });
    expect(statSync(huge).size).toBe(12e9);
    await rm(huge);
    const outside = await mkdtemp(join(tmpdir(), 'elsewhere-'));
    try {
      const file = await put(join(outside, 'linked.pt'), 'linked');
      await symlink(outside, comfy('models', 'loras', 'more'));
      const path = comfy('models', 'loras', 'more', 'linked.pt');
      expect(await askWhere(path)).toMatchObject({ obstacle: 'elsewhere' });
      expect((await remove(path, 'linked')).outcome).toMatchObject({ error: { code: 'trash-refused' } });
      expect(readFileSync(file, 'utf8')).toBe('linked');
      // Of a file that is a link only the link goes, as long as what it leads to may be.
      const link = comfy('models', 'loras', 'link.pt');
      await symlink(file, link);
      await remove(link, 'link');
      expect(existsSync(link)).toBe(false);
      await place.undo('link');
      expect(readFileSync(link, 'utf8')).toBe('linked');
      await rm(link);
    } finally {
      await rm(comfy('models', 'loras', 'more'));
      await rm(outside, { recursive: true });
    }
  });

  it('goes to the trash of its own volume', onlyWhere(otherVolume !== null, noOtherVolume), async () => {
    const volume = await mkdtemp(join(otherVolume ?? '', 'models-'));
    try {
      // The folder of a kind is a link, as people move their models to another disk.
      await mkdir(join(volume, 'upscale_models'));
      await rm(comfy('models', 'upscale_models'), { recursive: true, force: true });
      await symlink(join(volume, 'upscale_models'), comfy('models', 'upscale_models'));
      await put(join(volume, 'upscale_models', 'far.pt'), 'far');
      const path = comfy('models', 'upscale_models', 'far.pt');
      const { ino } = statSync(path);
      await remove(path, 'far');
      const trash = join(volume, '.comfyui-manager-desktop', 'trash');
      const [name = ''] = await readdir(trash);
      expect(statSync(join(trash, name)).ino).toBe(ino);
      await place.undo('far');
      expect(statSync(path).ino).toBe(ino);
    } finally {
      await rm(comfy('models', 'upscale_models'), { recursive: true });
      await rm(volume, { recursive: true });
    }
  });
});

describe('the policy', () => {
  it('lets other programs remove no model at a strict level, and the person here always', async () => {
    const { operations } = place.manager;
    const file = await put(comfy('models', 'vae', 'mine.pt'), 'mine');
    const order = async (uiId: string, context: CallContext) => {
      const task = { ui_id: uiId, client_id: 'test', kind: 'remove-model', params: { path: file } };
      await operations['queue.add'](QueueTask.parse(task), context);
      await operations['queue.start']({}, context);
      const readEnd = async () => (await operations['queue.history']({ ui_id: uiId }, context)).history[uiId]?.outcome;
      await expect.poll(readEnd).toBeDefined();
      return readEnd();
    };
    const strict = { caller: 'program', strictest: 'strong' } as const;
    expect(await order('by-script', strict)).toMatchObject({
      status: 'failed',
      error: { code: 'policy-denied', operation: 'remove-model', error: expect.stringContaining('Removing a model') },
    });
    expect(existsSync(file)).toBe(true);
    expect(await order('by-person', { ...strict, caller: 'person' })).toMatchObject({ status: 'done' });
    expect(existsSync(file)).toBe(false);
    await expect(operations['undo.order']({ ui_id: 'by-person' }, strict)).rejects.toMatchObject({
      code: 'policy-denied',
    });
    await place.undo('by-person');
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });
});
