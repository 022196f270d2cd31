import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors';
import { AppSettings, type SettingName } from '../../contract/settings';
import { checkSetting } from './settings-rules';

const bad: Partial<Record<SettingName, readonly string[]>> = {
  'hosts.registry': ['', 'comfy', 'ftp://host', 'https://host/?a=1', 'https://host/#a', 'javascript:alert(1)'],
  'hosts.channel': ['http://mirror.example/main', 'file:///tmp'],
  'hosts.civitai': ['http://civitai.example'],
  'python.indexUrl': ['simple', 'ftp://host'],
  'python.interpreter': ['python3', join(tmpdir(), 'no such python')],
  'network.proxy': ['proxy:3128', 'socks5://host:1'],
  'comfyui.port': ['', '-1', '65536', '80.5', 'x'],
  'comfyui.stopSeconds': ['0', '601', 'x'],
  'gateway.host': ['', 'http://127.0.0.1', 'my machine', '300.1.1.1'],
  'gateway.allowedHosts': ['http://studio', 'studio:8188', 'a b'],
  'downloads.stallSeconds': ['0', '', '1e9', 'NaN', 'Infinity'],
  'downloads.atOnce': ['0', '9', '1.5'],
  'downloads.maxBytesPerSecond': ['-1', '0.5'],
  'downloads.hours': ['night', '22-7', '24:00-07:00', '22:00 - 07:00'],
  'archive.maxBytes': ['0', '1.5', '-3'],
  'archive.maxEntries': ['0', '2.5'],
  'archive.maxRatio': ['0', 'many'],
  'installScript.timeoutSeconds': ['0', '99999999'],
  'trash.days': ['-1', '1.5', '4000'],
  'trash.maxBytes': ['-1', '0.5'],
  'updates.feed': ['http://releases.example', 'releases', 'https://releases.example/?token=1'],
};

const good: Partial<Record<SettingName, readonly string[]>> = {
  'hosts.registry': ['https://mirror.example/registry', 'http://nas:8080'],
  'hosts.channel': ['http://127.0.0.1:9000/main'],
  'python.indexUrl': ['', 'https://pypi.example/simple'],
  'python.interpreter': ['', process.execPath],
  'network.proxy': ['', 'http://user:secret@proxy.example:3128'],
  'comfyui.port': ['0', '8189'],
  'gateway.host': ['0.0.0.0', '::1', 'localhost'],
  'downloads.hours': ['', '22:00-07:00'],
  'gateway.allowedHosts': ['', 'studio, studio.local,10.0.0.7'],
  'downloads.stallSeconds': ['0.5e2', '90'],
  'updates.feed': ['', 'https://releases.example/app', 'http://127.0.0.1:9000'],
};

const cases = (of: typeof bad) =>
  Object.entries(of).flatMap(([name, values]) => values.map((value) => [name as SettingName, value] as const));

describe('checkSetting', () => {
  it.each(cases(bad))('refuses %s = "%s" with a reason and a way out', async (name, value) => {
    const error: unknown = await checkSetting(name, value).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'invalid-input', remedy: expect.stringMatching(/\S/) });
    expect((error as AppError).message).toContain(name);
  });

  it.each(cases(good))('takes %s = "%s", and a start could read it', async (name, value) => {
    await checkSetting(name, value);
    expect(AppSettings.safeParse({ [name]: value }).success).toBe(true);
  });

  it.each<[SettingName, string, string | undefined]>([
    ['network.proxy', 'proxy:3128', 'http://proxy:3128'],
    ['hosts.registry', 'mirror.example/registry', 'https://mirror.example/registry'],
    ['network.proxy', 'socks5://host:1', undefined],
  ])('says of %s = "%s" what is likely meant', async (name, value, suggestion) => {
    const error: unknown = await checkSetting(name, value).catch((thrown: unknown) => thrown);
    expect((error as AppError).details['suggestion']).toBe(suggestion);
  });

  it('takes every default', async () => {
    for (const [name, value] of Object.entries(AppSettings.parse({}))) {
      await checkSetting(name as SettingName, String(value));
    }
  });
});
