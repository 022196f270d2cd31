import type { GitOptions } from '../../base/git-command';
import type { AppSettings } from '../../contract/settings';
import type { ConfigFile } from '../config';

/** How this room calls git: program, mirror, proxy and patience as they are set. */
export function gitSettings(settings: AppSettings, config: ConfigFile): GitOptions {
  return {
    executable: () => config.current().git_exe || 'git',
    githubBase: settings['hosts.github'],
    proxy: settings['network.proxy'],
    stallMs: settings['downloads.stallSeconds'] * 1000,
  };
}
