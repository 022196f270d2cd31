import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppSettings } from '../src/contract/settings';
import { expect, test } from './app';
import { ask, getJson, writeConfig } from './api';
import { needsStandIn } from './stand-in';
import type { World } from './world/world';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'settings', pythonTool: 'uv' } });

const paths = { dbMode: '/v2/manager/db_mode', policy: '/v2/manager/policy/update' } as const;

function configFile(world: World): string {
  return join(world.comfyui.userDir, '__manager', 'config.ini');
}

test.beforeEach(({ world }) => writeConfig(world, ['security_level = normal']));

const settings = [
  {
    ...{ key: 'db_mode', path: paths.dbMode, initial: 'cache', bad: 'sometimes' },
    values: ['cache', 'channel', 'local', 'remote'],
  },
  {
    ...{ key: 'update_policy', path: paths.policy, initial: 'stable-comfyui', bad: 'weekly' },
    values: ['stable', 'stable-comfyui', 'nightly', 'nightly-comfyui'],
  },
];

for (const { key, path, initial, values, bad } of settings) {
  test(`${key} is read, and written by GET and POST`, async ({ world, host: { api } }) => {
    const address = `${api}${path}`;
    expect((await ask(address)).text).toBe(initial);
    for (const value of values) {
      expect((await ask(address, { value })).status).toBe(200);
      expect((await ask(address)).text).toBe(value);
      expect(await readFile(configFile(world), 'utf8')).toMatch(new RegExp(`^${key} = ${value}$`, 'm'));
    }
    for (const value of values) {
      expect((await ask(`${address}?value=${value}`)).status).toBe(200);
      expect((await ask(`${api}/api${path}`)).text).toBe(value);
    }
  });

  test(`${key} refuses what it does not know, and stays as it was`, async ({ host: { api } }) => {
    const address = `${api}${path}`;
    await ask(address, { value: values[2] });
    for (const body of [{ value: bad }, { value: 5 }, { value: null }, { value: [initial] }, {}, [], '{"value": ']) {
      const answer = await ask(address, body);
      expect(answer.status, JSON.stringify(body)).toBe(400);
      expect(answer.body).toMatchObject({ code: 'invalid-input', message: expect.stringMatching(/\S/) });
    }
    expect((await ask(`${address}?value=${bad}`)).status).toBe(400);
    expect((await ask(address)).text).toBe(values[2]);
  });
}

interface Channels {
  selected: string;
  list: { name: string; url: string }[];
}

