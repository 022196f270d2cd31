import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onlyWhere } from '../../base/testing/only-where';
import { noOtherVolume, otherVolume } from '../../base/testing/other-volume';
import { hashOf } from '../packs/testing/pack-place';
import { openCorePlace, type CorePlace } from './testing/core-place';

let place: CorePlace;
beforeAll(async () => {
  place = await openCorePlace('arranged models');
});
afterAll(() => place.stop());

const models = (...names: string[]) => join(place.world.comfyui.path, 'models', ...names);
const trashed = () => readdir(place.paths.trashDir);
const inodeOf = (path: string): number => statSync(path).ino;

async function put(path: string, text: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}

describe('linking models of the same content', () => {
  const link = (path: string, others: string[], uiId: string) => place.run('link-models', { path, others }, uiId);

  it('makes the others names of the one that stays, and an undo brings the copies back with every host closed', async () => {
    const kept = await put(models('loras', 'kept.pt'), 'the same weights');
    const others = [
      await put(models('loras', 'mine', 'copy ü.pt'), 'the same weights'),
      await put(models('vae', 'third.pt'), 'the same weights'),
    ];
    const before = hashOf(models());
    const inodes = others.map(inodeOf);
    const { outcome } = await link(kept, others, 'link');
    expect(outcome).toMatchObject({
      status: 'done',
      message: expect.stringContaining('its 2 copies are one file now'),
    });
    expect(others.map(inodeOf)).toEqual([inodeOf(kept), inodeOf(kept)]);
    expect((await trashed()).length).toBe(2);
    expect(await place.plan('link')).toMatchObject({
      ...{ state: 'possible', rows: ['arrange-models'] },
      steps: [
        { subject: 'model', name: 'third.pt', action: 'put-back' },
        { subject: 'model', name: 'copy ü.pt', action: 'put-back' },
      ],
    });
    await place.world.offline(() => place.undo('link'));
    expect(others.map(inodeOf)).toEqual(inodes);
    expect(hashOf(models())).toBe(before);
    // What is one file already stays as it is.
    await link(kept, others, 'again');
    expect((await link(kept, others, 'third')).outcome).toMatchObject({
      status: 'done',
      message: expect.stringContaining('one file already'),
    });
  });

  it('changes nothing where one byte differs, whatever is thought to be known', async () => {
    const kept = await put(models('loras', 'one.pt'), 'weights 1');
    const same = await put(models('loras', 'same.pt'), 'weights 1');
    const other = await put(models('loras', 'other.pt'), 'weights 2');
    const [before, inode] = [await trashed(), inodeOf(same)];
    expect((await link(kept, [same, other], 'differs')).outcome).toMatchObject({
      ...{ status: 'failed', error: { code: 'verification-failed' } },
    });
    expect(inodeOf(same)).toBe(inode);
    expect(readFileSync(other, 'utf8')).toBe('weights 2');
    expect(await trashed()).toEqual(before);
  });

  it('says where the trash is too small for the copies, so that no undo is expected', async () => {
    const kept = await put(models('loras', 'large.pt'), 'x'.repeat(2000));
    const copy = await put(models('loras', 'large copy.pt'), 'x'.repeat(2000));
    const { 'trash.maxBytes': before } = place.settings;
    place.settings['trash.maxBytes'] = 1000;
    const { outcome } = await link(kept, [copy], 'too-large');
    expect(outcome).toMatchObject({ status: 'warning', warnings: [expect.stringContaining('keeps 1.00 KB at most')] });
    place.settings['trash.maxBytes'] = before;
  });

  it('takes nothing that is not listed as a model', async () => {
    const kept = await put(models('loras', 'listed.pt'), 'text');
    const notes = await put(models('loras', 'notes.txt'), 'text');
    for (const [path, others, uiId] of [
      [kept, [notes], 'notes'],
      [notes, [kept], 'to-notes'],
    ] as const)
      expect((await link(path, [...others], uiId)).outcome).toMatchObject({ error: { code: 'model-not-found' } });
  });

  it('of another disk is refused', onlyWhere(otherVolume !== null, noOtherVolume), async () => {
    const volume = await mkdtemp(join(otherVolume ?? '', 'models-'));
    try {
      await mkdir(join(volume, 'upscale_models'));
      await rm(models('upscale_models'), { recursive: true, force: true });
      await symlink(join(volume, 'upscale_models'), models('upscale_models'));
      const far = await put(models('upscale_models', 'far.pt'), 'twice');
      const near = await put(models('loras', 'near.pt'), 'twice');
      const inode = inodeOf(far);
      expect((await link(near, [far], 'far')).outcome).toMatchObject({ error: { code: 'invalid-input' } });
      expect(inodeOf(far)).toBe(inode);
    } finally {
      await rm(models('upscale_models'), { recursive: true });
      await rm(volume, { recursive: true });
    }
  });
});

