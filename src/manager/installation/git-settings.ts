import type { GitOptions } from '../../base/git/command';
import type { AppSettings, ManagerConfig } from '../../contract/settings';
import type { ReadToken } from './tokens';

/** How git is called here: program, mirror, proxy, patience and login, each read anew before every command. */
export function gitSettings(
  settings: AppSettings,
  config: () => Pick<ManagerConfig, 'git_exe'>,
  readToken?: ReadToken,
): GitOptions {
  return {
    executable: () => config().git_exe || 'git',
    readGithubToken: () => readToken?.('github') ?? '',
    get githubBase() {
      return settings['hosts.github'];
    },
    get proxy() {
      return settings['network.proxy'];
    },
    get stallMs() {
      return settings['downloads.stallSeconds'] * 1000;
    },
  };
}
