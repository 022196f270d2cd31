import { t } from 'i18next';
import type { ErrorBody } from '../../src/contract/error-body';
import type { PolicyVerdict } from '../../src/contract/policy';
import type { NetworkMode, SecurityLevel } from '../../src/contract/settings';
import { policyEffects, policyTitles } from '../../src/contract/text/policy-words';
import { describeCause, describeError, formatSentence } from './core-sentences';
import { reasonOfRefusal } from './refusal-reason';

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
  'remove-model',
  'arrange-models',
  'use-models-folder',
  'remove-snapshot',
  'restore-snapshot',
  'clean-disk',
  'change-settings',
] as const;

type Judged = Pick<PolicyVerdict, 'operation' | 'level' | 'listener' | 'networkMode'>;

/** Why something failed, and what can be done about it; empty where a button says that. */
interface DescribedFailure {
  text: string;
  /** The same in a short line. */
  cause: string;
  remedy: string;
  /** The policy refused it, so the person can allow it. */
  isRefused: boolean;
}

const levels = ['strong', 'normal', 'normal-', 'weak'] as const satisfies SecurityLevel[];
const networkModes = ['public', 'private', 'offline', 'personal_cloud'] as const satisfies NetworkMode[];

/** The verdict that travels in a refusal. */
function readJudged({ code, operation, ...rest }: ErrorBody): Judged | null {
  const level = levels.find((one) => one === rest['level']);
  const networkMode = networkModes.find((one) => one === rest['networkMode']);
  if (code !== 'policy-denied' || typeof operation !== 'string' || !level || !networkMode) return null;
  return { operation, level, networkMode, listener: rest['listener'] === 'network' ? 'network' : 'loopback' };
}

/** A row of the policy in words; one of a newer core as it is written. */
export function nameOperation(operation: string): string {
  const title = policyTitles[operation];
  return title === undefined ? operation : formatSentence(title);
}

/** What happens when it is done; '' for a row that no level refuses. */
export function effectOf(operation: string): string {
  return formatSentence(policyEffects[operation] ?? '');
}

function levelOf({ level }: Judged): string {
  return t(`settings.options.${level}`);
}

/** Why a person is asked. */
export function reasonToAsk(verdict: Judged): string {
  return t(`policy.asks.${reasonOfRefusal(verdict)}`, { level: levelOf(verdict) });
}

/** What is off, and why, in one sentence. */
export function refusalOf(verdict: Judged): string {
  const known = refusable.find((name) => name === verdict.operation);
  const what = known === undefined ? verdict.operation : t(`policy.doing.${known}`);
  return t(`policy.off.${reasonOfRefusal(verdict)}`, { what, level: levelOf(verdict) });
}

/** What to tell of a failure: where it is a refusal, what is off instead of the sentence of the core. */
export function describeFailure(failure: ErrorBody): DescribedFailure {
  const verdict = readJudged(failure);
  if (verdict === null) return { ...describeError(failure), cause: describeCause(failure), isRefused: false };
  const text = refusalOf(verdict);
  return { text, cause: text, remedy: '', isRefused: true };
}
