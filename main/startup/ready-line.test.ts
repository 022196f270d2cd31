import { expect, it } from 'vitest';
import { composeReadyLine } from './ready-line';
import { addressOf, exposureOf } from '../../src/host/workspace/door-address';

it.each([
  ['127.0.0.1', 'http://127.0.0.1:9000', null],
  ['localhost', 'http://localhost:9000', null],
  ['::1', 'http://[::1]:9000', null],
  ['0.0.0.0', 'http://127.0.0.1:9000', '0.0.0.0:9000'],
  ['::', 'http://127.0.0.1:9000', '[::]:9000'],
  ['192.0.2.7', 'http://192.0.2.7:9000', '192.0.2.7:9000'],
  ['fd00::1', 'http://[fd00::1]:9000', '[fd00::1]:9000'],
])('a door on %s is reached at %s and exposed at %s', (host, address, exposedAt) => {
  expect([addressOf(host, 9000), exposureOf(host, 9000)]).toEqual([address, exposedAt]);
});

it('the ready line names what there is', () => {
  const address = 'http://127.0.0.1:9000';
  const bare = { address, folder: null, web: null, exposedAt: null };
  expect(composeReadyLine(bare)).toBe('ready api=http://127.0.0.1:9000 comfyui=none');
  expect(composeReadyLine({ ...bare, folder: '/a b', web: address })).toBe(
    'ready api=http://127.0.0.1:9000 comfyui=/a b web=http://127.0.0.1:9000',
  );
  expect(composeReadyLine({ ...bare, exposedAt: '0.0.0.0:9000' })).toBe(
    'ready api=http://127.0.0.1:9000 comfyui=none exposed=0.0.0.0:9000',
  );
});
