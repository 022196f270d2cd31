import type { SettingSection } from '../../navigation/filters';
import type { ManagerConfig, SettingName } from '../../../src/contract/settings';

type NumberUnit = 'seconds' | 'days' | 'mebibytes' | 'megabytesPerSecond' | 'downloads' | 'entries' | 'times' | 'port';

/** What a value is set with. Numbers are stored in the base unit and shown divided by `scale`. */
export type Control =
  | { kind: 'choice'; options: readonly string[] }
  /** A choice whose values are few and short: they stand beside each other. */
  | { kind: 'segments'; options: readonly string[] }
  | { kind: 'channel' }
  | { kind: 'switch' }
  | { kind: 'number'; unit: NumberUnit; scale: number }
  | { kind: 'text'; placeholder?: string }
  | { kind: 'path' };

/** Where a setting is kept: with the app, or in `config.ini` of the installation. */
export type SettingPlace = { of: 'app'; name: SettingName } | { of: 'config'; key: keyof ManagerConfig };

interface Entry {
  section: Exclude<SettingSection, 'accounts' | 'installation'>;
  place: SettingPlace;
  control: Control;
  /** Hardly anybody needs it: it stands folded below the others of its section. */
  isExpert?: true;
}

const app = (name: SettingName): SettingPlace => ({ of: 'app', name });
const config = (key: keyof ManagerConfig): SettingPlace => ({ of: 'config', key });
const address: Control = { kind: 'text', placeholder: 'https://' };
const seconds: Control = { kind: 'number', unit: 'seconds', scale: 1 };
const onOff: Control = { kind: 'switch' };
const choice = (...options: readonly string[]): Control => ({ kind: 'choice', options });

