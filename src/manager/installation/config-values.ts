import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { AppSettings, CatalogueMode, ManagerConfig, NetworkMode, SecurityLevel } from '../../contract/settings';

/** The section of `config.ini` that the reference and we use. */
export const configSection = 'default';

const builtInChannelUrl = AppSettings.parse({})['hosts.channel'];

/**
 * What a new file starts with: the keys the reference always writes, with the values it has without a file (docs/reference/on-disk.md 8), in its order.
 * `use_uv` stays out: its value there says whether a Python module is present, which nobody knows yet.
 */
export const freshValues: ReadonlyMap<string, string> = new Map([
  ['git_exe', ''],
  ['use_unified_resolver', 'False'],
  ['channel_url', builtInChannelUrl],
  ['share_option', 'all'],
  ['bypass_ssl', 'False'],
  ['file_logging', 'True'],
  ['update_policy', 'stable-comfyui'],
  ['windows_selector_event_loop_policy', 'False'],
  ['model_download_by_agent', 'False'],
  ['downgrade_blacklist', ''],
  ['security_level', 'normal'],
  ['always_lazy_install', 'False'],
  ['network_mode', 'public'],
  ['db_mode', 'cache'],
  ['verbose', 'False'],
  ['allow_git_url_install', 'False'],
  ['allow_pip_install', 'False'],
  ['allow_flagged_nodepack_install', 'False'],
]);

function readBoolean(text: string | undefined): boolean {
  return text?.toLowerCase() === 'true';
}

function readList(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((item) => item.trim().toLowerCase())
    .filter((item) => item !== '');
}

/**
 * What the values mean. Absent keys have the reference's defaults; a security level nobody knows counts as `strong`, so that a typing error
 * never opens a door; other unknown words count as the default.
 */
export function readManagerConfig(values: ReadonlyMap<string, string>): ManagerConfig {
  // `%%` is configparser's way to write `%`.
  const text = (key: string) => values.get(key)?.trim().replaceAll('%%', '%');
  const word = (key: string) => text(key)?.toLowerCase();
  const level = word('security_level');
  return {
    security_level: level === undefined ? 'normal' : SecurityLevel.catch('strong').parse(level),
    network_mode: NetworkMode.catch('public').parse(word('network_mode')),
    channel_url: text('channel_url') || builtInChannelUrl,
    db_mode: CatalogueMode.catch('cache').parse(word('db_mode')),
    update_policy: ManagerConfig.shape.update_policy.catch('stable-comfyui').parse(word('update_policy')),
    downgrade_blacklist: readList(text('downgrade_blacklist')),
    allow_git_url_install: readBoolean(text('allow_git_url_install')),
    allow_pip_install: readBoolean(text('allow_pip_install')),
    allow_flagged_nodepack_install: readBoolean(text('allow_flagged_nodepack_install')),
    http_channel_enabled: readBoolean(text('http_channel_enabled')),
    use_uv: readBoolean(text('use_uv')),
    git_exe: text('git_exe') ?? '',
  };
}

/** The configuration of a file that cannot be read: nothing is allowed that a person may have forbidden in it. */
export function lockedConfig(): ManagerConfig {
  return readManagerConfig(new Map([['security_level', 'strong']]));
}

function writeValue(key: string, value: ManagerConfig[keyof ManagerConfig]): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  const text = (typeof value === 'string' ? value : value.join(', ')).replace(/[\r\n\0]/g, '').trim();
  if (text.includes('%')) {
    throw new AppError(
      'invalid-input',
      msg`\`${key}\` cannot contain "%": ComfyUI-Manager could no longer read config.ini.`,
      {
        remedy: msg`Use a value without a percent sign.`,
        details: { key },
      },
    );
  }
  return text;
}

/** Changes in the form of the file. Throws `invalid-input` on a `%`. */
export function writeConfigValues(changes: Partial<ManagerConfig>): Map<string, string> {
  const written = new Map<string, string>();
  for (const [key, value] of Object.entries(changes)) written.set(key, writeValue(key, value));
  return written;
}
