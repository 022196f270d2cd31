import { afterAll, beforeAll, expect, it } from 'vitest';
import { declareOwnDoors } from '../../src/base/http/own-doors';
import { leadsIntoOwnDoor } from './own-door';

let undo: () => void;
beforeAll(() => (undo = declareOwnDoors(() => [8188, 48189])));
afterAll(() => {
  undo();
});
const judge = (address: string) => leadsIntoOwnDoor(new URL(address));

it.each([
  'http://127.0.0.1:8188/v2/comfyui_manager/stop',
  'http://127.0.0.1:48189/v2/manager/version',
  'http://LOCALHOST:8188/x',
  'http://some.localhost:8188/x',
  'http://localhost.:8188/x',
  'http://[::1]:8188/x',
  'http://[::ffff:127.0.0.1]:8188/x',
  'http://2130706433:8188/x',
  'http://0x7f.1:8188/x',
  'http://127.1.2.3:8188/x',
  'http://0.0.0.0:8188/x',
  'https://127.0.0.1:8188/x',
  'http://127.0.0.1:8188/?x=1',
  'http://me@127.0.0.1:8188/',
  'http://127.0.0.1:8188/v2/..//x',
])('%s is not opened: it leads to a door of this app', async (address) => {
  expect(await judge(address)).toBe(true);
});

it.each([
  'http://127.0.0.1:8188/',
  'http://localhost:48189/#workflow',
  'http://127.0.0.1:8189/x',
  'http://127.0.0.1/x',
  'https://github.com/x',
  'http://192.0.2.1:8188/x',
])('%s is opened', async (address) => {
  expect(await judge(address)).toBe(false);
});
