import type { GitOptions } from '../base/git-command';
import type { AppSettings, ManagerConfig } from '../contract/settings';

/** How git is called here: program, mirror, proxy and patience as they are set. `config` is asked before every command. */
export function gitSettings(settings: AppSettings, config: () => ManagerConfig): GitOptions {
  return {
    executable: () => config().git_exe || 'git',
    githubBase: settings['hosts.github'],
    proxy: settings['network.proxy'],
    stallMs: settings['downloads.stallSeconds'] * 1000,
  };
}
