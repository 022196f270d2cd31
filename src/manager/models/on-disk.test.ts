import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestModels, paramsFor, sha256Of, worldFile, type TestModels } from './testing/models';

let room: TestModels;

beforeEach(async () => {
  room = await openTestModels();
});

afterEach(async () => {
  await room.stop();
});

describe('the list', () => {
  const rows = async () =>
    Object.fromEntries((await room.models.list('cache')).models.map((row) => [row.name, row] as const));

  it('says where each model would go, and that none is there', async () => {
    const list = await room.models.list('remote');
    expect(list.notice).toBeNull();
    expect(list.asOf).not.toBeNull();
    expect(list.models.map(({ name, presence, targetDir }) => [name, presence, targetDir])).toEqual([
      ['tiny-checkpoint', 'absent', room.place('checkpoints')],
      ['tiny-vae', 'absent', room.place('vae/Demo')],
      ['tiny-lora', 'absent', room.place('loras')],
      ['tiny-upscaler', 'absent', room.place('upscale_models')],
      ['tiny-faces', 'absent', room.place('insightface/models')],
      ['tiny-janus', 'absent', room.place('Janus-Pro')],
    ]);
  });

  it('finds what was installed, in every folder of the key, and tells other files of the name', async () => {
    await room.write('extra_model_paths.yaml', 'a:\n  loras: more loras\n');
    await room.models.install(paramsFor('tiny_vae.safetensors', { save_path: 'vae/Demo' }), room.run());
    const lora = await room.write('more loras/tiny_lora.safetensors', Buffer.alloc(120_000));
    await room.write('models/checkpoints/tiny_checkpoint.safetensors', 'mine');
    await room.write('models/Janus-Pro/tiny-janus/config.json', '{}');
    const found = await rows();
    expect(found['tiny-vae']).toMatchObject({ presence: 'present', file: room.place('vae/Demo/tiny_vae.safetensors') });
    expect(found['tiny-lora']).toMatchObject({ presence: 'present', file: lora });
    expect(found['tiny-checkpoint']).toMatchObject({ presence: 'other' });
    expect(found['tiny-janus']).toMatchObject({ presence: 'present' });
    expect(found['tiny-upscaler']).toMatchObject({ presence: 'absent', file: null });
  });

  it('gives no target where a link leads out', async () => {
    await room.link('models/insightface', '/');
    expect((await rows())['tiny-faces']).toMatchObject({ targetDir: null });
  });

  it('is kept for when the channel is gone', async () => {
    await room.models.list('remote');
    await room.channel.stop();
    const kept = await room.models.list('remote');
    expect(kept.models).toHaveLength(6);
    expect(kept.notice).toMatch(/could not be refreshed/);
  });
});

describe('the files on disk', () => {
  it('are named by key and path; links are followed once, other files left out', async () => {
    const file = await room.write('models/loras/style/a.safetensors', Buffer.alloc(10));
    await room.write('models/ipadapter/b.bin', 'b');
    await room.write('models/loras/readme.txt', 'x');
    await room.write('elsewhere/c.gguf', 'c');
    await room.link('models/loras/far', join(room.baseDir, 'elsewhere'));
    await room.link('models/loras/style/circle', room.place('loras'));
    await room.link('models/loras/dead.safetensors', join(room.baseDir, 'nowhere'));
    const { models, folders } = await room.models.local();
    expect(models.map(({ name, type, size_bytes }) => [type, name, size_bytes])).toEqual([
      ['ipadapter', 'b.bin', 1],
      ['loras', 'far/c.gguf', 1],
      ['loras', 'style/a.safetensors', 10],
    ]);
    expect(models.find(({ path }) => path === file)).toMatchObject({ hash: null, install_date: expect.any(String) });
    expect(folders['loras']?.[0]).toBe(room.place('loras'));
  });

  it('cannot be told of a folder that cannot be read, which is not the same as an empty one', async () => {
    await rm(room.place(), { recursive: true, force: true });
    expect((await room.models.local()).models).toEqual([]);
    await writeFile(room.place(), 'no folder');
    await expect(room.models.local()).rejects.toMatchObject({
      code: 'folder-unreadable',
      message: expect.stringContaining('something else than a folder'),
    });
  });

  it('are told with the SHA-256 that their download or a comparison computed', async () => {
    const hashes = async () =>
      Object.fromEntries((await room.models.local()).models.map(({ name, hash }) => [name, hash]));
    const checkpoint = paramsFor('tiny_checkpoint.safetensors');
    await room.models.install(checkpoint, room.run());
    const copied = await room.write(
      'models/vae/tiny_vae.safetensors',
      room.host.bytesOf(worldFile('tiny_vae.safetensors')),
    );
    expect(await hashes()).toEqual({
      'tiny_checkpoint.safetensors': sha256Of(room.place('checkpoints', 'tiny_checkpoint.safetensors')),
      'tiny_vae.safetensors': null,
    });
    await room.models.install(paramsFor('tiny_vae.safetensors', { type: 'VAE' }), room.run());
    expect((await hashes())['tiny_vae.safetensors']).toBe(sha256Of(copied));
    await room.write('models/vae/tiny_vae.safetensors', 'another');
    expect((await hashes())['tiny_vae.safetensors']).toBeNull();
  });

  it('are read without holding the event loop up, 10,000 of them', async () => {
    const folders = Array.from({ length: 40 }, (_, index) => `models/checkpoints/shelf ${index}`);
    for (const folder of folders) {
      await room.write(`${folder}/0.safetensors`, '');
      await Promise.all(
        Array.from({ length: 249 }, (_, index) => room.write(`${folder}/${index + 1}.safetensors`, '')),
      );
    }
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const { models } = await room.models.local();
    delay.disable();
    expect(models).toHaveLength(10_000);
    // A mean over the whole walk: a single pause of a busy machine proves nothing.
    expect(delay.percentile(90) / 1e6).toBeLessThan(50);
  });
});