describe('moving a model', () => {
  const move = (params: Record<string, unknown>, uiId: string) => place.run('move-model', params, uiId);

  it('puts it into the folder of another type, under another name, and back again', async () => {
    const path = await put(models('checkpoints', 'wrong', 'detail.pt'), 'lora');
    const { outcome } = await move({ path, folder: 'loras', new_name: 'more detail.pt' }, 'move');
    expect(outcome).toMatchObject({ status: 'done' });
    expect(readFileSync(models('loras', 'more detail.pt'), 'utf8')).toBe('lora');
    expect(existsSync(path)).toBe(false);
    expect(await place.plan('move')).toMatchObject({
      ...{ state: 'possible', rows: ['arrange-models'] },
      steps: [{ subject: 'model', name: 'detail.pt', action: 'put-back' }],
    });
    await place.world.offline(() => place.undo('move'));
    expect(readFileSync(path, 'utf8')).toBe('lora');
    expect(existsSync(models('loras', 'more detail.pt'))).toBe(false);
  });

  it('takes along what tools have written beside it for it alone, and an undo brings all of it back', async () => {
    const folder = (...names: string[]) => models('loras', 'beside', ...names);
    const path = await put(folder('ink.safetensors'), 'weights');
    const own = ['ink.png', 'ink.preview.jpeg', 'ink.civitai.info', 'ink.metadata.json', 'ink.txt'];
    for (const name of [...own, 'ink.safetensors.rgthree-info.json']) await put(folder(name), name);
    // Of two models nobody knows whose it is; a model, a name of another one and what no tool writes stay.
    const others = [
      'both.pt',
      'both.safetensors',
      'both.png',
      'ink.v2.safetensors',
      'ink.v2.png',
      'ink.py',
      'inkwell.png',
    ];
    for (const name of others) await put(folder(name), name);
    await symlink(folder('both.png'), folder('ink.webp'));
    const before = hashOf(folder());
    const { outcome } = await move({ path, new_name: 'pen.safetensors' }, 'beside');
    expect(outcome).toMatchObject({ status: 'done', message: expect.stringContaining('went along: 6') });
    const moved = ['pen.png', 'pen.preview.jpeg', 'pen.civitai.info', 'pen.metadata.json', 'pen.txt'];
    const expected = [...moved, 'pen.safetensors', 'pen.safetensors.rgthree-info.json', ...others, 'ink.webp'];
    expect((await readdir(folder())).sort()).toEqual(expected.sort());
    expect(readFileSync(folder('pen.safetensors.rgthree-info.json'), 'utf8')).toContain('ink');
    expect(await place.plan('beside')).toMatchObject({
      steps: [{ subject: 'model', name: 'ink.safetensors', action: 'put-back' }],
    });
    await place.undo('beside');
    expect(hashOf(folder())).toBe(before);
    await move({ path: folder('both.pt'), new_name: 'one.pt' }, 'both');
    expect(existsSync(folder('both.png'))).toBe(true);
    // None of them is written over.
    await put(folder('pen.txt'), 'mine');
    expect((await move({ path, new_name: 'pen.safetensors' }, 'taken')).outcome).toMatchObject({
      ...{ status: 'failed', error: { code: 'model-exists' } },
    });
    expect([existsSync(path), readFileSync(folder('pen.txt'), 'utf8')]).toEqual([true, 'mine']);
  });

  it('overwrites nothing, leaves the ending, and goes nowhere but into a folder of models', async () => {
    const path = await put(models('loras', 'mine.pt'), 'mine');
    await put(models('vae', 'mine.pt'), 'other');
    const refused: [Record<string, unknown>, string][] = [
      [{ path, folder: 'vae' }, 'model-exists'],
      [{ path, new_name: 'mine.safetensors' }, 'invalid-input'],
      [{ path, folder: 'nowhere' }, 'invalid-input'],
      [{ path, folder: '__proto__' }, 'invalid-input'],
      [{ path: models('loras', 'nobody.pt'), new_name: 'x.pt' }, 'model-not-found'],
      [{ path: join(place.world.comfyui.path, 'main.py'), folder: 'loras' }, 'model-not-found'],
    ];
    for (const [at, [params, code]] of refused.entries())
      expect((await move(params, `refused-${at}`)).outcome, code).toMatchObject({ status: 'failed', error: { code } });
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect(readFileSync(models('vae', 'mine.pt'), 'utf8')).toBe('other');
  });
});
