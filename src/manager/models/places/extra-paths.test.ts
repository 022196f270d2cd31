import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/errors';
import { placeFolders, readPathsText } from './extra-paths';
import { openTestModels, paramsFor, type TestModels } from '../testing/models';
import { saying } from '../../../base/testing/saying';

const dir = resolve('/comfy');
const parse = (text: string) =>
  placeFolders(readPathsText({ text, fileName: 'extra_model_paths.yaml' }), {
    dir,
    environment: { DISK: '/mnt/disk' },
  });

describe('a paths file', () => {
  it('gives one folder a line, below its base path, with its home and variables expanded', () => {
    const text = [
      'other_ui:',
      '  base_path: ~/other/',
      '  checkpoints: models/Stable-diffusion',
      '  clip: |',
      '    models/text_encoders',
      '    ',
      '    /mnt/disk/clip',
      'disk:',
      '  base_path: ${DISK}/all',
      '  is_default: true',
      '  unet: unet',
      'near:',
      '  loras: rel/loras',
      '  unknown_variable: $NOBODY/x',
      'empty:',
    ].join('\n');
    expect(parse(text)).toEqual({
      problem: null,
      folders: [
        { key: 'checkpoints', folder: join(homedir(), 'other/models/Stable-diffusion'), isDefault: false },
        { key: 'text_encoders', folder: join(homedir(), 'other/models/text_encoders'), isDefault: false },
        { key: 'text_encoders', folder: '/mnt/disk/clip', isDefault: false },
        { key: 'diffusion_models', folder: '/mnt/disk/all/unet', isDefault: true },
        { key: 'loras', folder: join(dir, 'rel/loras'), isDefault: false },
        { key: 'unknown_variable', folder: join(dir, '$NOBODY/x'), isDefault: false },
      ],
    });
  });

  it.each([
    ['broken', 'a: [b', /cannot be read/],
    ['tabs', 'a:\n\tb: c', /cannot be read/],
    ['a list', '- a\n- b', /has no sections/],
    ['a text', 'hello', /has no sections/],
    ['a bomb', `a: &a [x]\n${'b'.repeat(3)}: &b [${'*a,'.repeat(150)}]\nc: [${'*b,'.repeat(150)}]`, /cannot be read/],
  ])('that is %s is a problem in words, no crash', (_name, text, words) => {
    expect(parse(text)).toEqual({ folders: [], problem: saying(words) });
  });

  it('without anything in it says nothing', () => {
    expect(parse('# all commented out\n')).toEqual({ folders: [], problem: null });
  });
});

describe('the folders of an installation', () => {
  let testModels: TestModels;
  beforeEach(async () => {
    testModels = await openTestModels();
  });
  afterEach(async () => {
    await testModels.stop();
  });

  it('begin with the default of the paths file, and downloads go there', async () => {
    await testModels.write(
      'extra_model_paths.yaml',
      'a:\n  base_path: big\n  is_default: true\n  checkpoints: ckpt\n  mine: mine\n',
    );
    const { folders } = await testModels.models.local();
    expect(folders['checkpoints']).toEqual([
      join(testModels.baseDir, 'big/ckpt'),
      testModels.place('checkpoints'),
      join(testModels.baseDir, 'output/checkpoints'),
    ]);
    expect(folders['mine']).toEqual([join(testModels.baseDir, 'big/mine')]);
    await testModels.models.install(paramsFor('tiny_checkpoint.safetensors'), testModels.run());
    expect(testModels.tree()['big/ckpt/tiny_checkpoint.safetensors']).toBe(3_000_000);
  });

  it('take the newer name over the older, and download_model_base as the base of save paths', async () => {
    await testModels.write('extra_model_paths.yaml', 'a:\n  vae: old\n');
    await testModels.write('extra_paths.yaml', 'a:\n  download_model_base: big\n  custom_nodes: other_nodes\n');
    const { folders } = await testModels.models.local();
    expect(folders['vae']).not.toContain(join(testModels.baseDir, 'old'));
    expect(Object.keys(folders)).not.toContain('custom_nodes');
    await testModels.models.install(paramsFor('tiny_vae.safetensors', { save_path: 'vae/Demo' }), testModels.run());
    expect(testModels.tree()['big/vae/Demo/tiny_vae.safetensors']).toBe(400_000);
  });

  it("are ComfyUI's own when the file is broken, and the list says so", async () => {
    await testModels.write('extra_model_paths.yaml', 'a: [b');
    expect((await testModels.models.local()).folders['checkpoints']?.[0]).toBe(testModels.place('checkpoints'));
    expect((await testModels.models.list('remote')).notice).toEqual(saying(/extra_model_paths\.yaml cannot be read/));
  });

  it.each([
    ['a folder', async () => testModels.write('extra_model_paths.yaml/inner.txt', 'x'), /is not a file/],
    [
      'a link in a circle',
      async () => testModels.link('extra_model_paths.yaml', 'extra_model_paths.yaml'),
      /cannot be read/,
    ],
  ])("are ComfyUI's own when the file is %s, and the list says so", async (_what, put, words) => {
    await put();
    expect((await testModels.models.local()).folders['checkpoints']?.[0]).toBe(testModels.place('checkpoints'));
    expect((await testModels.models.list('remote')).notice).toEqual(saying(words));
    await testModels.models.install(paramsFor('tiny_checkpoint.safetensors'), testModels.run());
    expect(testModels.tree()['models/checkpoints/tiny_checkpoint.safetensors']).toBe(3_000_000);
  });
});

describe("ComfyUI's arguments", () => {
  let testModels: TestModels;
  afterEach(async () => {
    await testModels.stop();
  });

  it('name further paths files and move the folders, as they do for ComfyUI', async () => {
    const given = {
      extra_model_paths_config: ['shelf.yaml', 'missing.yaml'],
      models_directory: 'moved',
      output_directory: 'made',
    };
    testModels = await openTestModels({}, () => given);
    await testModels.write('shelf.yaml', 'a:\n  vae: shelf vae\n');
    await testModels.write('extra_model_paths.yaml', 'a:\n  vae: first vae\n');
    const { folders } = await testModels.models.local();
    expect(folders['vae']).toEqual(
      ['moved/vae', 'first vae', 'shelf vae', 'made/vae'].map((path) => join(testModels.baseDir, path)),
    );
    expect((await testModels.models.list('remote')).notice).toEqual(saying(/^missing\.yaml is not a file/));
    await testModels.models.install(paramsFor('tiny_vae.safetensors', { save_path: 'vae/Demo' }), testModels.run());
    expect(testModels.tree()['moved/vae/Demo/tiny_vae.safetensors']).toBe(400_000);
  });

  it('that cannot be read count as none, and the list says so', async () => {
    testModels = await openTestModels({}, () => {
      throw new AppError('invalid-input', 'The setting comfyui.arguments has an open quote.');
    });
    expect((await testModels.models.local()).folders['vae']?.[0]).toBe(testModels.place('vae'));
    expect((await testModels.models.list('remote')).notice).toEqual(saying(/open quote/));
  });
});
