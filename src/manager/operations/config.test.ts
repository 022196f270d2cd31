import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../contract/operations';
import { AppSettings, type ManagerConfig } from '../../contract/settings';
import { openChannels } from '../catalogue/sources/channels';
import { openConfig } from '../installation/config';
import type { Areas } from '../areas';
import { createConfigOperations } from './config';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'settings-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function open() {
  const paths = { configFile: join(dir, 'config.ini') };
  const config = await openConfig(paths);
  // The operations under test touch config.ini alone.
  const areas = { config } as unknown as Pick<Areas, 'config' | 'catalogue'>;
  const operations = createConfigOperations(areas, paths);
  const change = (changes: Partial<ManagerConfig>, caller: Caller = 'person') =>
    operations['config.change']({ changes }, { caller });
  const read = () => operations['config.read']({}, { caller: 'person' });
  return { change, read, text: () => readFile(paths.configFile, 'utf8') };
}

describe('config.setChannel', () => {
  it('writes the published address, not the host that this run asks instead', async () => {
    const paths = { configFile: join(dir, 'config.ini'), channelsFile: join(dir, 'channels.list') };
    const config = await openConfig(paths);
    const settings = AppSettings.parse({ 'hosts.channel': 'http://127.0.0.1:9/list' });
    const channels = await openChannels({ ...paths, settings, config });
    // The operation asks nothing else of these areas.
    const catalogue = { publishedChannels: channels.listPublished };
    const areas = { config, catalogue } as unknown as Pick<Areas, 'config' | 'catalogue'>;
    await createConfigOperations(areas, paths)['config.setChannel']({ value: 'dev' }, { caller: 'program' });
    const text = await readFile(paths.configFile, 'utf8');
    expect(text).toContain(`channel_url = ${AppSettings.parse({})['hosts.channel']}/node_db/dev`);
    expect(text).not.toContain('127.0.0.1');
    expect(await channels.resolve()).toMatchObject({ name: 'dev', baseUrl: 'http://127.0.0.1:9/list/node_db/dev' });
  });
});

describe('config.change', () => {
  it('writes what was asked for, and tells what counts now', async () => {
    const { change, read, text } = await open();
    const state = await change({
      security_level: 'weak',
      downgrade_blacklist: ['torch', 'numpy'],
      git_exe: process.execPath,
    });
    expect(state.values).toMatchObject({ security_level: 'weak', downgrade_blacklist: ['torch', 'numpy'] });
    expect(state.fallbacks).toMatchObject({ security_level: 'normal', downgrade_blacklist: [], use_uv: false });
    expect(await text()).toMatch(/^security_level = weak$/m);
    expect((await read()).values.git_exe).toBe(process.execPath);
    await change({ security_level: 'strong' });
    // The way back is open to who sits at the machine.
    expect((await change({ security_level: 'normal' })).values.security_level).toBe('normal');
  });

  it('refuses what cannot work, and writes nothing', async () => {
    const { change, text } = await open();
    const before = await text();
    const refused: Partial<ManagerConfig>[] = [
      { git_exe: 'git' },
      { git_exe: join(dir, 'no git') },
      { git_exe: dir },
      { channel_url: 'http://mirror.example/main' },
      { channel_url: 'dev' },
      { channel_url: '' },
      { downgrade_blacklist: ['100%'] },
    ];
    for (const changes of refused) {
      await expect(change(changes), JSON.stringify(changes)).rejects.toMatchObject({
        code: 'invalid-input',
        remedy: expect.stringMatching(/\S/),
      });
    }
    expect(await text()).toBe(before);
    expect((await change({ channel_url: 'http://127.0.0.1:9/main' })).values.channel_url).toBe(
      'http://127.0.0.1:9/main',
    );
  });

  it('is for the window alone', async () => {
    const { change, read } = await open();
    await expect(change({ security_level: 'weak' }, 'program')).rejects.toMatchObject({ code: 'not-trusted' });
    expect((await read()).values.security_level).toBe('normal');
  });
});
