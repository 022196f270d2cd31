import { cleanEnvironment } from '../../base/process/run';
import { tokenVariables, type TokenAccount } from '../../contract/settings';

/** The token of an account, asked for at each use; '' without one. Whoever asks sends it to the host of that account and nowhere else. */
export type ReadToken = (account: TokenAccount) => string;

/** Tokens of the environment alone. */
const readEnvironment: ReadToken = (account) => {
  const variable = tokenVariables[account];
  return variable === null ? '' : (cleanEnvironment()[variable] ?? '');
};

/** What the person stored, else what the environment names. */
export function withEnvironment(readStored?: ReadToken): ReadToken {
  return (account) => readStored?.(account) || readEnvironment(account);
}
