import { expect, it } from 'vitest';
import { routes } from '../routes';
import { isOwnPath } from './own-paths';

it('every path of the API is ours, with and without /api', () => {
  for (const { path } of routes) {
    expect({ path, ours: isOwnPath(path) }).toEqual({ path, ours: true });
    expect({ path, ours: isOwnPath(`/api${path}?a=b`) }).toEqual({ path, ours: true });
  }
});

it.each([
  '/v2/manager/nothing/here',
  '/v2/manager',
  '/v2/%6danager/reboot',
  '/v2/userdata/../manager/reboot',
  '/v2/userdata/%2e%2e/manager/reboot',
  '//v2/manager/reboot',
  '/api//v2/snapshot/getlist',
])('is ours: %s', (target) => {
  expect(isOwnPath(target)).toBe(true);
});

it.each([
  '/',
  '/v2/userdata?dir=workflows',
  '/api/v2/userdata',
  '/v2/managers',
  '/v2',
  '/V2/manager/version',
  '/manager/v2/manager/version',
  '/view?filename=/v2/manager/x',
  '/api/api/v2/manager/version',
  '/v2/%zz',
])("is ComfyUI's: %s", (target) => {
  expect(isOwnPath(target)).toBe(false);
});
