import { SecurityLevel, type ManagerConfig } from './settings';

const isLaxer = (next: string, now: string): boolean => {
  const levels: readonly string[] = SecurityLevel.options;
  return levels.indexOf(next) > levels.indexOf(now);
};

/** Whether a value of config.ini opens something that was closed; keys that are not here only say how a person works. */
const opens: { readonly [K in keyof ManagerConfig]?: (next: ManagerConfig[K], now: ManagerConfig[K]) => boolean } = {
  security_level: isLaxer,
  network_mode: (next) => next === 'personal_cloud',
  allow_git_url_install: (next) => next,
  allow_pip_install: (next) => next,
  allow_flagged_nodepack_install: (next) => next,
  http_channel_enabled: (next) => next,
  git_exe: (next) => next !== '',
  channel_url: () => true,
};

/** The keys of `config.ini` of which the next values open something that is closed with the present ones. Pure. */
export function findOpenings(next: ManagerConfig, now: ManagerConfig): (keyof ManagerConfig)[] {
  const isOpening = <K extends keyof ManagerConfig>(key: K, value: ManagerConfig[K]): boolean =>
    value !== now[key] && (opens[key]?.(value, now[key]) ?? false);
  return (Object.keys(opens) as (keyof ManagerConfig)[]).filter((key) => isOpening(key, next[key]));
}
