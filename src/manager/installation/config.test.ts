import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openConfig } from './config';

let folder = '';
let configFile = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cmd konfig-'));
  configFile = join(folder, 'config.ini');
});
afterEach(() => rm(folder, { recursive: true }));

const content = () => readFile(configFile, 'utf8');

describe('openConfig', () => {
  it('creates the file with the reference’s defaults', async () => {
    const config = await openConfig({ configFile });
    expect(config.current()).toMatchObject({
      security_level: 'normal',
      network_mode: 'public',
      db_mode: 'cache',
      allow_git_url_install: false,
    });
    expect(await content()).toMatch(/^\[default\]\ngit_exe = \n/);
    expect(await content()).toMatch(/\nfile_logging = True\n/);
    expect(await content()).toMatch(/\nallow_flagged_nodepack_install = False\n\n$/);
  });

  it('reads a file of the reference and leaves it as it is', async () => {
    const written =
      '[default]\nsecurity_level = Weak\nnetwork_mode = PRIVATE\nallow_git_url_install = TRUE\ndowngrade_blacklist = Torch, , numpy\nchannel_url = https://example.org/a%%20b\n\n';
    await writeFile(configFile, written);
    const config = await openConfig({ configFile });
    expect(config.current()).toMatchObject({
      security_level: 'weak',
      network_mode: 'private',
      allow_git_url_install: true,
      downgrade_blacklist: ['torch', 'numpy'],
      channel_url: 'https://example.org/a%20b',
    });
    expect(await content()).toBe(written);
  });

  it.each(['strng', '', 'none', 'weak!'])('takes the security level %j as strong', async (level) => {
    await writeFile(configFile, `[default]\nsecurity_level = ${level}\n`);
    expect((await openConfig({ configFile })).current().security_level).toBe('strong');
  });

  it('sees edits made outside, also a file that vanished', async () => {
    const config = await openConfig({ configFile });
    await writeFile(configFile, '[default]\nsecurity_level = weak\n');
    expect(config.current().security_level).toBe('weak');
    await rm(configFile);
    expect(config.current().security_level).toBe('normal');
  });

  it('writes in place, many at once, and keeps outside edits', async () => {
    await writeFile(
      configFile,
      '# mine\n[default]\nhttp_channel_enabled = True\nunknown = %(x)s\nsecurity_level = normal\n\n[elsewhere]\na = 1\n',
      { mode: 0o600 },
    );
    const config = await openConfig({ configFile });
    await writeFile(configFile, `${await content()}b = 2\n`);
    await Promise.all([
      config.set({ security_level: 'weak' }),
      config.set({ use_uv: true }),
      config.set({ downgrade_blacklist: ['torch', 'numpy'], git_exe: '/usr/bin/git\nnot a line' }),
    ]);
    expect(await content()).toBe(
      '# mine\n[default]\nhttp_channel_enabled = True\nunknown = %(x)s\nsecurity_level = weak\nuse_uv = True\ndowngrade_blacklist = torch, numpy\ngit_exe = /usr/bin/gitnot a line\n\n[elsewhere]\na = 1\nb = 2\n',
    );
    expect(config.current()).toMatchObject({ security_level: 'weak', use_uv: true, http_channel_enabled: true });
    expect((await stat(configFile)).mode & 0o777).toBe(0o600);
  });

  it('adds its section to a file without one, with all keys', async () => {
    await writeFile(configFile, '[other]\na = 1\n');
    const config = await openConfig({ configFile });
    await config.set({ network_mode: 'offline' });
    expect(await content()).toMatch(/^\[other\]\na = 1\n\n\[default\]\n/);
    expect(await content()).toMatch(/\nnetwork_mode = offline\n/);
    expect(await content()).toMatch(/\nshare_option = all\n/);
  });

  it('refuses a percent sign, which would make the file unreadable for the reference', async () => {
    const config = await openConfig({ configFile });
    const before = await content();
    await expect(config.set({ git_exe: '%PATH%/git' })).rejects.toMatchObject({ code: 'invalid-input' });
    expect(await content()).toBe(before);
  });

  it.each(['security_level = weak\n', '[default]\nsecurity_level = weak\nwhat is this\n'])(
    'trusts nothing in the malformed file %j and never overwrites it',
    async (written) => {
      await writeFile(configFile, written);
      const errors: string[] = [];
      const log = {
        debug: () => undefined,
        info: () => undefined,
        warn: () => undefined,
        error: (message: string) => void errors.push(message),
      };
      const config = await openConfig({ configFile }, log);
      expect(config.current()).toMatchObject({ security_level: 'strong', allow_git_url_install: false });
      expect(errors.join()).toContain('malformed');
      expect(config.problem()).toContain('malformed');
      await expect(config.set({ use_uv: true })).rejects.toMatchObject({
        code: 'config-unreadable',
        remedy: expect.stringContaining(configFile),
      });
      expect(await content()).toBe(written);
      await writeFile(configFile, '[default]\nsecurity_level = normal-\n');
      expect(config.current().security_level).toBe('normal-');
      expect(config.problem()).toBeNull();
    },
  );

  it('takes a file it may not read as strong', async () => {
    await rm(configFile, { force: true });
    await import('node:fs/promises').then(({ mkdir }) => mkdir(configFile));
    const config = await openConfig({ configFile });
    expect(config.current().security_level).toBe('strong');
    await expect(config.set({ use_uv: true })).rejects.toMatchObject({ code: 'config-unreadable' });
    await chmod(configFile, 0o700);
  });
});
