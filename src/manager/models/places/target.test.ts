import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { oddCatalogue } from '../../../../e2e/world/odd-catalogue';
import { readModelList } from '../../catalogue/model-data';
import { InstallModelParams } from '../../../contract/models';
import { onlyWhere } from '../../../base/testing/only-where';
import { buildFolders, type ModelPlaces } from './folders';
import { describeModels } from '../ledger/presence';
import { decideTarget, nameInTarget, sameKeyFolders } from './target';

const base = resolve('/comfy');
const models = join(base, 'models');
const places: ModelPlaces = {
  folders: buildFolders({ baseDir: base, modelsDir: models, outputDir: join(base, 'output') }, []),
  downloadBase: models,
  modelsDir: models,
  customNodesDir: join(base, 'custom_nodes'),
  problem: null,
};
const below = (path: string) => join(models, ...path.split('/'));

describe('the target folder', () => {
  it.each([
    ['checkpoints', 'checkpoints'],
    ['Checkpoint', 'checkpoints'],
    ['unclip', 'checkpoints'],
    ['CLIP', 'text_encoders'],
    ['text_encoders', 'text_encoders'],
    ['VAE', 'vae'],
    ['lora', 'loras'],
    ['T2I-Adapter', 'controlnet'],
    ['T2I-Style', 'controlnet'],
    ['controlnet', 'controlnet'],
    ['clip_vision', 'clip_vision'],
    ['gligen', 'gligen'],
    ['upscale', 'upscale_models'],
    ['embedding', 'embeddings'],
    ['unet', 'unet'],
    ['diffusion_model', 'unet'],
    ['motion lora', 'etc'],
    ['constructor', 'etc'],
    ['photomaker', 'photomaker'],
  ])('of type %s by default is models/%s', (type, folder) => {
    for (const save_path of ['default', '', null, undefined]) {
      expect(decideTarget({ type, save_path }, places).dir).toBe(below(folder));
    }
  });

  it('follows the save path below the base of downloads', () => {
    expect(decideTarget({ type: 'x', save_path: 'loras/a b/Ü' }, places).dir).toBe(below('loras/a b/Ü'));
    const other = { ...places, downloadBase: resolve('/big') };
    expect(decideTarget({ type: 'x', save_path: 'loras/a' }, other).dir).toBe(resolve('/big/loras/a'));
    expect(decideTarget({ type: 'x', save_path: 'default' }, other).dir).toBe(resolve('/big/etc'));
  });

  it('is inside a pack only below that pack', () => {
    const target = decideTarget({ type: 'x', save_path: 'custom_nodes/pack/models' }, places);
    expect(target).toEqual({
      dir: join(base, 'custom_nodes/pack/models'),
      roots: [join(base, 'custom_nodes/pack')],
      pack: 'pack',
    });
  });

  it('knows the same place below every folder of the key', () => {
    expect(sameKeyFolders({ type: 'x', save_path: 'clip/t5' }, places)).toEqual([
      below('text_encoders/t5'),
      below('clip/t5'),
      join(base, 'output/clip/t5'),
    ]);
    expect(sameKeyFolders({ type: 'unet', save_path: 'default' }, places)).toContain(below('diffusion_models'));
    expect(sameKeyFolders({ type: 'x', save_path: 'ipadapter' }, places)).toEqual([]);
  });

  it('names a repository by its last part and a zip without its ending', () => {
    expect(nameInTarget({ filename: '<huggingface>', url: 'deepseek-ai/Janus-Pro-1B' })).toBe('Janus-Pro-1B');
    expect(nameInTarget({ filename: 'antelopev2.zip', url: 'https://x/y' })).toBe('antelopev2');
    expect(() => nameInTarget({ filename: '<huggingface>', url: 'owner/..' })).toThrow(/was refused/);
  });
});

const listFile = resolve(import.meta.dirname, '../../../../shared/data/model-list.json');
const lists = [
  {
    what: 'a list with every form of entry',
    read: (): unknown => oddCatalogue()['model-list.json'],
    ...{ leastEntries: 24, leastTypes: 20, options: {} },
  },
  {
    what: 'the real model list',
    read: (): unknown => JSON.parse(readFileSync(listFile, 'utf8')),
    ...{ leastEntries: 562, leastTypes: 48 },
    options: onlyWhere(existsSync(listFile), '../shared/data is not beside this project'),
  },
];

for (const { what, read, leastEntries, leastTypes, options } of lists) {
  describe(what, options, () => {
    const readEntries = () => readModelList(read());

    it('can be asked for, entry by entry, at either door', () => {
      const requests = readEntries().map(({ savePath: save_path, ...rest }) => ({ ...rest, save_path }));
      const refused = requests.filter((params) => !InstallModelParams.safeParse(params).success);
      expect(refused.map(({ name }) => name)).toEqual([]);
    });

    it('is told as absent with a folder for every entry, in an installation without models', async () => {
      const rows = await describeModels(readEntries(), places);
      expect(rows.filter(({ presence, targetDir }) => presence !== 'absent' || targetDir === null)).toEqual([]);
    });

    it('gives every entry a folder and a name', () => {
      const entries = readEntries();
      expect(entries.length).toBeGreaterThanOrEqual(leastEntries);
      expect(new Set(entries.map(({ type }) => type)).size).toBeGreaterThanOrEqual(leastTypes);
      for (const entry of entries) {
        const target = decideTarget({ type: entry.type, save_path: entry.savePath }, places);
        const root = target.pack === null ? models : places.customNodesDir;
        expect(target.dir.startsWith(root)).toBe(true);
        expect(target.dir).not.toBe(root);
        expect(nameInTarget(entry)).not.toBe('');
      }
      const defaults = entries.filter(({ savePath }) => savePath === 'default');
      const folders = defaults.map(({ type }) => decideTarget({ type, save_path: 'default' }, places).dir);
      expect(folders).not.toContain(below('etc'));
    });
  });
}
