import { describe, expect, it } from 'vitest';
import { ManifestModel } from '../../../contract/library/model-manifest';
import type { LocalModel } from '../../../contract/models';
import { registryFolders } from '../places/folder-keys';
import { compareManifest } from './compare-manifest';

const [ours, theirs] = ['a'.repeat(64), 'b'.repeat(64)];
const url = 'https://huggingface.co/demo/repo/resolve/main/x.safetensors';

const model = (fields: Partial<ManifestModel>): ManifestModel =>
  ManifestModel.parse({ name: 'x.safetensors', type: 'checkpoints', size_bytes: 10, sha256: ours, ...fields });

const file = (fields: Partial<LocalModel>): LocalModel => {
  const { type = 'checkpoints', name = 'x.safetensors' } = fields;
  const path = `/models/${type}/${name}`;
  return { ...{ name, type, path, size_bytes: 10, hash: ours, install_date: null }, ...fields };
};

const compare = (models: ManifestModel[], files: LocalModel[]) =>
  compareManifest(models, { files, folders: registryFolders });
const stateOf = (models: ManifestModel, files: LocalModel[]) => {
  const [row] = compare([models], files);
  return [row?.state, row?.path];
};

describe('a model of a list', () => {
  it('is here where the file at its place has its hash', () => {
    expect(stateOf(model({}), [file({})])).toEqual(['here', '/models/checkpoints/x.safetensors']);
    // ComfyUI reads the older name as the newer one.
    expect(stateOf(model({ type: 'unet' }), [file({ type: 'diffusion_models' })])[0]).toBe('here');
  });

  it('is never said to be here by its name and size alone', () => {
    expect(stateOf(model({}), [file({ hash: null })])[0]).toBe('unproven');
    expect(stateOf(model({ sha256: null }), [file({})])[0]).toBe('unproven');
    expect(stateOf(model({ sha256: null, size_bytes: null }), [file({})])[0]).toBe('unproven');
    const sub = 'old/x.safetensors';
    expect(stateOf(model({}), [file({ name: sub, hash: null })])).toEqual(['unproven', `/models/checkpoints/${sub}`]);
  });

  it('is another file where hash or size differ', () => {
    expect(stateOf(model({}), [file({ hash: theirs })])[0]).toBe('other');
    expect(stateOf(model({}), [file({ hash: null, size_bytes: 11 })])[0]).toBe('other');
  });

  it('is found by its content under another name and in another folder', () => {
    const moved = file({ type: 'loras', name: 'y.safetensors' });
    expect(compare([model({})], [moved])).toMatchObject([
      { state: 'elsewhere', path: moved.path, place: 'loras/y.safetensors', install: null },
    ]);
    expect(stateOf(model({}), [moved, file({ hash: theirs })])).toEqual(['elsewhere', moved.path]);
  });

  it('is missing where a file of its name has another size', () => {
    expect(stateOf(model({}), [file({ type: 'loras', size_bytes: 11, hash: theirs })])).toEqual(['missing', null]);
  });
});

describe('what is missing', () => {
  it('comes with what downloads it into its folder, checked by size and hash', () => {
    const rows = compare(
      [model({ name: 'none.safetensors' }), model({ name: 'sdxl/x.safetensors', urls: [url] }), model({ urls: [url] })],
      [],
    );
    expect(rows.map(({ name, install }) => [name, install?.save_path ?? null])).toEqual([
      ['sdxl/x.safetensors', 'checkpoints/sdxl'],
      ['x.safetensors', 'default'],
      ['none.safetensors', null],
    ]);
    expect(rows[1]?.install).toMatchObject({ url, filename: 'x.safetensors', sha256: ours, size_bytes: 10 });
  });

  it('goes to the folder that it names, also where no type of the reference is called so', () => {
    const [row] = compare([model({ type: 'My_Own', urls: [url] })], []);
    expect(row?.install?.save_path).toBe('My_Own');
  });

  it('is wanted once at each place, and stands before what is here', () => {
    const there = { name: 'here.pt', size_bytes: 20 };
    const rows = compare(
      [model({ ...there, sha256: theirs }), model({ urls: [url] }), model({})],
      [file({ ...there, hash: theirs })],
    );
    expect(rows.map(({ name, state, urls }) => [name, state, urls.length])).toEqual([
      ['x.safetensors', 'missing', 1],
      ['here.pt', 'here', 0],
    ]);
  });
});
