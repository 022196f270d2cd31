import { join } from 'node:path';
import type { Logger } from '../../base/log';
import type { ShellOperations } from '../../contract/operations';
import type { AppSettings } from '../../contract/settings';
import type { ApiToken } from '../store/api-token';
import type { CoreSettings } from '../workspace/core-settings';
import { openGitLogins } from '../store/git-login-store';
import { openSecrets, type Secrets } from '../store/secrets';
import { createSystemCipher, type SystemEncryption } from '../store/settings-cipher';
import { createSettingsOperations, type ShownInstallation } from './settings';
import { createTokenOperations } from './settings-tokens';
import type { StateStore } from '../store/state-store';
import type { Workspace } from '../workspace/workspace';

/** What is the person's own, whatever folder is open: settings and tokens. */
export type PersonalOperations = Pick<
  ShellOperations,
  Extract<keyof ShellOperations, `${'settings' | 'tokens' | 'apiToken'}.${string}`>
>;

export interface PersonalOptions {
  store: StateStore;
  settings: AppSettings;
  /** What the command line gave for this run. */
  overrides: Record<string, string>;
  secrets: Secrets;
  apiToken: ApiToken;
  workspace: Pick<Workspace, 'shownInstance' | 'door'>;
}

/** Tokens of the person's accounts, and those of remote cores, by the `remote:ID` of each. */
export interface ProfileSecrets {
  secrets: Secrets;
  remoteTokens: Secrets<string>;
}

/** Opens the tokens of a profile, and the logins of git addresses. */
export async function openSecretsOf(
  profileDir: string,
  encryption: SystemEncryption | null,
  log: Logger,
): Promise<ProfileSecrets> {
  const cipher = createSystemCipher(encryption ?? {}, process.platform);
  const storesPlain = encryption === null;
  const logins = await openGitLogins({ file: join(profileDir, 'git-logins.json'), cipher, log });
  const secrets = await openSecrets({ file: join(profileDir, 'tokens.json'), cipher, storesPlain, log });
  const remoteTokens = await openSecrets<string>({
    ...{ file: join(profileDir, 'remote-tokens.json'), cipher, storesPlain, log },
  });
  const ready = Promise.all([logins.ready, secrets.ready]).then(() => undefined);
  return { secrets: { ...secrets, ready }, remoteTokens };
}

/** How a core reads tokens. The demo is given none: its hosts are not those the tokens are for. */
export function tokensFor({ kind }: Pick<CoreSettings, 'kind'>, secrets: Secrets): Secrets['read'] {
  return kind === 'demo' ? () => '' : (account) => secrets.read(account);
}

/** Makes what a window asks about the person's own settings and tokens. */
export function createPersonalOperations(options: PersonalOptions): PersonalOperations {
  const { store, settings, overrides, secrets, apiToken, workspace } = options;
  const shown = (): ShownInstallation | null => {
    const current = workspace.shownInstance()?.slot.current() ?? null;
    // The settings of one on another machine are there; these are of this app.
    if (current === null || current.installation.remote !== undefined) return null;
    return { settings: current.settings, operations: current.core.operations, isDemo: current.kind === 'demo' };
  };
  return {
    ...createSettingsOperations({ store, settings, overrides, door: workspace.door, shown }),
    ...createTokenOperations(secrets, settings),
    'apiToken.read': () => Promise.resolve(apiToken.facts()),
    'apiToken.make': () => apiToken.make(),
    'apiToken.revoke': async () => {
      await apiToken.revoke();
      return apiToken.facts();
    },
  };
}
