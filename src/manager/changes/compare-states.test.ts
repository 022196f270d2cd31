import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesOfBatch, compareStates, countChanges } from './compare-states';
import { RecordedBatch, RecordedState } from './recorded-batch';

const base = {
  comfyui_version: { version: '0.3.1', commit_hash: 'a'.repeat(40) },
  installed_nodes: {
    'Demo-Upscaler': { version: '1.0.0', repository_url: null, enabled: true },
    'tidy-latents': { version: '2.0.0', repository_url: null, enabled: true },
  },
  installed_models: { 'checkpoints/a.safetensors': { size_bytes: 10 } },
  pip_packages: { numpy: '1.26.0', 'typing-extensions': '4.0' },
  manager_config: { security_level: 'normal', downgrade_blacklist: ['torch'] },
};
const state = (change: Partial<Record<keyof typeof base, unknown>> = {}) => RecordedState.parse({ ...base, ...change });
const words = (change: Partial<Record<keyof typeof base, unknown>>) =>
  compareStates(state(), state(change)).map(({ subject, name, action, from, to }) =>
    [subject, name, action, from, to].join(' '),
  );

describe('what changed between two states', () => {
  it('tells packs that came, went, changed their version, or were switched off', () => {
    const installed_nodes = {
      'demo-upscaler@1_0_0': { version: '1.0.0', repository_url: null, enabled: false },
      'new-pack': { version: '0.1.0', repository_url: null, enabled: true },
      'tidy-latents': { version: '2.1.0', repository_url: null, enabled: true },
    };
    expect(words({ installed_nodes })).toEqual([
      'pack demo-upscaler@1_0_0 disable 1.0.0 1.0.0',
      'pack new-pack add  0.1.0',
      'pack tidy-latents switch 2.0.0 2.1.0',
    ]);
    expect(words({ installed_nodes: {} })).toEqual([
      'pack Demo-Upscaler remove 1.0.0 ',
      'pack tidy-latents remove 2.0.0 ',
    ]);
  });

  it('tells Python packages, whose names are the same in each spelling', () => {
    expect(words({ pip_packages: { numpy: '2.0.0', typing_extensions: '4.0', six: '1.16' } })).toEqual([
      'python numpy switch 1.26.0 2.0.0',
      'python six add  1.16',
    ]);
  });

  it('takes a Python that could not be read for unknown, not for empty', () => {
    expect(words({ pip_packages: {} })).toEqual([]);
  });

  it('tells models with their sizes', () => {
    const after = state({ installed_models: { 'loras/b.pt': { size_bytes: 3_000 } } });
    expect(compareStates(state(), after)).toEqual([
      { subject: 'model', name: 'checkpoints/a.safetensors', action: 'remove', from: null, to: null, sizeBytes: 10 },
      { subject: 'model', name: 'loras/b.pt', action: 'add', from: null, to: null, sizeBytes: 3_000 },
    ]);
  });

  it('tells ComfyUI by its version, and two commits of one version by themselves', () => {
    expect(words({ comfyui_version: { version: '0.3.2', commit_hash: 'b'.repeat(40) } })).toEqual([
      'comfyui ComfyUI switch 0.3.1 0.3.2',
    ]);
    expect(words({ comfyui_version: { version: '0.3.1', commit_hash: 'b'.repeat(40) } })).toEqual([
      `comfyui ComfyUI switch ${'a'.repeat(40)} ${'b'.repeat(40)}`,
    ]);
  });

  it('tells settings, also those that are lists', () => {
    expect(words({ manager_config: { ...base.manager_config, downgrade_blacklist: [] } })).toEqual([
      'setting downgrade_blacklist switch ["torch"] []',
    ]);
  });

  const packs = fc.dictionary(
    fc.stringMatching(/^[a-z]{1,6}$/),
    fc.record({ version: fc.constantFrom('1.0.0', '2.0.0'), repository_url: fc.constant(null), enabled: fc.boolean() }),
  );

  it('is nothing between a state and itself, and the way back names the same things', () => {
    fc.assert(
      fc.property(packs, packs, (before, after) => {
        const [one, other] = [before, after].map((installed_nodes) => state({ installed_nodes }));
        if (one === undefined || other === undefined) return;
        expect(compareStates(one, one)).toEqual([]);
        const names = (changes: ReturnType<typeof compareStates>) => changes.map(({ name }) => name);
        expect(names(compareStates(one, other))).toEqual(names(compareStates(other, one)));
      }),
    );
  });
});

describe('a record', () => {
  it('of the reference, with less in it and other times, is read as far as it goes', () => {
    const record = RecordedBatch.parse({
      batch_id: 'batch_x',
      start_time: '2026-11-24T09:00:00',
      state_before: { installed_nodes: {}, comfyui_version: null },
      state_after: { installed_nodes: { a: { name: 'a', version: '1' } }, installed_models: 'none' },
      operations: [{ operation_id: '1', operation_type: 'install', target: 'a', result: 'success' }],
    });
    expect(changesOfBatch(record)).toMatchObject([{ subject: 'pack', name: 'a', action: 'add' }]);
    expect(record.operations).toMatchObject([{ target: 'a', result: 'success', error_message: null }]);
  });

  it('without what was there afterwards says nothing', () => {
    expect(changesOfBatch(RecordedBatch.parse({ state_before: base, state_after: null }))).toBeNull();
    expect(changesOfBatch(RecordedBatch.parse({}))).toBeNull();
  });
});

it('counts changes by subject', () => {
  const changes = compareStates(state(), state({ installed_nodes: {}, installed_models: {} }));
  expect(countChanges(changes)).toEqual({ comfyui: 0, pack: 2, python: 0, model: 1, setting: 0 });
});
