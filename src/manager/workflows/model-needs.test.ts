import { describe, expect, it } from 'vitest';
import type { LocalModel, ModelRow } from '../../contract/models';
import { planModels } from './model-needs';

function row(filename: string, facts: Partial<ModelRow> = {}): ModelRow {
  return {
    name: filename,
    type: 'checkpoint',
    base: 'SDXL',
    savePath: 'default',
    description: '',
    reference: '',
    filename,
    url: `https://models.example/${filename}`,
    size: '2GB',
    presence: 'absent',
    file: null,
    targetDir: '/models/checkpoints',
    ...facts,
  };
}

function file(type: string, name: string): LocalModel {
  return { name, path: `/models/${type}/${name}`, type, size_bytes: 1, hash: null, install_date: null };
}

const use = (name: string, directory: string | null = null, url: string | null = null) => ({ name, directory, url });

describe('the models a workflow names', () => {
  it('are there, elsewhere, or missing, the missing ones first', () => {
    const found = planModels(
      [use('there.safetensors', 'vae'), use('XL/sub.ckpt'), use('moved.pt', 'loras'), use('none.gguf')],
      {
        local: [file('vae', 'there.safetensors'), file('checkpoints', 'XL/sub.ckpt'), file('vae', 'moved.pt')],
        rows: [],
      },
    );
    expect(found.map(({ name, state, path }) => [name, state, path])).toEqual([
      ['none.gguf', 'missing', null],
      ['moved.pt', 'elsewhere', '/models/vae/moved.pt'],
      ['there.safetensors', 'present', '/models/vae/there.safetensors'],
      ['XL/sub.ckpt', 'present', '/models/checkpoints/XL/sub.ckpt'],
    ]);
  });

  it('are a choice where the list has several files of the name and the workflow says neither folder nor address', () => {
    const rows = [
      row('model.safetensors', { name: 'large', size: '5GB', url: 'https://models.example/1' }),
      row('model.safetensors', { name: 'lora', type: 'lora', savePath: 'loras', url: 'https://models.example/2' }),
      row('same.safetensors', { name: 'one' }),
      row('same.safetensors', { name: 'two' }),
    ];
    const [model, same] = planModels([use('model.safetensors'), use('same.safetensors')], { local: [], rows });
    expect(model).toMatchObject({ state: 'missing', listed: null, install: null, sizeBytes: null, folder: null });
    expect(model?.choices?.map(({ listed, install }) => [listed.name, install.url])).toEqual([
      ['large', 'https://models.example/1'],
      ['lora', 'https://models.example/2'],
    ]);
    // One file under two entries is none.
    expect(same).toMatchObject({ listed: { name: 'one' } });
    expect(same).not.toHaveProperty('choices');
  });

  it('come from the list: by address, by folder, by name where the workflow says no folder and the list has one', () => {
    const rows = [
      row('model.safetensors', { name: 'first' }),
      row('alone.safetensors', { name: 'alone' }),
      row('model.safetensors', { name: 'lora', type: 'lora', savePath: 'loras/x' }),
      row('model.safetensors', { name: 'third', url: 'https://models.example/3' }),
    ];
    const uses = [
      use('alone.safetensors'),
      use('a/model.safetensors', 'loras'),
      use('b/model.safetensors', 'vae', 'https://models.example/3'),
      use('c/model.safetensors', 'vae'),
    ];
    const found = planModels(uses, { local: [], rows });
    expect(found.map(({ name, listed }) => [name, listed?.name])).toEqual([
      ['a/model.safetensors', 'lora'],
      ['alone.safetensors', 'alone'],
      ['b/model.safetensors', 'third'],
      ['c/model.safetensors', undefined],
    ]);
    expect(found[0]?.install).toMatchObject({ filename: 'model.safetensors', type: 'lora' });
  });

  it('come to where this workflow looks for them, whatever folder the list names', () => {
    const placeOf = (one: ReturnType<typeof use>, facts: Partial<ModelRow>) =>
      planModels([one], { local: [], rows: [row('tiny.safetensors', facts)] })[0]?.install?.save_path;
    const inDemo = { type: 'vae', savePath: 'vae/Demo' };
    expect(placeOf(use('tiny.safetensors'), inDemo)).toBe('vae');
    expect(placeOf(use('tiny.safetensors', 'vae'), inDemo)).toBe('vae');
    expect(placeOf(use('Demo/tiny.safetensors'), inDemo)).toBe('vae/Demo');
    expect(placeOf(use('A/tiny.safetensors', 'vae'), inDemo)).toBe('vae/A');
    expect(placeOf(use('tiny.safetensors'), {})).toBe('default');
    expect(placeOf(use('tiny.safetensors', 'checkpoints'), {})).toBe('default');
    expect(placeOf(use('XL/tiny.safetensors'), {})).toBe('checkpoints/XL');
    expect(placeOf(use('tiny.safetensors'), { savePath: 'custom_nodes/kit/models' })).toBe('custom_nodes/kit/models');
  });

  it('come else from the address the workflow names, below its folder and nowhere else', () => {
    const of = (one: ReturnType<typeof use>) => planModels([one], { local: [], rows: [] })[0]?.install ?? null;
    expect(of(use('sub/x.safetensors', 'vae', 'https://h.example/x.safetensors'))).toEqual({
      name: 'x.safetensors',
      type: 'vae',
      base: '',
      save_path: 'vae/sub',
      url: 'https://h.example/x.safetensors',
      filename: 'x.safetensors',
    });
    expect(of(use('x.safetensors', 'vae', 'http://h.example/x.safetensors'))).toBeNull();
    expect(of(use('x.safetensors', null, 'https://h.example/x.safetensors'))).toBeNull();
    expect(of(use('x.safetensors', '../..', 'https://h.example/x.safetensors'))).toBeNull();
    expect(of(use('../../x.safetensors', 'vae', 'https://h.example/x.safetensors'))).toBeNull();
    expect(of(use('x.safetensors', '/etc', 'https://h.example/x.safetensors'))).toBeNull();
  });
});
