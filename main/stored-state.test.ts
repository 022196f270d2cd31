import { describe, expect, it } from 'vitest';
import { readStoredState, rememberFolder, resolveSettings } from './stored-state';

describe('readStoredState', () => {
  it('gives the defaults for an empty or foreign document', () => {
    const defaults = {
      version: 1,
      lastFolder: null,
      recentFolders: [],
      bounds: null,
      closeToTray: 'ask',
      overrides: {},
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