/** Every setting of the app and of `config.ini`, in the order of the screen. The arguments of ComfyUI are in its own place. */
export const settingEntries = {
  trashDays: { section: 'general', place: app('trash.days'), control: { kind: 'number', unit: 'days', scale: 1 } },
  trashBytes: {
    section: 'general',
    place: app('trash.maxBytes'),
    control: { kind: 'number', unit: 'mebibytes', scale: 1024 ** 2 },
  },
  hashModels: { section: 'general', place: app('models.hashInBackground'), control: onOff },
  appCheck: { section: 'updates', place: app('updates.check'), control: onOff },
  appDownload: { section: 'updates', place: app('updates.download'), control: onOff },
  appAtQuit: { section: 'updates', place: app('updates.atQuit'), control: onOff },
  appChannel: { section: 'updates', place: app('updates.channel'), control: choice('stable', 'preview') },
  appFeed: { section: 'updates', place: app('updates.feed'), control: address, isExpert: true },
  proxy: { section: 'network', place: app('network.proxy'), control: { kind: 'text', placeholder: 'http://' } },
  networkMode: {
    section: 'network',
    place: config('network_mode'),
    control: choice('public', 'private', 'offline', 'personal_cloud'),
  },
  registry: { section: 'network', place: app('hosts.registry'), control: address, isExpert: true },
  channelHost: { section: 'network', place: app('hosts.channel'), control: address, isExpert: true },
  github: { section: 'network', place: app('hosts.github'), control: address, isExpert: true },
  huggingface: { section: 'network', place: app('hosts.huggingface'), control: address, isExpert: true },
  civitai: { section: 'network', place: app('hosts.civitai'), control: address, isExpert: true },
  gitExe: { section: 'network', place: config('git_exe'), control: { kind: 'text' }, isExpert: true },
  interpreter: { section: 'python', place: app('python.interpreter'), control: { kind: 'path' } },
  tool: { section: 'python', place: app('python.tool'), control: choice('auto', 'uv', 'pip') },
  askBefore: { section: 'python', place: app('python.askBefore'), control: choice('always', 'moves', 'never') },
  requirementPolicy: {
    section: 'python',
    place: app('python.requirementPolicy'),
    control: choice('as-asked', 'no-downgrade', 'only-new'),
  },
  indexUrl: { section: 'python', place: app('python.indexUrl'), control: address, isExpert: true },
  torchCuda: { section: 'python', place: app('torch.cudaIndex'), control: address, isExpert: true },
  torchRocm: { section: 'python', place: app('torch.rocmIndex'), control: address, isExpert: true },
  torchXpu: { section: 'python', place: app('torch.xpuIndex'), control: address, isExpert: true },
  torchCpu: { section: 'python', place: app('torch.cpuIndex'), control: address, isExpert: true },
  downgrade: { section: 'python', place: config('downgrade_blacklist'), control: { kind: 'text' }, isExpert: true },
  installScript: { section: 'python', place: app('installScript.timeoutSeconds'), control: seconds, isExpert: true },
  useUv: { section: 'python', place: config('use_uv'), control: onOff, isExpert: true },
  port: { section: 'comfyui', place: app('comfyui.port'), control: { kind: 'number', unit: 'port', scale: 1 } },
  checkBeforeStart: { section: 'comfyui', place: app('comfyui.checkBeforeStart'), control: onOff },
  repository: { section: 'comfyui', place: app('comfyui.repository'), control: address, isExpert: true },
  stopSeconds: { section: 'comfyui', place: app('comfyui.stopSeconds'), control: seconds, isExpert: true },
  readySeconds: { section: 'comfyui', place: app('comfyui.readySeconds'), control: seconds, isExpert: true },
  updatePolicy: {
    section: 'updates',
    place: config('update_policy'),
    control: choice('stable-comfyui', 'nightly-comfyui', 'stable', 'nightly'),
  },
  packCheck: { section: 'updates', place: app('packs.checkUpdates'), control: onOff },
  channel: { section: 'updates', place: config('channel_url'), control: { kind: 'channel' } },
  dbMode: {
    section: 'updates',
    place: config('db_mode'),
    control: choice('cache', 'remote', 'local', 'channel'),
    isExpert: true,
  },
  securityLevel: {
    section: 'security',
    place: config('security_level'),
    control: { kind: 'segments', options: ['strong', 'normal', 'normal-', 'weak'] },
  },
  gitUrl: { section: 'security', place: config('allow_git_url_install'), control: onOff },
  pip: { section: 'security', place: config('allow_pip_install'), control: onOff },
  flagged: { section: 'security', place: config('allow_flagged_nodepack_install'), control: onOff, isExpert: true },
  httpChannel: { section: 'security', place: config('http_channel_enabled'), control: onOff, isExpert: true },
  gatewayHost: { section: 'security', place: app('gateway.host'), control: { kind: 'text' } },
  allowedHosts: { section: 'security', place: app('gateway.allowedHosts'), control: { kind: 'text' }, isExpert: true },
  downloadsAtOnce: {
    section: 'network',
    place: app('downloads.atOnce'),
    control: { kind: 'number', unit: 'downloads', scale: 1 },
  },
  downloadRate: {
    section: 'network',
    place: app('downloads.maxBytesPerSecond'),
    control: { kind: 'number', unit: 'megabytesPerSecond', scale: 1e6 },
  },
  downloadHours: {
    section: 'network',
    place: app('downloads.hours'),
    control: { kind: 'text', placeholder: '22:00-07:00' },
  },
  keepAwake: { section: 'network', place: app('downloads.keepAwake'), control: onOff },
  stall: { section: 'network', place: app('downloads.stallSeconds'), control: seconds, isExpert: true },
  maxBytes: {
    section: 'security',
    place: app('archive.maxBytes'),
    control: { kind: 'number', unit: 'mebibytes', scale: 1024 ** 2 },
    isExpert: true,
  },
  maxEntries: {
    section: 'security',
    place: app('archive.maxEntries'),
    control: { kind: 'number', unit: 'entries', scale: 1 },
    isExpert: true,
  },
  maxRatio: {
    section: 'security',
    place: app('archive.maxRatio'),
    control: { kind: 'number', unit: 'times', scale: 1 },
    isExpert: true,
  },
} as const satisfies Record<string, Entry>;

export type SettingId = keyof typeof settingEntries;

/** What a setting is called where it is kept: as on a command line, or in the file of the installation. */
export function nameOfSetting(id: SettingId): string {
  const { place } = settingEntries[id];
  return place.of === 'app' ? place.name : `config.ini: ${place.key}`;
}

/** How the app behaves on this desktop: settings without a default to go back to in a file. */
export const preferenceIds = ['theme', 'language', 'closeToTray', 'startAtLogin', 'notifications'] as const;
export type PreferenceId = (typeof preferenceIds)[number];

/** Accounts in the order they are shown. */
export const accountIds = ['huggingface', 'civitai', 'github'] as const;

/** The settings of one section, in order. */
export function settingsOf(section: SettingSection): SettingId[] {
  const ids = Object.keys(settingEntries) as SettingId[];
  return ids.filter((id) => settingEntries[id].section === section);
}

/** Whether hardly anybody needs it. */
export function isExpert(id: SettingId): boolean {
  const entry: Entry = settingEntries[id];
  return entry.isExpert === true;
}
