import { describe, expect, it } from 'vitest';
import { changeFolder, forgetFolder, readStoredState, rememberFolder, resolveSettings } from './stored-state';

describe('readStoredState', () => {
  it('gives the defaults for an empty or foreign document', () => {
    const defaults = {
      version: 1,
      lastFolder: null,
      recentFolders: [],
      folders: [],
      bounds: null,
      closeToTray: 'ask',
      language: 'system',
      notifications: true,
      overrides: {},
      updates: { installing: null, news: null, lookedMs: null },
    };
    expect(readStoredState({})).toEqual(defaults);
    expect(readStoredState('broken')).toEqual(defaults);
    expect(readStoredState(null)).toEqual(defaults);
  });

  it('keeps the readable parts of a damaged document', () => {
    const state = readStoredState({
      version: 7,
      lastFolder: '/a',
      recentFolders: 3,
      bounds: { x: 'left' },
      closeToTray: 'never',
    });
    expect(state).toMatchObject({ version: 1, lastFolder: '/a', recentFolders: [], bounds: null, closeToTray: 'ask' });
  });
});

describe('rememberFolder', () => {
  it('puts the folder first, once, and keeps eight', () => {
    let state = readStoredState({});
    for (let index = 0; index < 10; index += 1) state = rememberFolder(state, `/comfy ${index}`);
    state = rememberFolder(state, '/comfy 5');
    expect(state.lastFolder).toBe('/comfy 5');
    expect(state.recentFolders).toHaveLength(8);
    expect(state.recentFolders.slice(0, 3)).toEqual(['/comfy 5', '/comfy 9', '/comfy 8']);
    expect(state.recentFolders.filter((folder) => folder === '/comfy 5')).toHaveLength(1);
  });
});

describe('the folders', () => {
  const known = (folder: string, facts: object = {}) => ({
    ...{ folder, kind: null, version: null, apiPort: null, settings: {} },
    ...facts,
  });

  it('of an earlier version are those it had opened', () => {
    expect(readStoredState({ recentFolders: ['/b', '/a'] }).folders).toEqual([known('/b'), known('/a')]);
  });

  it('stay in the order in which they were opened first, whatever is opened again', () => {
    let state = readStoredState({});
    for (const folder of ['/a', '/b', '/a']) state = rememberFolder(state, folder, { apiPort: 48_188 });
    expect(state.folders.map(({ folder }) => folder)).toEqual(['/a', '/b']);
    state = changeFolder(state, '/b', { settings: { 'comfyui.arguments': '--cpu' } });
    state = rememberFolder(state, '/b', { version: '0.3.61' });
    expect(state.folders[1]).toEqual(
      known('/b', { version: '0.3.61', apiPort: 48_188, settings: { 'comfyui.arguments': '--cpu' } }),
    );
  });

  it('are forgotten whole', () => {
    const state = forgetFolder(rememberFolder(readStoredState({}), '/a', { apiPort: 1 }), '/a');
    expect(state).toMatchObject({ lastFolder: null, recentFolders: [], folders: [] });
    expect(readStoredState(state).folders).toEqual([]);
  });

  it('with a part that cannot be read keep the others', () => {
    const [folder] = readStoredState({ folders: [{ folder: '/a', apiPort: 'x', kind: 'moon', version: '1' }] }).folders;
    expect(folder).toEqual(known('/a', { version: '1' }));
  });
});

describe('resolveSettings', () => {
  it('lets the command line win over what is stored, and what is stored over the defaults', () => {
    const settings = resolveSettings(
      { 'hosts.registry': 'http://127.0.0.1:1', 'python.tool': 'uv' },
      { 'hosts.registry': 'http://127.0.0.1:2' },
    );
    expect(settings['hosts.registry']).toBe('http://127.0.0.1:2');
    expect(settings['python.tool']).toBe('uv');
    expect(settings['downloads.stallSeconds']).toBe(60);
  });

  it('leaves out stored values that no longer fit', () => {
    const settings = resolveSettings({ 'python.tool': 'poetry', 'hosts.moon': 'http://x' }, {});
    expect(settings['python.tool']).toBe('auto');
    expect(Object.keys(settings)).not.toContain('hosts.moon');
  });
});
