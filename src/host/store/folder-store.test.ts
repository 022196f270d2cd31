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

function openFolderStore(store: StateStore, overrides: Record<string, string> = {}) {
  const settings = resolveSettings(store.read().overrides, overrides);
  const folderStore = createFolderStore({
    store,
    settings,
    overrides,
    changeSetting: createChangeSetting(store, settings),
  });
  return { settings, folderStore };
}

describe('settings', () => {
  it('of ComfyUI are one folder’s own once they were changed in its window, in this run and the next', () => {
    const store = openStore();
    const { folderStore, settings } = openFolderStore(store);
    folderStore.keepFor('/a')('comfyui.arguments', '--cpu');
    expect(folderStore.settingsOf('/a')['comfyui.arguments']).toBe('--cpu');
    expect([folderStore.settingsOf('/b')['comfyui.arguments'], settings['comfyui.arguments']]).toEqual(['', '']);
    const next = openFolderStore(store).folderStore;
    expect(next.settingsOf('/a')['comfyui.arguments']).toBe('--cpu');
    expect(next.settingsOf('/b')['comfyui.arguments']).toBe('');
  });

  it('of the app count in every folder at once', () => {
    const { folderStore } = openFolderStore(openStore());
    const [a, b] = [folderStore.settingsOf('/a'), folderStore.settingsOf('/b')];
    folderStore.keepFor('/a')('python.tool', 'pip');
    expect([a['python.tool'], b['python.tool']]).toEqual(['pip', 'pip']);
  });

  it('of the command line beat what is stored for a folder, until they are changed in the window', () => {
    const store = openStore();
    openFolderStore(store).folderStore.keepFor('/a')('comfyui.arguments', '--cpu');
    const { folderStore } = openFolderStore(store, { 'comfyui.arguments': '--lowvram' });
    expect(folderStore.settingsOf('/a')['comfyui.arguments']).toBe('--lowvram');
    folderStore.keepFor('/a')('comfyui.arguments', '');
    expect(folderStore.settingsOf('/a')['comfyui.arguments']).toBe('');
    expect(folderStore.settingsOf('/b')['comfyui.arguments']).toBe('--lowvram');
  });

  it('that no start could read are neither taken nor used', () => {
    const store = openStore();
    const { folderStore } = openFolderStore(store);
    expect(() => {
      folderStore.keepFor('/a')('comfyui.port', 'moon');
    }).toThrow();
    store.update((state) => ({
      ...state,
      ...readStoredState({ folders: [{ folder: '/a', settings: { 'comfyui.port': 'moon' } }] }),
    }));
    expect(openFolderStore(store).folderStore.settingsOf('/a')['comfyui.port']).toBe(8188);
  });

  it('are named by the command line, for all folders, or for one', () => {
    const store = openStore();
    const { folderStore } = openFolderStore(store);
    expect(folderStore.isNamed('/a', 'comfyui.port')).toBe(false);
    folderStore.keepFor('/a')('comfyui.port', '8300');
    expect([folderStore.isNamed('/a', 'comfyui.port'), folderStore.isNamed('/b', 'comfyui.port')]).toEqual([
      true,
      false,
    ]);
    expect(openFolderStore(openStore(), { 'comfyui.port': '8200' }).folderStore.isNamed('/b', 'comfyui.port')).toBe(
      true,
    );
  });

  it('go with the folder', () => {
    const { folderStore } = openFolderStore(openStore());
    folderStore.keepFor('/a')('comfyui.port', '8300');
    folderStore.forget('/a');
    expect([folderStore.settingsOf('/a')['comfyui.port'], folderStore.list()]).toEqual([8188, []]);
  });
});
