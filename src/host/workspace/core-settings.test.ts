import { expect, it, vi } from 'vitest';
import { AppSettings } from '../../contract/settings';
import { fitCoreSettings } from './core-settings';

const settingsOf = (given: Partial<Record<keyof AppSettings, string>>) => AppSettings.parse(given);

it('the demo has its own hosts, and the listener of the run', () => {
  const own = settingsOf({ 'gateway.host': '0.0.0.0', 'gateway.allowedHosts': 'studio', 'python.tool': 'pip' });
  const settings = settingsOf({ 'hosts.registry': 'http://127.0.0.1:1' });
  const given = { kind: 'demo', settings, changeSetting: () => undefined, enter: () => async () => undefined } as const;
  const fitted = fitCoreSettings(given, { port: 0, own }).settings;
  expect(fitted).toEqual({
    ...settings,
    'gateway.host': '0.0.0.0',
    'gateway.allowedHosts': 'studio',
    'comfyui.port': 0,
  });
});

it('a setting that is changed while the folder is open counts there at once, and is kept', () => {
  const own = settingsOf({});
  const changeSetting = vi.fn();
  const given = { kind: 'own', settings: own, changeSetting, enter: () => async () => undefined } as const;
  const fitted = fitCoreSettings(given, { port: 8188, own });
  fitted.changeSetting('comfyui.arguments', '--cpu');
  expect(fitted.settings['comfyui.arguments']).toBe('--cpu');
  expect(changeSetting).toHaveBeenCalledWith('comfyui.arguments', '--cpu');
});
