import { describe, expect, it } from 'vitest';
import { createFolderStore } from './folder-store';
import { createChangeSetting } from './change-setting';
import type { StateStore } from './state-store';
import { readStoredState, resolveSettings } from './stored-state';

/** The document in memory instead of in the user's folder. */
function openStore(): StateStore {
  let state = readStoredState({});
  return { read: () => readStoredState(state), update: (change) => (state = change(readStoredState(state))) };
}

function openMemory(store: StateStore, overrides: Record<string, string> = {}) {
  const settings = resolveSettings(store.read().overrides, overrides);
  const memory = createFolderStore({ store, settings, overrides, changeSetting: createChangeSetting(store, settings) });
  return { settings, memory };
}

describe('settings', () => {
  it('of ComfyUI are one folder’s own once they were changed in its window, in this run and the next', () => {
    const store = openStore();
    const { memory, settings } = openMemory(store);
    memory.keepFor('/a')('comfyui.arguments', '--cpu');
    expect(memory.settingsOf('/a')['comfyui.arguments']).toBe('--cpu');
    expect([memory.settingsOf('/b')['comfyui.arguments'], settings['comfyui.arguments']]).toEqual(['', '']);
    const next = openMemory(store).memory;
    expect(next.settingsOf('/a')['comfyui.arguments']).toBe('--cpu');
    expect(next.settingsOf('/b')['comfyui.arguments']).toBe('');
  });

  it('of the app count in every folder at once', () => {
    const { memory } = openMemory(openStore());
    const [a, b] = [memory.settingsOf('/a'), memory.settingsOf('/b')];
    memory.keepFor('/a')('python.tool', 'pip');
    expect([a['python.tool'], b['python.tool']]).toEqual(['pip', 'pip']);
  });

  it('of the command line beat what is stored for a folder, until they are changed in the window', () => {
    const store = openStore();
    openMemory(store).memory.keepFor('/a')('comfyui.arguments', '--cpu');
    const { memory } = openMemory(store, { 'comfyui.arguments': '--lowvram' });
    expect(memory.settingsOf('/a')['comfyui.arguments']).toBe('--lowvram');
    memory.keepFor('/a')('comfyui.arguments', '');
    expect(memory.settingsOf('/a')['comfyui.arguments']).toBe('');
    expect(memory.settingsOf('/b')['comfyui.arguments']).toBe('--lowvram');
  });

  it('that no start could read are neither taken nor used', () => {
    const store = openStore();
    const { memory } = openMemory(store);
    expect(() => {
      memory.keepFor('/a')('comfyui.port', 'moon');
    }).toThrow();
    store.update((state) => ({
      ...state,
      ...readStoredState({ folders: [{ folder: '/a', settings: { 'comfyui.port': 'moon' } }] }),
    }));
    expect(openMemory(store).memory.settingsOf('/a')['comfyui.port']).toBe(8188);
  });

  it('are named by the command line, for all folders, or for one', () => {
    const store = openStore();
    const { memory } = openMemory(store);
    expect(memory.isNamed('/a', 'comfyui.port')).toBe(false);
    memory.keepFor('/a')('comfyui.port', '8300');
    expect([memory.isNamed('/a', 'comfyui.port'), memory.isNamed('/b', 'comfyui.port')]).toEqual([true, false]);
    expect(openMemory(openStore(), { 'comfyui.port': '8200' }).memory.isNamed('/b', 'comfyui.port')).toBe(true);
  });

  it('go with the folder', () => {
    const { memory } = openMemory(openStore());
    memory.keepFor('/a')('comfyui.port', '8300');
    memory.forget('/a');
    expect([memory.settingsOf('/a')['comfyui.port'], memory.list()]).toEqual([8188, []]);
  });
});
