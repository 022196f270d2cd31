import type { PolicyVerdict } from '../../src/contract/policy';

/** What stands in the way of something that the policy refuses. */
export type RefusalReason = 'switch' | 'exposed' | 'level' | 'levelExposed';

/** Rows that a switch of config.ini decides, whatever the level. */
const switched: readonly string[] = ['install-git-url', 'install-packages', 'install-flagged'];

/**
 * Why a row is refused, as far as the verdict tells: a switch, the machines that can reach this app, or the security level. Where they can reach it
 * the switch may be on, so it is not named then.
 */
export function reasonOfRefusal(verdict: Pick<PolicyVerdict, 'operation' | 'listener' | 'networkMode'>): RefusalReason {
  const { operation, listener, networkMode } = verdict;
  if (!switched.includes(operation)) return listener === 'network' ? 'levelExposed' : 'level';
  const isExposed = listener === 'network' && networkMode !== 'personal_cloud';
  return isExposed ? 'exposed' : 'switch';
}
