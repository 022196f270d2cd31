import { describe, expect, it } from 'vitest';
import { AppSettings } from '../src/contract/settings';
import { createKeepSetting } from './keep-setting';
import type { StateStore } from './state-store';
import { readStoredState, resolveSettings } from './stored-state';

/** The document in memory instead of in the user's folder. */
function openStore(): StateStore {
  let state = readStoredState({ overrides: { 'python.tool': 'uv' } });
  return { read: () => state, update: (change) => (state = change(state)) };
}

describe('createKeepSetting', () => {
  it('keeps a setting for this run and the next ones, beside the others', () => {
    const store = openStore();
    const settings = resolveSettings(store.read().overrides, {});
    createKeepSetting(store, settings)('comfyui.arguments', '--cpu');
    expect(settings).toEqual(AppSettings.parse({ 'python.tool': 'uv', 'comfyui.arguments': '--cpu' }));
    expect(resolveSettings(store.read().overrides, {})).toEqual(settings);
  });

  it('beats the command line for this run; the next run may say it again', () => {
    const store = openStore();
    const asked = { 'comfyui.arguments': '--lowvram' };
    const settings = resolveSettings(store.read().overrides, asked);
    createKeepSetting(store, settings)('comfyui.arguments', '');
    expect(settings['comfyui.arguments']).toBe('');
    expect(resolveSettings(store.read().overrides, asked)['comfyui.arguments']).toBe('--lowvram');
  });

  it('stores nothing that no start could read', () => {
    const store = openStore();
    const settings = resolveSettings({}, {});
    expect(() => {
      createKeepSetting(store, settings)('comfyui.arguments', 'x'.repeat(5000));
    }).toThrow();
    expect(store.read().overrides).toEqual({ 'python.tool': 'uv' });
  });
});
