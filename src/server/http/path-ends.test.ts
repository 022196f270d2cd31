import { expect, it } from 'vitest';
import { managerOperations } from '../../contract/operations';
import { listPathEnds, readPathEnd } from './path-ends';
import { routes } from '../routes';
import { openDoor } from '../testing/door';

it('every end of every path is known, with every operation behind it', () => {
  const ends = listPathEnds(routes);
  for (const { path, operation } of routes) {
    const parts = path.slice(1).split('/');
    for (const [at] of parts.entries()) {
      const end = parts.slice(at).join('/');
      expect(ends.get(end), end).toContain(operation ?? 'read');
    }
  }
  expect(ends.get('comfyui_switch_version')).toEqual(['comfyui.switchVersion']);
  expect(ends.get('start')).toEqual(['queue.start', 'comfyui.start']);
});

it.each(['/v2/manager/reboot', 'v2/manager/reboot', '/api/v2/manager/reboot', 'api/v2/manager/reboot'])(
  '"%s" is the end of a path',
  (text) => {
    expect(readPathEnd(text)).toBe('v2/manager/reboot');
  },
);

it('no path leads to a permission', async () => {
  const opened = new Set(routes.map(({ operation }) => operation));
  for (const name of ['policy.allow', 'policy.revoke'] as const) {
    expect(managerOperations[name].mutates).toBe(true);
    expect(opened.has(name), name).toBe(false);
  }
  const door = await openDoor();
  try {
    for (const path of ['/v2/policy/allow', '/v2/policy/revoke', '/api/v2/policy/allow']) {
      expect((await door.post(path, { operation: 'fix', minutes: 15 })).status).toBe(404);
    }
  } finally {
    await door.server.close();
  }
});
