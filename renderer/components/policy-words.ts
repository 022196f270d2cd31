import { useTranslation } from 'react-i18next';
import type { ErrorBody } from '../../src/contract/error-body';
import type { PolicyVerdict } from '../../src/contract/policy';
import type { SecurityLevel } from '../../src/contract/settings';
import { policyOperations } from '../state/settings-list';

/** Rows that some level refuses: the texts say what they do. */
const refusable = [
  'install-registry',
  'install-nightly',
  'install-git-url',
  'install-packages',
  'install-flagged',
  'uninstall',
  'fix',
  'update-all',
  'switch-comfyui',
  'install-model',
  'install-model-unsafe',
  'remove-snapshot',
  'restore-snapshot',
  'clean-disk',
  'change-settings',
] as const;

/** Rows that a switch of config.ini decides, whatever the level. */
const switched: readonly string[] = ['install-git-url', 'install-packages', 'install-flagged'];

type Judged = Pick<PolicyVerdict, 'operation' | 'level' | 'listener'>;

interface PolicyWords {
  /** A row of the policy in words; one of a newer core as it is written. */
  nameOf: (operation: string) => string;
  /** What happens when it is done, in one sentence; '' for a row without words. */
  effectOf: (operation: string) => string;
  /** Why a person is asked. */
  askedBecause: (verdict: Judged) => string;
  /** What is off, and why, in one sentence. */
  refusalOf: (verdict: Judged) => string;
  /** The same of a failure that is a refusal; null for every other failure. */
  refusalOfFailure: (failure: ErrorBody) => string | null;
}

const levels = ['strong', 'normal', 'normal-', 'weak'] as const satisfies SecurityLevel[];

/** The verdict that travels in a refusal. */
function readJudged({ code, operation, level, listener }: ErrorBody): Judged | null {
  const known = levels.find((one) => one === level);
  if (code !== 'policy-denied' || typeof operation !== 'string' || known === undefined) return null;
  return { operation, level: known, listener: listener === 'network' ? 'network' : 'loopback' };
}

/** What the window says about the policy. */
export function usePolicyWords(): PolicyWords {
  const { t } = useTranslation();
  const nameOf = (operation: string): string => {
    const known = policyOperations.find((name) => name === operation);
    return known === undefined ? operation : t(`settings.operations.${known}`);
  };
  const levelOf = ({ level }: Judged): string => t(`settings.options.${level}`);
  const refusalOf = (verdict: Judged): string => {
    const known = refusable.find((name) => name === verdict.operation);
    const what = known === undefined ? verdict.operation : t(`policy.doing.${known}`);
    return switched.includes(verdict.operation)
      ? t('policy.switchedOff', { what })
      : t('policy.off', { what, level: levelOf(verdict) });
  };
  return {
    nameOf,
    effectOf: (operation) => {
      const known = refusable.find((name) => name === operation);
      return known === undefined ? '' : t(`policy.effects.${known}`);
    },
    askedBecause: (verdict) => {
      if (switched.includes(verdict.operation)) return t('policy.switchAsks');
      if (verdict.listener === 'network') return t('policy.networkAsks');
      return t('policy.levelAsks', { level: levelOf(verdict) });
    },
    refusalOf,
    refusalOfFailure: (failure) => {
      const verdict = readJudged(failure);
      return verdict === null ? null : refusalOf(verdict);
    },
  };
}
