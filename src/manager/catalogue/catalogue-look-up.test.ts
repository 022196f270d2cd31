import { readFile, writeFile } from 'node:fs/promises';
import { saying } from '../../base/testing/saying';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalPack } from '../../contract/packs/local-packs';
import { AppSettings } from '../../contract/settings';
import { silentLogger } from '../../base/log';
import { createCatalogue } from './catalogue';
import { cacheFileName } from './sources/cached-copies';
import { createTestWorld, entry, type TestWorld } from './testing/catalogue-world';

let world: TestWorld;
beforeEach(async () => {
  world = await createTestWorld();
});
afterEach(() => world.remove());

describe('channels', () => {
  it('creates channels.list with the published addresses, and asks the host that this run was given', async () => {
    const catalogue = await world.open();
    const published = AppSettings.parse({})['hosts.channel'];
    const text = await readFile(world.paths.channelsFile, 'utf8');
    expect(text.split('\n').slice(0, 2)).toEqual([`default::${published}`, `recent::${published}/node_db/new`]);
    expect(text).not.toContain(world.url);
    expect((await catalogue.channels()).slice(0, 2)).toEqual([
      { name: 'default', url: world.url },
      { name: 'recent', url: `${world.url}/node_db/new` },
    ]);
    expect((await catalogue.publishedChannels()).slice(0, 2)).toEqual([
      { name: 'default', url: published },
      { name: 'recent', url: `${published}/node_db/new` },
    ]);
  });

  it('takes names, listed addresses and https; refuses the rest with the names that are allowed', async () => {
    world.files.set('/node_db/dev/custom-node-list.json', { custom_nodes: [entry('dev/thing')] });
    const catalogue = await world.open();
    const keys = async (channel: string) => (await catalogue.load('cache', { channel })).packs.map((pack) => pack.key);
    expect(await keys('dev')).toEqual(['https://github.com/dev/thing']);
    expect(await keys(`${world.url}/node_db/dev/`)).toEqual(['https://github.com/dev/thing']);
    expect(await keys('default')).toHaveLength(5);
    for (const channel of ['nonsense', 'http://mirror.example/list', 'file:///etc', 'ftp://x/y']) {
      await expect(catalogue.load('cache', { channel })).rejects.toMatchObject({
        code: 'channel-invalid',
        details: { allowed: ['default', 'local', 'recent', 'legacy', 'forked', 'dev', 'tutorial'] },
      });
    }
    await world.config.set({ channel_url: 'nonsense' });
    expect(await catalogue.load('cache')).toMatchObject({
      packs: { length: 5 },
      notice: saying('default channel is shown instead'),
    });
  });

  it('lets the host of the settings win over an older list', async () => {
    const published = AppSettings.parse({})['hosts.channel'];
    await writeFile(
      world.paths.channelsFile,
      `default::${published}\ndev::${published}/node_db/dev\nmine::https://example.org/list\nbroken line\n`,
    );
    expect(await (await world.open()).channels()).toEqual([
      { name: 'default', url: world.url },
      { name: 'dev', url: `${world.url}/node_db/dev` },
      { name: 'mine', url: 'https://example.org/list' },
    ]);
  });
});

describe('kept copies of the reference', () => {
  it('are used under either of its two addresses', async () => {
    const name = cacheFileName(
      'https://raw.githubusercontent.com/ltdrdata/ComfyUI-Manager/main/custom-node-list.json',
      'custom-node-list.json',
    );
    expect(name).toBe('1514988643_custom-node-list.json');
    await writeFile(join(world.paths.cacheDir, name), JSON.stringify({ custom_nodes: [entry('kept/pack')] }));
    const { paths, config } = world;
    const catalogue = await createCatalogue({
      settings: AppSettings.parse({}),
      config,
      paths,
      log: silentLogger,
      comfyVersion: null,
    });
    await catalogue.warm();
    expect((await catalogue.load('local')).packs.map((pack) => pack.key)).toEqual(['https://github.com/kept/pack']);
  });
});

