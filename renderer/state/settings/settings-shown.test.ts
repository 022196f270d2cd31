import { settingSections } from '../../navigation/filters';
import { describe, expect, it } from 'vitest';
import { AppSettings, type ConfigState, ManagerConfig, type SettingState } from '../../../src/contract/settings';
import { settingEntries, settingsOf } from './settings-list';
import { answersQuery } from '../../settings/settings-search';
import { showSetting, toBaseNumber, toConfigValue, toShownNumber } from './settings-shown';

const values: ManagerConfig = {
  ...{ security_level: 'normal', network_mode: 'public', channel_url: 'https://a.example', db_mode: 'cache' },
  ...{ update_policy: 'stable-comfyui', downgrade_blacklist: ['torch', 'numpy'], git_exe: '', use_uv: true },
  ...{ allow_git_url_install: false, allow_pip_install: false, allow_flagged_nodepack_install: false },
  http_channel_enabled: false,
};
const config: ConfigState = {
  values,
  fallbacks: { ...values, downgrade_blacklist: [], use_uv: false },
  problem: null,
  file: '/config.ini',
};
const state = (changes: Partial<SettingState>): SettingState => ({
  ...{ name: 'gateway.host', value: '127.0.0.1', inForce: '127.0.0.1', fallback: '127.0.0.1' },
  ...{ source: 'default', effect: 'app-start' },
  ...changes,
});

describe('the list of settings', () => {
  it('has every setting of the app and of config.ini, each once, but the arguments, which have a place of their own', () => {
    const places = settingSections.flatMap(settingsOf).map((id) => settingEntries[id].place);
    const names = places.flatMap((place) => (place.of === 'app' ? [place.name] : []));
    const keys = places.flatMap((place) => (place.of === 'config' ? [place.key] : []));
    expect(names.sort()).toEqual(
      Object.keys(AppSettings.shape)
        .filter((name) => name !== 'comfyui.arguments')
        .sort(),
    );
    expect(keys.sort()).toEqual(Object.keys(ManagerConfig.shape).sort());
  });
});

describe('a row', () => {
  it('shows what the app says of its setting, and whether it waits', () => {
    expect(showSetting('gatewayHost', undefined, config)).toBeNull();
    const settings = [state({ value: '0.0.0.0', source: 'stored' })];
    expect(showSetting('gatewayHost', settings, undefined)).toMatchObject({ value: '0.0.0.0', isWaiting: true });
    expect(showSetting('gatewayHost', [state({})], undefined)).toMatchObject({ source: 'default', isWaiting: false });
  });

  it('shows config.ini as texts, and writes them back as what they are', () => {
    expect(showSetting('downgrade', [], config)).toMatchObject({
      value: 'torch, numpy',
      fallback: '',
      source: 'stored',
    });
    expect(showSetting('useUv', [], config)).toMatchObject({
      value: 'true',
      source: 'stored',
      effect: 'comfyui-start',
    });
    expect(showSetting('dbMode', [], config)).toMatchObject({ value: 'cache', source: 'default', effect: 'now' });
    expect(toConfigValue([], ' Torch ,, numpy,')).toEqual(['torch', 'numpy']);
    expect([toConfigValue(false, 'true'), toConfigValue(true, 'false'), toConfigValue('', 'x')]).toEqual([
      true,
      false,
      'x',
    ]);
  });

  it('shows numbers in the unit a person uses, and leaves what is none to be refused', () => {
    const mebi = 1024 ** 2;
    expect(toShownNumber(String(1024 ** 3), mebi)).toBe('1024');
    expect(toBaseNumber('1,5', mebi)).toBe(String(1.5 * mebi));
    expect([toBaseNumber('plenty', mebi), toBaseNumber('', mebi), toBaseNumber(' 90 ', 1)]).toEqual([
      'plenty',
      '',
      '90',
    ]);
  });
});

describe('the search', () => {
  it('finds every word, in any order and case', () => {
    expect(answersQuery('', 'Proxy')).toBe(true);
    expect(answersQuery('http PROX', 'Proxy', 'Address of an HTTP proxy')).toBe(true);
    expect(answersQuery('proxy socks', 'Proxy', 'Address of an HTTP proxy')).toBe(false);
    // Anywhere in what it is called, and where a word begins in what is said of it.
    expect(answersQuery('limit', 'Zeitlimit')).toBe(true);
    expect(answersQuery('port', 'Notifications', 'Reports finished tasks')).toBe(false);
    expect(answersQuery('port', 'ComfyUI', 'The reported port')).toBe(true);
    expect(answersQuery('代理', '网络', '下载使用的代理地址')).toBe(true);
  });
});