test('the channel is listed by name and address, and chosen by GET and POST', async ({ world, host: { api } }) => {
  const address = `${api}/v2/manager/channel_url_list`;
  const { list } = await getJson<Channels>(address);
  expect(list.map(({ name }) => name)).toEqual(['default', 'recent', 'legacy', 'forked', 'dev', 'tutorial']);
  for (const { url } of list) expect(url).toMatch(/^https?:\/\//);

  expect((await ask(address, { value: 'recent' })).status).toBe(200);
  expect(await getJson<Channels>(address)).toMatchObject({ selected: 'recent', list });
  // The published address: the world's host is asked in this run only.
  const published = AppSettings.parse({})['hosts.channel'];
  expect(await readFile(configFile(world), 'utf8')).toContain(`channel_url = ${published}/node_db/new\n`);
  expect((await ask(`${address}?value=legacy`)).status).toBe(200);
  expect(await getJson<Channels>(address)).toMatchObject({ selected: 'legacy' });

  for (const body of [{ value: 'nobody' }, { value: 'custom' }, { value: null }, {}, '{']) {
    const answer = await ask(address, body);
    expect(answer.status, JSON.stringify(body)).toBe(400);
    expect(answer.body).toMatchObject({ message: expect.stringMatching(/\S/) });
  }
  expect((await ask(address, { value: 'nobody' })).body).toMatchObject({ code: 'channel-invalid' });
  expect(await getJson<Channels>(address)).toMatchObject({ selected: 'legacy' });
});

test('a channel that a person added to channels.list is offered and can be chosen', async ({
  world,
  host: { api },
}) => {
  const file = join(world.comfyui.userDir, '__manager', 'channels.list');
  const before = await readFile(file, 'utf8').catch(() => null);
  const mine = 'mine::https://mirror.invalid/comfy';
  await writeFile(file, `${before ?? 'default::https://mirror.invalid/default\n'}${mine}\nnot a channel\n`);
  const address = `${api}/v2/manager/channel_url_list`;
  await expect
    .poll(async () => (await getJson<Channels>(address)).list)
    .toContainEqual({ name: 'mine', url: 'https://mirror.invalid/comfy' });
  expect((await ask(address, { value: 'mine' })).status).toBe(200);
  expect(await getJson<Channels>(address)).toMatchObject({ selected: 'mine' });
  await writeConfig(world, ['channel_url = https://somewhere.invalid/else']);
  expect(await getJson<Channels>(address)).toMatchObject({ selected: 'custom' });
});

test('config.ini keeps comments, unknown keys, other sections and what others wrote meanwhile', async ({
  world,
  host: { api },
}) => {
  const before = [
    '# written by hand',
    '[default]',
    'security_level = normal',
    'db_mode = cache',
    '; of another program',
    'share_option = all',
    'future_key = 17',
    '',
    '[another]',
    'db_mode = untouched',
    '',
  ];
  await writeFile(configFile(world), before.join('\n'));
  expect((await ask(`${api}${paths.dbMode}`, { value: 'local' })).status).toBe(200);
  const after = before.map((line) => (line === 'db_mode = cache' ? 'db_mode = local' : line));
  expect(await readFile(configFile(world), 'utf8')).toBe(after.join('\n'));

  await writeFile(configFile(world), after.join('\n').replace('future_key = 17', 'future_key = 18'));
  expect((await ask(`${api}${paths.policy}`, { value: 'nightly' })).status).toBe(200);
  const text = await readFile(configFile(world), 'utf8');
  expect(text).toContain('future_key = 18\n');
  expect(text).toContain('update_policy = nightly');
  expect(text).toMatch(/\[another\]\ndb_mode = untouched\n/);
});

test('at security level strong every change is refused with the rule and the way out', async ({
  world,
  host: { api },
}) => {
  await writeConfig(world, ['security_level = strong']);
  const refused = [
    [paths.dbMode, { value: 'local' }],
    [paths.policy, { value: 'nightly' }],
    ['/v2/manager/channel_url_list', { value: 'recent' }],
    ['/v2/manager/reboot', {}],
  ] as const;
  for (const [path, body] of refused) {
    const answer = await ask(`${api}${path}`, body);
    expect(answer.status, path).toBe(403);
    expect(answer.body).toMatchObject({ code: 'policy-denied', level: 'strong', risk: 'middle' });
    expect(answer.body['message']).toContain('security_level = normal');
  }
  expect((await ask(`${api}${paths.dbMode}?value=local`)).status).toBe(403);
  expect((await ask(`${api}${paths.dbMode}`)).text).toBe('cache');
  // The header makes the check stricter, never looser.
  expect((await ask(`${api}${paths.dbMode}`, { value: 'local' }, { 'security-level': 'weak' })).status).toBe(403);
  await writeConfig(world, ['security_level = normal']);
  expect((await ask(`${api}${paths.dbMode}`, { value: 'local' }, { 'security-level': 'strong' })).status).toBe(403);
  expect((await ask(`${api}${paths.dbMode}`, { value: 'local' })).status).toBe(200);
});

test('policy/explain tells the same ahead', async ({ world, host: { api } }) => {
  const explain = (operation: string) =>
    getJson<{ allowed: boolean }>(`${api}/v2/policy/explain?operation=${operation}`);
  expect(await explain('change-settings')).toMatchObject({
    allowed: true,
    risk: 'middle',
    level: 'normal',
    remedies: [],
  });
  expect(await explain('switch-comfyui')).toMatchObject({ allowed: false, risk: 'high+' });
  await writeConfig(world, ['security_level = strong']);
  expect(await explain('change-settings')).toMatchObject({
    allowed: false,
    level: 'strong',
    remedies: [expect.stringContaining('security_level'), expect.stringContaining('in the window')],
  });
});

test('version and the question for the legacy UI are answered', async ({ host: { api } }) => {
  expect((await ask(`${api}/v2/manager/version`)).text).toMatch(/^V\d+\.\d+/);
  expect(await getJson(`${api}/v2/manager/is_legacy_manager_ui`)).toEqual({ is_legacy_manager_ui: false });
});
