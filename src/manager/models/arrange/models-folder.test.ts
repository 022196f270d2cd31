import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { saying } from '../../../base/testing/saying';
import { openTestModels, type TestModels } from '../testing/models';

let test: TestModels;
let folder: string;
beforeEach(async () => {
  test = await openTestModels();
  folder = await mkdtemp(join(tmpdir(), "other's: # 模型 ü-"));
});
afterEach(async () => {
  await test.stop();
  await rm(folder, { recursive: true, force: true });
});

async function put(...names: string[]): Promise<void> {
  for (const name of names) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), '12345');
  }
}

const plan = (path = folder) => test.models.folderPlan(path);
const shown = async (path = folder) =>
  (await plan(path)).folders.map(({ key, path: at, files, state }) => [key, at.slice(folder.length), files, state]);

describe('the folders of other programs', () => {
  it('are known of ComfyUI, at its root, its models folder, and as a portable one', async () => {
    const files = ['checkpoints/a.safetensors', 'clip/b.safetensors', 'unet/c.gguf', 'ipadapter/d.bin', 'mine/e.pt'];
    await put(...files.map((name) => `portable/ComfyUI/models/${name}`), 'portable/ComfyUI/custom_nodes/x/y.py');
    const at = join('portable', 'ComfyUI', 'models');
    const expected = [
      ['checkpoints', join('/', at, 'checkpoints'), 1, 'new'],
      ['text_encoders', join('/', at, 'clip'), 1, 'new'],
      ['ipadapter', join('/', at, 'ipadapter'), 1, 'new'],
      ['diffusion_models', join('/', at, 'unet'), 1, 'new'],
    ];
    for (const chosen of ['portable', 'portable/ComfyUI', at])
      expect(await shown(join(folder, chosen)), chosen).toEqual(expected);
    expect(await plan(join(folder, at))).toMatchObject({ layout: 'comfyui', others: ['mine'], isWhole: true });
  });

  it('are known of AUTOMATIC1111, with its embeddings beside its models', async () => {
    await put('webui/models/Stable-diffusion/deep/a.ckpt', 'webui/models/Lora/b.safetensors', 'webui/embeddings/c.pt');
    await put('webui/models/ESRGAN/d.pth', 'webui/models/VAE-approx/e.pt', 'webui/models/deepbooru/f.pt');
    expect((await shown(join(folder, 'webui'))).map(([key, , files]) => [key, files])).toEqual([
      ['upscale_models', 1],
      ['loras', 1],
      ['checkpoints', 1],
      ['vae_approx', 1],
      ['embeddings', 1],
    ]);
    expect(await plan(join(folder, 'webui'))).toMatchObject({ layout: 'a1111', others: ['deepbooru'] });
  });

  it('are known of Stability Matrix, whose notes beside the models are none', async () => {
    const at = 'StabilityMatrix/Data/Models';
    await put(`${at}/StableDiffusion/a.safetensors`, `${at}/StableDiffusion/a.cm-info.json`, `${at}/LyCORIS/b.pt`);
    await put(`${at}/StableDiffusion/a.preview.jpeg`, `${at}/TextEncoders/c.gguf`, `${at}/DiffusionModels/d.gguf`);
    for (const chosen of ['StabilityMatrix', 'StabilityMatrix/Data', at]) {
      const found = await plan(join(folder, chosen));
      expect(found.layout).toBe('stability-matrix');
      expect(found.folders.map(({ key, files, bytes }) => [key, files, bytes])).toEqual([
        ['diffusion_models', 1, 5],
        ['loras', 1, 5],
        ['checkpoints', 1, 5],
        ['text_encoders', 1, 5],
      ]);
    }
  });

  it('are known by their own name, one alone', async () => {
    await put('Lora/a.safetensors');
    expect(await plan(join(folder, 'Lora'))).toMatchObject({ layout: 'plain', folders: [{ key: 'loras', files: 1 }] });
  });

  it('never name code, whatever a folder is called', async () => {
    await put('models/custom_nodes/x.pt', 'models/download_model_base/x.pt', 'models/base_path/x.pt');
    await put('models/is_default/x.pt', 'models/__proto__/x.pt', 'models/constructor/x.pt', 'models/loras/a.pt');
    expect((await plan()).folders.map(({ key }) => key)).toEqual(['loras']);
  });

  it('are counted to an end, however many files are there', async () => {
    await mkdir(join(folder, 'loras'));
    const names = Array.from({ length: 20_000 }, (_, at) => join(folder, 'loras', `${at}.pt`));
    for (let at = 0; at < names.length; at += 500)
      await Promise.all(names.slice(at, at + 500).map((name) => writeFile(name, '1')));
    expect(await plan()).toMatchObject({ isWhole: true, folders: [{ key: 'loras', files: 20_000, bytes: 20_000 }] });
  });
});

describe('a folder is refused', () => {
  it('that ComfyUI reads already, with every link that leads there', async () => {
    await test.write('models/loras/a.pt', 'x');
    for (const path of [test.baseDir, join(test.baseDir, 'models')])
      await expect(plan(path)).rejects.toThrow(/looks into the folders of .* already/);
    await symlink(join(test.baseDir, 'models', 'loras'), join(folder, 'loras'));
    await expect(plan()).rejects.toThrow(/already/);
  });

  it('out of which links lead, and one link among others is left out', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'elsewhere-'));
    await symlink(elsewhere, join(folder, 'loras'));
    await symlink(join(folder, 'nowhere'), join(folder, 'vae'));
    await expect(plan()).rejects.toThrow(/Links lead from/);
    await put('checkpoints/a.pt');
    expect((await plan()).folders.map(({ key, state }) => [key, state])).toEqual([
      ['checkpoints', 'new'],
      ['loras', 'link'],
      ['vae', 'link'],
    ]);
    await rm(elsewhere, { recursive: true });
  });

  it.each([
    { what: 'without one of models', files: ['pictures/a.png'], chosen: '', words: /No folder of models was found/ },
    { what: 'that is not there', files: [], chosen: 'nowhere', words: /cannot be read/ },
    { what: 'that is a file', files: ['loras/a.pt'], chosen: 'loras/a.pt', words: /something other than a folder/ },
    {
      ...{ what: 'that is the cache of Hugging Face', files: ['hub/models--org--name/blobs/abc'] },
      ...{ chosen: '', words: /cache of Hugging Face/ },
    },
    {
      ...{ what: 'with a variable in its name', files: ['$HOME/loras/a.pt'] },
      ...{ chosen: '$HOME', words: /beginning of a variable/ },
    },
  ])('$what', async ({ files, chosen, words }) => {
    await put(...files);
    await expect(plan(join(folder, chosen))).rejects.toMatchObject({ message: saying(words) });
  });
});
