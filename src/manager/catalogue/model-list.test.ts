import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheFileName } from './sources/cached-copies';
import { createTestWorld, type TestWorld } from './testing/catalogue-world';
import { saying } from '../../base/testing/saying';

let world: TestWorld;

const listed = (name: string, rest: Record<string, unknown> = {}) => ({
  ...{ name, type: 'VAE', base: 'SDXL', save_path: 'vae/SDXL', description: 'd', reference: 'https://r' },
  ...{ filename: `${name}.safetensors`, url: `https://huggingface.co/a/${name}`, size: '4.71MB', ...rest },
});

beforeEach(async () => {
  world = await createTestWorld();
  world.files.set('/model-list.json', {
    models: [listed('one'), listed('two', { save_path: '' }), { name: 'no file' }, 7],
  });
});

afterEach(async () => {
  await world.remove();
});

describe('the model list of a channel', () => {
  it('is read entry by entry; what has no file or address is left out', async () => {
    const { models, asOf, notice } = await (await world.open()).models('remote');
    expect(models.map(({ name, savePath }) => [name, savePath])).toEqual([
      ['one', 'vae/SDXL'],
      ['two', 'default'],
    ]);
    expect(models[0]).toMatchObject({
      filename: 'one.safetensors',
      size: '4.71MB',
      url: 'https://huggingface.co/a/one',
    });
    expect(notice).toBeNull();
    expect(Date.now() - Date.parse(asOf ?? '')).toBeLessThan(60_000);
  });

  it('is kept where the reference keeps it, and shown from there without network', async () => {
    await (await world.open()).models('cache');
    const cacheFile = join(world.paths.cacheDir, cacheFileName(`${world.url}/model-list.json`, 'model-list.json'));
    expect(JSON.parse(await readFile(cacheFile, 'utf8'))).toEqual(world.files.get('/model-list.json'));
    await world.stopHost();
    const again = await world.open();
    expect((await again.models('cache')).models).toHaveLength(2);
    const remote = await again.models('remote');
    expect(remote.models).toHaveLength(2);
    expect(remote.notice).toEqual(saying(/could not be refreshed/));
  });

  it('touches no network in mode local, and is asked for only when somebody wants it', async () => {
    const catalogue = await world.open();
    await catalogue.load('remote');
    expect(world.requestedPaths).not.toContain('/model-list.json');
    expect(await catalogue.models('local')).toEqual({
      models: [],
      asOf: null,
      notice: saying(/no saved copy/),
    });
    expect(world.requestedPaths).not.toContain('/model-list.json');
  });

  it('is empty where a channel has none, and a problem where it is something else', async () => {
    world.files.delete('/model-list.json');
    expect(await (await world.open()).models('remote')).toMatchObject({ models: [], notice: null });
    world.files.set('/model-list.json', { custom_nodes: [] });
    const { models, notice } = await (await world.open()).models('remote');
    expect(models).toEqual([]);
    expect(notice).toEqual(saying(/not a valid model-list\.json/));
  });
});