describe('find', () => {
  const about = { mode: 'cache', channel: 'default' } as const;

  it.each([
    ['ALPHA', 'alpha'],
    ['Maker/alpha', 'alpha'],
    ['git@github.com:maker/ALPHA.git', 'alpha'],
    ['https://github.com/x/gamma/', 'https://github.com/x/gamma'],
    ['short', 'https://github.com/some/beta'],
    ['gamma', 'https://github.com/x/gamma'],
    ['solo-repo', 'solo'],
  ])('%s is %s', async (ref, key) => {
    expect((await (await world.open()).find(ref, about))?.key).toBe(key);
  });

  it('does not pick one of two repositories of the same name', async () => {
    expect(await (await world.open()).find('beta', about)).toBeNull();
  });

  it('asks the registry for one pack instead of waiting for the whole list', async () => {
    const catalogue = await world.open();
    expect(await catalogue.find('alpha', about)).toMatchObject({
      registryId: 'alpha',
      repository: 'https://github.com/Maker/alpha',
    });
    expect(world.requestedPaths).toEqual(['/nodes/alpha']);
    expect(catalogue.registryIdOf('git@github.com:maker/alpha.git')).toBe('alpha');
  });

  it('looks in the default channel for what the named one does not have', async () => {
    expect(
      (await (await world.open()).find('https://github.com/x/gamma', { mode: 'cache', channel: 'dev' }))?.key,
    ).toBe('https://github.com/x/gamma');
  });

  it('does not say "nobody has it" when nobody could be asked', async () => {
    await world.stopHost();
    await expect((await world.open()).find('unheard', about)).rejects.toMatchObject({ code: 'network-failed' });
  });
});

describe('registry', () => {
  const signal = new AbortController().signal;

  it('resolves a version by one call', async () => {
    const found = await (await world.open()).resolveVersion('alpha', 'latest', signal);
    expect(found).toEqual({
      id: 'alpha',
      version: '1.2.0',
      downloadUrl: `${world.url}/alpha.zip`,
      status: 'active',
      dependencies: ['numpy'],
      deprecated: false,
      changelog: 'new',
    });
    expect(world.requestedPaths).toEqual(['/nodes/alpha/install']);
  });

  it.each([
    ['nobody', null, 'pack-not-found'],
    ['nobody', '1.0.0', 'pack-not-found'],
    ['alpha', '9.9.9', 'version-not-found'],
    ['alpha', '6.6.6', 'version-not-found'],
    ['alpha', 'main', 'version-not-found'],
    ['../secret', null, 'pack-not-found'],
  ] as const)('says about %s %s: %s', async (id, version, code) => {
    await expect((await world.open()).resolveVersion(id, version, signal)).rejects.toMatchObject({
      code,
      remedy: expect.any(String),
    });
  });

  it('lists versions newest first, with nightly last', async () => {
    const catalogue = await world.open();
    expect((await catalogue.versions('alpha')).map((row) => `${row.version} ${row.status}`)).toEqual([
      '1.10.0 active',
      '1.9.0 flagged',
      '1.2.0 active',
      'nightly active',
    ]);
    expect((await catalogue.versions('https://github.com/x/gamma')).map((row) => row.version)).toEqual(['nightly']);
    await expect(catalogue.versions('nobody')).rejects.toMatchObject({ code: 'pack-not-found' });
  });
});

describe('mappings', () => {
  const local = (rest: Partial<LocalPack>): LocalPack => ({
    key: 'k',
    name: 'n',
    source: 'git',
    enabled: true,
    version: '',
    registryId: null,
    auxId: null,
    repository: null,
    branch: null,
    ...rest,
  });

  it('names packs by registry id when known, and never leaves an installed one out', async () => {
    const catalogue = await world.open();
    await catalogue.load('cache');
    const installed = [
      local({ key: 'mine', name: 'mine' }),
      local({ key: 'solo', name: 'solo', registryId: 'solo' }),
      local({ name: 'g', repository: 'https://github.com/X/Gamma' }),
    ];
    const mappings = await catalogue.mappings('cache', installed, new Map());
    expect(mappings['alpha']).toEqual([['AlphaSampler'], { title_aux: 'a' }]);
    expect(mappings['mine']).toEqual([[], { title_aux: 'mine' }]);
    expect(mappings['solo']).toEqual([[], { title_aux: 'The solo' }]);
    expect(Object.keys(mappings)).toHaveLength(6);
  });

  it('works without any data, and takes preempted names away in mode nickname', async () => {
    const catalogue = await world.open();
    expect(await catalogue.mappings('local', [local({ key: 'mine', name: 'mine' })], new Map())).toEqual({
      mine: [[], { title_aux: 'mine' }],
    });
    await catalogue.load('cache');
    const mappings = await catalogue.mappings('nickname', [], new Map());
    expect(mappings['https://github.com/x/gamma']?.[0]).toEqual(['Gamma']);
    expect(mappings['https://github.com/some/beta']?.[0]).toEqual(['Owned']);
  });
});
