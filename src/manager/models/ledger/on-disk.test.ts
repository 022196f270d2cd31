import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestModels, paramsFor, sha256Of, worldFile, type TestModels } from '../testing/models';
import { saying } from '../../../base/testing/saying';

let testModels: TestModels;

beforeEach(async () => {
  testModels = await openTestModels();
});

afterEach(async () => {
  await testModels.stop();
});

describe('the list', () => {
  const rows = async () =>
    Object.fromEntries((await testModels.models.list('cache')).models.map((row) => [row.name, row] as const));

  it('says where each model would go, and that none is there', async () => {
    const list = await testModels.models.list('remote');
    expect(list.notice).toBeNull();
    expect(list.asOf).not.toBeNull();
    expect(list.models.map(({ name, presence, targetDir }) => [name, presence, targetDir])).toEqual([
      ['tiny-checkpoint', 'absent', testModels.place('checkpoints')],
      ['tiny-vae', 'absent', testModels.place('vae/Demo')],
      ['tiny-lora', 'absent', testModels.place('loras')],
      ['tiny-upscaler', 'absent', testModels.place('upscale_models')],
      ['tiny-faces', 'absent', testModels.place('insightface/models')],
      ['tiny-janus', 'absent', testModels.place('Janus-Pro')],
    ]);
  });

  it('finds what was installed, in every folder of the key, and tells other files of the name', async () => {
    await testModels.write('extra_model_paths.yaml', 'a:\n  loras: more loras\n');
    await testModels.models.install(paramsFor('tiny_vae.safetensors', { save_path: 'vae/Demo' }), testModels.run());
    const loraBytes = testModels.host.bytesOf(worldFile('tiny_lora.safetensors'));
    const lora = await testModels.write('more loras/tiny_lora.safetensors', loraBytes);
    // Of the size in the list, and nothing more: a message of a host can be as long.
    await testModels.write('models/upscale_models/tiny_upscaler.pth', '{"error":"Unauthorized"}'.padEnd(250_000));
    await testModels.write('models/checkpoints/tiny_checkpoint.safetensors', 'mine');
    await testModels.write('models/Janus-Pro/tiny-janus/config.json', '{}');
    const found = await rows();
    expect(found['tiny-vae']).toMatchObject({
      presence: 'present',
      file: testModels.place('vae/Demo/tiny_vae.safetensors'),
    });
    expect(found['tiny-lora']).toMatchObject({ presence: 'present', file: lora });
    expect(found['tiny-checkpoint']).toMatchObject({ presence: 'other' });
    expect(found['tiny-janus']).toMatchObject({ presence: 'present' });
    expect(found['tiny-upscaler']).toMatchObject({ presence: 'other' });
    expect(found['tiny-faces']).toMatchObject({ presence: 'absent', file: null });
  });

  it('gives no target where a link leads out', async () => {
    await testModels.link('models/insightface', '/');
    expect((await rows())['tiny-faces']).toMatchObject({ targetDir: null });
  });

  it('is kept for when the channel is gone', async () => {
    await testModels.models.list('remote');
    await testModels.channel.stop();
    const cached = await testModels.models.list('remote');
    expect(cached.models).toHaveLength(6);
    expect(cached.notice).toEqual(saying(/could not be refreshed/));
  });
});

/** What other programs write into a folder of models, beside the one model that each has there. */
const byOthers = {
  'hf download --local-dir': [
    ['model.safetensors'],
    ['.gitattributes', 'README.md', '.cache/huggingface/.gitignore', '.cache/huggingface/CACHEDIR.TAG'],
    ['.cache/huggingface/download/model.safetensors.metadata', '.cache/huggingface/download/model.safetensors.lock'],
    ['.cache/huggingface/download/q1w2e3.0123abcd.incomplete', '.cache/huggingface/download/.safetensors'],
  ],
  'Stability Matrix': [
    ['painted.safetensors'],
    ['painted.cm-info.json', 'painted.preview.jpeg', 'painted.safetensors.part', '.metadata/painted.safetensors'],
  ],
  'aria2, curl and browsers under way': [
    ['whole.safetensors'],
    ['a.safetensors', 'a.safetensors.aria2', 'b.ckpt', 'b.ckpt.aria2', 'c.gguf.part', 'whole.safetensors.part'],
    ['d.pth.incomplete', 'e.safetensors.crdownload'],
  ],
  'ComfyUI-Manager': [['vae-ft.safetensors'], ['put_vae_here']],
} as const;

