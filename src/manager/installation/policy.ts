import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import type { Caller } from '../../contract/operations';
import type { PolicyRow, PolicyTable, PolicyVerdict, Risk } from '../../contract/policy';
import { riskDegrees } from '../../contract/risk-degrees';
import type { ManagerConfig, NetworkMode, SecurityLevel } from '../../contract/settings';
import { policyTable, readRow, type PolicyOperation } from './policy-table';

export interface PolicyInputs {
  level: SecurityLevel;
  networkMode: NetworkMode;
  /** Whether the door through which everybody comes, API and gateway, listens on loopback only. */
  isLoopback: boolean;
  flags: Pick<ManagerConfig, 'allow_git_url_install' | 'allow_pip_install' | 'allow_flagged_nodepack_install'>;
}

/** From most to least restrictive. */
const levels: readonly SecurityLevel[] = ['strong', 'normal', 'normal-', 'weak'];

/** The stricter of two levels; how a request header can tighten, and never loosen, the configured one. */
export function stricterLevel(a: SecurityLevel, b: SecurityLevel | undefined): SecurityLevel {
  return b !== undefined && levels.indexOf(b) < levels.indexOf(a) ? b : a;
}

const gentle: readonly SecurityLevel[] = ['normal', 'normal-', 'weak'];
const lax: readonly SecurityLevel[] = ['normal-', 'weak'];
const weakOnly: readonly SecurityLevel[] = ['weak'];

/** Which levels satisfy a risk, by listener (docs/reference/on-the-wire.md 8): loopback, network in personal_cloud, any other network. */
const satisfied: Record<Risk, Record<'loopback' | 'cloud' | 'network', readonly SecurityLevel[]>> = {
  low: { loopback: levels, cloud: levels, network: levels },
  middle: { loopback: gentle, cloud: gentle, network: gentle },
  'middle+': { loopback: gentle, cloud: gentle, network: [] },
  high: { loopback: lax, cloud: weakOnly, network: weakOnly },
  'high+': { loopback: lax, cloud: weakOnly, network: [] },
  block: { loopback: [], cloud: [], network: [] },
};

/** Whether every level allows it on every network, so that nothing need be looked at to know. */
export function isAlwaysAllowed(operation: PolicyOperation): boolean {
  const { risk, flag } = readRow(operation);
  return flag === null && Object.values(satisfied[risk]).every((allowed) => allowed.length === levels.length);
}

function levelsFor(risk: Risk, { isLoopback, networkMode }: PolicyInputs): readonly SecurityLevel[] {
  if (isLoopback) return satisfied[risk].loopback;
  return satisfied[risk][networkMode === 'personal_cloud' ? 'cloud' : 'network'];
}

/** Flagged registry versions pass on a loopback listener or with the option (docs/reference/on-the-wire.md 10); git addresses and packages by name need the option and a local listener. */
function isFlagSatisfied(operation: PolicyOperation, inputs: PolicyInputs): boolean {
  if (operation === 'install-flagged') return inputs.isLoopback || inputs.flags.allow_flagged_nodepack_install;
  const isLocal = inputs.isLoopback || inputs.networkMode === 'personal_cloud';
  const flag = operation === 'install-packages' ? 'allow_pip_install' : 'allow_git_url_install';
  return inputs.flags[flag] && isLocal;
}

function listLevels(allowed: readonly SecurityLevel[]): string {
  if (allowed.length === 0) return 'no security level allows';
  if (allowed.length === levels.length) return 'every security level allows';
  const last = allowed.at(-1);
  return allowed.length === 1
    ? `only security level ${last} allows`
    : `only security levels ${allowed.slice(0, -1).join(', ')} and ${last} allow`;
}

function describeLevelRule(risk: Risk, inputs: PolicyInputs): string {
  const reach = inputs.isLoopback ? '' : ' while other machines can reach this app';
  return `It is a ${riskDegrees[risk]} risk, which ${listLevels(levelsFor(risk, inputs))}${reach}.`;
}

function describeFlagRule(operation: PolicyOperation, flag: string): string {
  return operation === 'install-flagged'
    ? `It needs an app that no other machine can reach, or ${flag} = True; the security level has no say in it.`
    : `It needs ${flag} = True and an app that no other machine can reach (or network_mode = personal_cloud); the security level has no say in it.`;
}

