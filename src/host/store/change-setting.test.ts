import { describe, expect, it } from 'vitest';
import { AppSettings } from '../../contract/settings';
import { createChangeSetting, followSettings, storeSetting } from './change-setting';
import type { StateStore } from './state-store';
import { readStoredState, resolveSettings } from './stored-state';

/** The document in memory instead of in the user's folder. */
function openStore(): StateStore {
  let state = readStoredState({ overrides: { 'python.tool': 'uv' } });
  return { read: () => state, update: (change) => (state = change(state)) };
}

describe('createChangeSetting', () => {
  it('keeps a setting for this run and the next ones, beside the others', () => {
    const store = openStore();
    const settings = resolveSettings(store.read().overrides, {});
    createChangeSetting(store, settings)('comfyui.arguments', '--cpu');
    expect(settings).toEqual(AppSettings.parse({ 'python.tool': 'uv', 'comfyui.arguments': '--cpu' }));
    expect(resolveSettings(store.read().overrides, {})).toEqual(settings);
  });

  it('beats the command line for this run; the next run may say it again', () => {
    const store = openStore();
    const overrides = { 'comfyui.arguments': '--lowvram' };
    const settings = resolveSettings(store.read().overrides, overrides);
    createChangeSetting(store, settings)('comfyui.arguments', '');
    expect(settings['comfyui.arguments']).toBe('');
    expect(resolveSettings(store.read().overrides, overrides)['comfyui.arguments']).toBe('--lowvram');
  });

  it('stores nothing that no start could read', () => {
    const store = openStore();
    const settings = resolveSettings({}, {});
    expect(() => {
      createChangeSetting(store, settings)('comfyui.arguments', 'x'.repeat(5000));
    }).toThrow();
    expect(store.read().overrides).toEqual({ 'python.tool': 'uv' });
  });
});

describe('storeSetting', () => {
  it('leaves out what says the same as the default, and what is reset', () => {
    const store = openStore();
    storeSetting(store, 'downloads.stallSeconds', '90');
    expect(store.read().overrides).toEqual({ 'python.tool': 'uv', 'downloads.stallSeconds': '90' });
    storeSetting(store, 'downloads.stallSeconds', '60');
    storeSetting(store, 'python.tool', null);
    expect(store.read().overrides).toEqual({});
  });
});

describe('followSettings', () => {
  it('reads each setting where it lies, in both directions, except its own', () => {
    const source = resolveSettings({}, {});
    const fitted = followSettings(source, { 'comfyui.port': 0 });
    source['hosts.registry'] = 'https://mirror.example';
    source['comfyui.port'] = 8190;
    fitted['network.proxy'] = 'http://proxy.example:3128';
    fitted['comfyui.arguments'] = '--cpu';
    expect(fitted).toEqual({ ...source, 'comfyui.port': 0 });
    expect(source).toMatchObject({ 'network.proxy': 'http://proxy.example:3128', 'comfyui.arguments': '--cpu' });
    fitted['comfyui.port'] = 8191;
    expect([fitted['comfyui.port'], source['comfyui.port']]).toEqual([8191, 8190]);
    // A copy is one of values, as those who plan with settings make it.
    expect({ ...fitted }['hosts.registry']).toBe('https://mirror.example');
  });
});
