import { expect, it } from 'vitest';
import { AppSettings } from '../../contract/settings';
import { chooseComfyPort } from './comfy-port';

it.each([
  ['is private behind the gateway', 8188, { isLaunch: true, isNamed: false, taken: [9000] }, 0],
  ['is the one that was named', 8200, { isLaunch: true, isNamed: true, taken: [9000] }, 8200],
  ['may be named like the default', 8188, { isLaunch: true, isNamed: true, taken: [9000] }, 8188],
  ['is private when that of a door was named', 9000, { isLaunch: true, isNamed: true, taken: [9000] }, 0],
  ['is never that of a door, launched or not', 8188, { isLaunch: false, isNamed: false, taken: [8188] }, 0],
  ['is never that of the ComfyUI beside it', 8188, { isLaunch: false, isNamed: true, taken: [9000, 8188] }, 0],
  ['is what it was without --launch', 8188, { isLaunch: false, isNamed: false, taken: [9000] }, 8188],
])('the port of ComfyUI %s', (...[, port, facts, expected]) => {
  expect(chooseComfyPort(AppSettings.parse({ 'comfyui.port': port }), facts)).toBe(expected);
});
