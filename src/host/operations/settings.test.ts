import { describe, expect, it, vi } from 'vitest';
import type { ManagerOperations } from '../../contract/operations';
import { AppSettings } from '../../contract/settings';
import { createSettingsOperations, type ShownInstallation } from './settings';
import type { StateStore } from '../store/state-store';
import { readStoredState, resolveSettings } from '../store/stored-state';

const context = { caller: 'person' } as const;

interface Given {
  stored?: Record<string, string>;
  overrides?: Record<string, string>;
  shown?: ShownInstallation;
}

/** The operations on a document in memory. */
function open({ stored = {}, overrides = {}, shown }: Given = {}) {
  let state = readStoredState({ overrides: stored });
  const store: StateStore = { read: () => state, update: (change) => (state = change(state)) };
  const settings = resolveSettings(stored, overrides);
  const door = { port: 8199 };
  const operations = createSettingsOperations({ store, settings, overrides, door, shown: () => shown ?? null });
  const find = async (name: string) => {
    const { settings: all } = await operations['settings.read']({}, context);
    return all.find((setting) => setting.name === name);
  };
  const change = (name: string, value: string | null) => operations['settings.change']({ name, value }, context);
  return { settings, find, change, overrides: () => state.overrides };
}

describe('settings.read', () => {
  it('tells every setting with its value, its default and where it comes from', async () => {
    const app = open({
      stored: { 'python.tool': 'uv', 'hosts.registry': 'https://stored.example', 'comfyui.port': 'broken' },
      overrides: { 'hosts.registry': 'https://asked.example' },
    });
    expect(await app.find('python.tool')).toMatchObject({ value: 'uv', fallback: 'auto', source: 'stored' });
    expect(await app.find('hosts.registry')).toMatchObject({ value: 'https://asked.example', source: 'command-line' });
    expect(await app.find('comfyui.port')).toMatchObject({ value: '8188', source: 'default' });
    expect(await app.find('archive.maxRatio')).toMatchObject({ value: '200', source: 'default', effect: 'now' });
  });
});

describe('settings.change', () => {
  it('counts in this run at once, is stored, and a reset takes both back', async () => {
    const app = open();
    expect(await app.change('downloads.stallSeconds', '90')).toMatchObject({ value: '90', inForce: '90' });
    expect(app.settings['downloads.stallSeconds']).toBe(90);
    expect(app.overrides()).toEqual({ 'downloads.stallSeconds': '90' });
    expect(await app.change('downloads.stallSeconds', null)).toMatchObject({ value: '60', source: 'default' });
    expect([app.settings['downloads.stallSeconds'], app.overrides()]).toEqual([60, {}]);
  });

  it('stores what a listener stands on and leaves the present one as it is', async () => {
    const app = open();
    const changed = await app.change('gateway.host', '0.0.0.0');
    expect(changed).toMatchObject({ value: '0.0.0.0', inForce: '127.0.0.1', source: 'stored', effect: 'app-start' });
    expect(app.settings['gateway.host']).toBe('127.0.0.1');
    expect(app.overrides()).toEqual({ 'gateway.host': '0.0.0.0' });
  });

  it('refuses and stores nothing: bad values, unknown names, our own port, what the command line gave', async () => {
    const app = open({ overrides: { 'python.tool': 'pip' } });
    const before = { ...app.settings };
    for (const [name, value] of [
      ['hosts.registry', 'not an address'],
      ['python.tool', 'uv'],
      ['python.tool', null],
      ['no.setting', '1'],
      ['__proto__', '1'],
      ['comfyui.port', '8199'],
    ] as const) {
      await expect(app.change(name, value), name).rejects.toMatchObject({ code: 'invalid-input' });
    }
    expect(app.settings).toEqual(before);
    expect(app.overrides()).toEqual({});
  });

  it('gives arguments and port to the installation that is shown', async () => {
    const settings = AppSettings.parse({ 'comfyui.port': '8190', 'comfyui.arguments': '--cpu' });
    const setPort = vi.fn(() => Promise.resolve({}));
    const setArguments = vi.fn(() => Promise.resolve({}));
    const operations = {
      'comfyui.setPort': setPort,
      'comfyui.setArguments': setArguments,
    } as unknown as ManagerOperations;
    const app = open({ shown: { settings, operations, isDemo: false } });
    expect(await app.find('comfyui.port')).toMatchObject({ value: '8190', source: 'stored' });
    await app.change('comfyui.port', '8191');
    await app.change('comfyui.arguments', null);
    expect(setPort).toHaveBeenCalledWith({ port: 8191 }, context);
    expect(setArguments).toHaveBeenCalledWith({ arguments: '' }, context);
    expect(app.overrides()).toEqual({});
  });
});
