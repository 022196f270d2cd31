import { expect, it } from 'vitest';
import { reloadSettings } from './reload-settings';
import { readStoredState, resolveSettings } from './stored-state';

it('takes over what can change, names what waits, and leaves what the command line gave', () => {
  const given = { 'hosts.registry': 'http://127.0.0.1:1' };
  const settings = resolveSettings({}, given);
  const overrides = {
    ...{
      'trash.days': '3',
      'gateway.host': '0.0.0.0',
      'hosts.registry': 'http://127.0.0.1:2',
      'python.tool': 'nonsense',
    },
  };
  const store = { read: () => readStoredState({ version: 1, overrides }) };
  expect(reloadSettings(store, settings, given)).toEqual({ changed: ['trash.days'], waiting: ['gateway.host'] });
  expect(settings).toMatchObject({
    'trash.days': 3,
    'gateway.host': '127.0.0.1',
    'hosts.registry': 'http://127.0.0.1:1',
  });
  expect(reloadSettings(store, settings, given).changed).toEqual([]);
});
