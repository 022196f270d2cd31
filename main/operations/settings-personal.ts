import { join } from 'node:path';
import { app, safeStorage } from 'electron';
import type { Logger } from '../../src/base/log';
import type { ShellOperations } from '../../src/contract/operations';
import type { AppSettings } from '../../src/contract/settings';
import { openApiToken, type ApiToken } from '../store/api-token';
import type { CoreSettings } from '../workspace/core-settings';
import { openGitLogins } from '../store/git-login-store';
import { openSecrets, type Secrets } from '../store/secrets';
import { createSystemCipher } from '../store/settings-cipher';
import { createSettingsOperations, type ShownInstallation } from './settings';
import { createTokenOperations } from './settings-tokens';
import type { StateStore } from '../store/state-store';
import type { Workspace } from '../workspace/workspace';

type PersonalOperations = Pick<
  ShellOperations,
  | 'settings.read'
  | 'settings.change'
  | 'tokens.read'
  | 'tokens.set'
  | 'tokens.remove'
  | 'apiToken.read'
  | 'apiToken.make'
  | 'apiToken.revoke'
>;

/** What is the person's own, whatever folder is open: settings and tokens. */
export interface Personal {
  operations: PersonalOperations;
}

export interface PersonalOptions {
  store: StateStore;
  settings: AppSettings;
  asked: { overrides: Record<string, string> };
  secrets: Secrets;
  apiToken: ApiToken;
  workspace: Pick<Workspace, 'shownInstance' | 'door'>;
}

/** Opens the tokens of this profile, and the logins of git addresses. */
export async function openPersonalSecrets(log: Logger): Promise<Secrets> {
  const fileOf = (name: string) => join(app.getPath('userData'), name);
  const cipher = createSystemCipher(safeStorage, process.platform);
  const logins = await openGitLogins({ file: fileOf('git-logins.json'), cipher, log });
  const secrets = await openSecrets({ file: fileOf('tokens.json'), cipher, log });
  const ready = Promise.all([logins.ready, secrets.ready]).then(() => undefined);
  return { ...secrets, ready };
}

/** Opens the token for programs on other machines. */
export function openPersonalApiToken(): Promise<ApiToken> {
  return openApiToken(join(app.getPath('userData'), 'api-token.json'));
}

/** How a core reads tokens. The demo is given none: its hosts are not those the tokens are for. */
export function tokensFor({ kind }: Pick<CoreSettings, 'kind'>, secrets: Secrets): Secrets['read'] {
  return kind === 'demo' ? () => '' : (account) => secrets.read(account);
}

/** Makes what the window asks about the person's own settings and tokens. */
export function createPersonal({ store, settings, asked, secrets, apiToken, workspace }: PersonalOptions): Personal {
  const shown = (): ShownInstallation | null => {
    const current = workspace.shownInstance()?.slot.current() ?? null;
    if (current === null) return null;
    return { settings: current.settings, operations: current.core.operations, isDemo: current.kind === 'demo' };
  };
  const { overrides } = asked;
  return {
    operations: {
      ...createSettingsOperations({ store, settings, overrides, door: workspace.door, shown }),
      ...createTokenOperations(secrets, settings),
      'apiToken.read': () => Promise.resolve(apiToken.facts()),
      'apiToken.make': () => apiToken.make(),
      'apiToken.revoke': async () => {
        await apiToken.revoke();
        return apiToken.facts();
      },
    },
  };
}