describe('the files on disk', () => {
  it.each(Object.entries(byOthers))('of %s are its models, and nothing that it writes beside them', async (_, all) => {
    const [[own], ...others] = all;
    for (const name of [own, ...others.flat()]) await testModels.write(`models/loras/theirs/${name}`, 'x');
    const { models } = await testModels.models.local();
    // The hash is ours to compute: a note of another program is no proof of what lies beside it.
    expect(models.map(({ name, type, hash }) => [name, type, hash])).toEqual([[`theirs/${own}`, 'loras', null]]);
  });

  it('are none where ComfyUI itself brought them', async () => {
    for (const name of ['v1-inference.yaml', 'v2-inference-v_fp32.yaml', 'anything_v3.yaml', 'mine.yaml'])
      await testModels.write(`models/configs/${name}`, 'model: {}');
    expect((await testModels.models.local()).models.map(({ name }) => name)).toEqual(['mine.yaml']);
  });

  it('are named by key and path; links are followed once, other files left out', async () => {
    const file = await testModels.write('models/loras/style/a.safetensors', Buffer.alloc(10));
    await testModels.write('models/ipadapter/b.bin', 'b');
    await testModels.write('models/loras/readme.txt', 'x');
    await testModels.write('elsewhere/c.gguf', 'c');
    await testModels.link('models/loras/far', join(testModels.baseDir, 'elsewhere'));
    await testModels.link('models/loras/style/circle', testModels.place('loras'));
    await testModels.link('models/loras/dead.safetensors', join(testModels.baseDir, 'nowhere'));
    const { models, folders } = await testModels.models.local();
    expect(models.map(({ name, type, size_bytes }) => [type, name, size_bytes])).toEqual([
      ['ipadapter', 'b.bin', 1],
      ['loras', 'far/c.gguf', 1],
      ['loras', 'style/a.safetensors', 10],
    ]);
    expect(models.find(({ path }) => path === file)).toMatchObject({ hash: null, install_date: expect.any(String) });
    expect(folders['loras']?.[0]).toBe(testModels.place('loras'));
  });

  it('cannot be told of a folder that cannot be read, which is not the same as an empty one', async () => {
    await rm(testModels.place(), { recursive: true, force: true });
    expect((await testModels.models.local()).models).toEqual([]);
    await writeFile(testModels.place(), 'no folder');
    await expect(testModels.models.local()).rejects.toMatchObject({
      code: 'folder-unreadable',
      message: expect.stringContaining('something other than a folder'),
    });
  });

  it('are told with the SHA-256 that their download or a comparison computed', async () => {
    const hashes = async () =>
      Object.fromEntries((await testModels.models.local()).models.map(({ name, hash }) => [name, hash]));
    const checkpoint = paramsFor('tiny_checkpoint.safetensors');
    await testModels.models.install(checkpoint, testModels.run());
    const copied = await testModels.write(
      'models/vae/tiny_vae.safetensors',
      testModels.host.bytesOf(worldFile('tiny_vae.safetensors')),
    );
    expect(await hashes()).toEqual({
      'tiny_checkpoint.safetensors': sha256Of(testModels.place('checkpoints', 'tiny_checkpoint.safetensors')),
      'tiny_vae.safetensors': null,
    });
    await testModels.models.install(paramsFor('tiny_vae.safetensors', { type: 'VAE' }), testModels.run());
    expect((await hashes())['tiny_vae.safetensors']).toBe(sha256Of(copied));
    await testModels.write('models/vae/tiny_vae.safetensors', 'another');
    expect((await hashes())['tiny_vae.safetensors']).toBeNull();
  });

  it('are read without holding the event loop up, 10,000 of them', async () => {
    const folders = Array.from({ length: 40 }, (_, index) => `models/checkpoints/shelf ${index}`);
    for (const folder of folders) {
      await testModels.write(`${folder}/0.safetensors`, '');
      await Promise.all(
        Array.from({ length: 249 }, (_, index) => testModels.write(`${folder}/${index + 1}.safetensors`, '')),
      );
    }
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const { models } = await testModels.models.local();
    delay.disable();
    expect(models).toHaveLength(10_000);
    // A mean over the whole walk: a single pause of a busy machine proves nothing.
    expect(delay.percentile(90) / 1e6).toBeLessThan(50);
  });
});
