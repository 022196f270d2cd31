import { expect, it, vi } from 'vitest';
import { AppSettings } from '../../src/contract/settings';
import { fitGround } from './fitted-ground';

const settingsOf = (given: Partial<Record<keyof AppSettings, string>>) => AppSettings.parse(given);

it('the demo has its own hosts, and the listener of the run', () => {
  const own = settingsOf({ 'gateway.host': '0.0.0.0', 'gateway.allowedHosts': 'studio', 'python.tool': 'pip' });
  const settings = settingsOf({ 'hosts.registry': 'http://127.0.0.1:1' });
  const ground = { kind: 'demo', settings, keepSetting: () => undefined, enter: () => async () => undefined } as const;
  const fitted = fitGround(ground, { port: 0, own }).settings;
  expect(fitted).toEqual({
    ...settings,
    'gateway.host': '0.0.0.0',
    'gateway.allowedHosts': 'studio',
    'comfyui.port': 0,
  });
});

it('a setting that is changed while the folder is open counts there at once, and is kept', () => {
  const own = settingsOf({});
  const keepSetting = vi.fn();
  const ground = { kind: 'own', settings: own, keepSetting, enter: () => async () => undefined } as const;
  const fitted = fitGround(ground, { port: 8188, own });
  fitted.keepSetting('comfyui.arguments', '--cpu');
  expect(fitted.settings['comfyui.arguments']).toBe('--cpu');
  expect(keepSetting).toHaveBeenCalledWith('comfyui.arguments', '--cpu');
});