/**
 * Says whether the table allows an operation, by which rule, and what would allow it. Pure: the same inputs give the same verdict, whoever asks.
 * The caller counts for one thing alone: what is the person's own, the person may do at this machine, and a program that has shown a token of theirs.
 */
export function explainPolicy(
  operation: PolicyOperation,
  inputs: PolicyInputs,
  caller: Caller = 'program',
): PolicyVerdict {
  const { risk, flag, isOwn } = readRow(operation);
  const listener = inputs.isLoopback ? ('loopback' as const) : ('network' as const);
  const { level, networkMode } = inputs;
  const base = { operation, risk, level, networkMode, listener, permissions: [] };
  if (isOwn && ['person', 'account', 'token'].includes(caller)) {
    const rule = 'The person at this machine may always do this, and so may a program with a token of theirs.';
    return { ...base, allowed: true, rule, remedies: [] };
  }
  if (flag !== null) {
    const allowed = isFlagSatisfied(operation, inputs);
    const rule = describeFlagRule(operation, flag);
    return { ...base, allowed, rule, remedies: allowed ? [] : remediesOfFlag(operation, flag, inputs) };
  }
  const allowed = levelsFor(risk, inputs).includes(level);
  const rule = describeLevelRule(risk, inputs);
  return { ...base, allowed, rule, remedies: allowed ? [] : remediesOfLevel(risk, inputs) };
}

/** The whole table: each operation at each level, judged as `explainPolicy` judges the present one for everybody but the person here. */
export function describePolicy(inputs: PolicyInputs): PolicyTable {
  const rows = Object.entries(policyTable).map(([operation, { risk, flag }]): PolicyRow => {
    const isAllowedAt = (level: SecurityLevel) =>
      explainPolicy(operation as PolicyOperation, { ...inputs, level }).allowed;
    const allowed = {
      strong: isAllowedAt('strong'),
      normal: isAllowedAt('normal'),
      'normal-': isAllowedAt('normal-'),
      weak: isAllowedAt('weak'),
    };
    return { operation, risk, flag, allowed };
  });
  const listener = inputs.isLoopback ? 'loopback' : 'network';
  return { level: inputs.level, networkMode: inputs.networkMode, listener, rows, permissions: [] };
}

const listenHere = 'Set gateway.host = 127.0.0.1, so that only this machine can call this app, and start it again.';
/** The way that opens nothing for anybody else; always the last of the remedies. */
const askInWindow = 'Do it in the window of ComfyUI Manager Desktop, which asks for a permission.';

/** The gentlest level that this listener needs; else the listener that this level needs. */
function remediesOfLevel(risk: Risk, inputs: PolicyInputs): string[] {
  const [gentlest] = levelsFor(risk, inputs);
  const onLoopback = levelsFor(risk, { ...inputs, isLoopback: true });
  const level = gentlest === undefined ? [] : [`Set security_level = ${gentlest} in user/__manager/config.ini.`];
  const isListenerInTheWay = !inputs.isLoopback && onLoopback.includes(inputs.level);
  return [...(isListenerInTheWay ? [listenHere] : []), ...level, askInWindow];
}

/** Whichever of switch and listener is missing; where both are, both are needed. */
function remediesOfFlag(operation: PolicyOperation, flag: keyof PolicyInputs['flags'], inputs: PolicyInputs): string[] {
  const option = inputs.flags[flag] ? [] : [`Set ${flag} = True in user/__manager/config.ini.`];
  const isLocalEnough = isFlagSatisfied(operation, { ...inputs, flags: { ...inputs.flags, [flag]: true } });
  return [[...option, ...(isLocalEnough ? [] : [listenHere])].join(' '), askInWindow];
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

/** The error for a denied operation; carries the rule, the level, the risk and what would allow it. */
export function policyDenied(operation: PolicyOperation, verdict: PolicyVerdict): AppError {
  const { what, flag } = readRow(operation);
  const why = flag === null ? `not allowed at security level ${verdict.level}` : 'switched off';
  const [first = '', ...others] = verdict.remedies;
  return new AppError('policy-denied', msg`${what} is ${why}. ${verdict.rule}`, {
    remedy: [first, ...others.map((remedy) => `Or ${lowerFirst(remedy)}`)].join(' '),
    details: { ...verdict },
  });
}

/** Throws `policy-denied` unless the operation is allowed. Handed to the areas as a parameter. */
export type Authorise = (operation: PolicyOperation) => void;
