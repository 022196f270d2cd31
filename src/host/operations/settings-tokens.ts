import { cleanEnvironment } from '../../base/process/run';
import type { ShellOperations } from '../../contract/operations';
import { AppSettings, TokenAccount, tokenVariables, type TokenState } from '../../contract/settings';
import type { Secrets } from '../store/secrets';

type TokenOperations = Pick<ShellOperations, 'tokens.read' | 'tokens.set' | 'tokens.remove'>;

/** The tokens for the window of the app: whether there is one, where from and for which host; never the token. */
export function createTokenOperations(secrets: Secrets, settings: AppSettings): TokenOperations {
  const view = async () => {
    await secrets.ready;
    return {
      tokens: TokenAccount.options.map((account) => describeToken(account, secrets, settings)),
      isEncrypted: await secrets.isEncrypted(),
    };
  };
  return {
    'tokens.read': view,
    'tokens.set': async ({ account, token, unprotected }) => {
      await secrets.set(account, token, { unprotected });
      return view();
    },
    'tokens.remove': async ({ account }) => {
      await secrets.remove(account);
      return view();
    },
  };
}

function describeToken(account: TokenAccount, secrets: Secrets, settings: AppSettings): TokenState {
  const facts = secrets.facts(account);
  const host = hostOf(account, settings);
  const variable = tokenVariables[account];
  const isInEnvironment = variable !== null && (cleanEnvironment()[variable] ?? '') !== '';
  const isUsable = facts.source !== 'none' && facts.problem === null;
  return { account, host, ...facts, source: !isUsable && isInEnvironment ? 'environment' : facts.source };
}

/** As the core sees it: `HF_ENDPOINT` counts where the setting says nothing else. */
function hostOf(account: TokenAccount, settings: AppSettings): string {
  const chosen = settings[`hosts.${account}`];
  const { HF_ENDPOINT: endpoint = '' } = cleanEnvironment();
  const isEndpoint =
    account === 'huggingface' && endpoint !== '' && chosen === AppSettings.parse({})[`hosts.${account}`];
  return isEndpoint ? endpoint : chosen;
}
