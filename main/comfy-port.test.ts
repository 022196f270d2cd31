import { expect, it } from 'vitest';
import { AppSettings } from '../src/contract/settings';
import { chooseComfyPort, createPortChoice } from './comfy-port';
import { readStoredState } from './stored-state';

it.each([
  ['is private behind the gateway', 8188, { isLaunch: true, isGiven: false, apiPort: 9000 }, 0],
  ['is the one that was named', 8200, { isLaunch: true, isGiven: true, apiPort: 9000 }, 8200],
  ['may be named like the default', 8188, { isLaunch: true, isGiven: true, apiPort: 9000 }, 8188],
  ['is private when our own was named', 9000, { isLaunch: true, isGiven: true, apiPort: 9000 }, 0],
  ['is never our own, launched or not', 8188, { isLaunch: false, isGiven: false, apiPort: 8188 }, 0],
  ['is what it was without --launch', 8188, { isLaunch: false, isGiven: false, apiPort: 9000 }, 8188],
  ['does not wait for our door', 8188, { isLaunch: false, isGiven: false, apiPort: null }, 8188],
])('the port of ComfyUI %s', (...[, port, facts, expected]) => {
  expect(chooseComfyPort(port, facts)).toBe(expected);
});

it('a port that is stored or on the command line counts for folders of the person, not for the demo', () => {
  const settings = AppSettings.parse({ 'comfyui.port': '8200' });
  const choose = (stored: Record<string, string>, overrides: Record<string, string>) =>
    createPortChoice({
      asked: { isLaunch: true, overrides },
      store: { read: () => readStoredState({ overrides: stored }) },
      door: { port: 9000 },
    });
  const named = { 'comfyui.port': '8200' };
  expect(choose(named, {})(settings, 'own')).toBe(8200);
  expect(choose({}, named)(settings, 'own')).toBe(8200);
  expect(choose({ 'comfyui.port': 'none' }, {})(settings, 'own')).toBe(0);
  expect(choose(named, named)(settings, 'demo')).toBe(0);
});
