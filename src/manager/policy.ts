import { AppError } from '../contract/errors';
import type { PolicyRow, PolicyTable, PolicyVerdict, Risk } from '../contract/policy';
import type { ManagerConfig, NetworkMode, SecurityLevel } from '../contract/settings';

/**
 * The one table: what each operation risks (http-api.md 4.3 with the changes of 4.3). Both doors and the worker ask it; there is no way around it.
 * `flag` names a dedicated switch in config.ini that decides instead of the level (http-api.md 4.4).
 */
export const policyTable = {
  'install-registry': { risk: 'middle', flag: null },
  'install-nightly': { risk: 'middle+', flag: null },
  'install-git-url': { risk: 'high+', flag: 'allow_git_url_install' },
  'install-packages': { risk: 'high+', flag: 'allow_pip_install' },
  'install-flagged': { risk: 'high', flag: 'allow_flagged_nodepack_install' },
  uninstall: { risk: 'middle', flag: null },
  update: { risk: 'low', flag: null },
  fix: { risk: 'high+', flag: null },
  enable: { risk: 'low', flag: null },
  disable: { risk: 'low', flag: null },
  'update-all': { risk: 'middle+', flag: null },
  'update-comfyui': { risk: 'low', flag: null },
  'switch-comfyui': { risk: 'high+', flag: null },
  'install-model': { risk: 'middle+', flag: null },
  /** Formats that can carry code (pickle), from an address that the model list does not name. */
  'install-model-unsafe': { risk: 'high+', flag: null },
  'save-snapshot': { risk: 'low', flag: null },
  'remove-snapshot': { risk: 'middle', flag: null },
  'restore-snapshot': { risk: 'middle+', flag: null },
  /** Of our own trash, staging and kept copies only. */
  'clean-disk': { risk: 'middle', flag: null },
  'change-settings': { risk: 'middle', flag: null },
  /** In the window of this app, where the person at this machine sits; no other door has the operations of this row. */
  'change-own-settings': { risk: 'low', flag: null },
  'control-comfyui': { risk: 'middle', flag: null },
  'queue-control': { risk: 'low', flag: null },
  read: { risk: 'low', flag: null },
} as const satisfies Record<string, { risk: Risk; flag: keyof ManagerConfig | null }>;

export type PolicyOperation = keyof typeof policyTable;

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

/** Which levels satisfy a risk, by listener (http-api.md 4.2): loopback, network in personal_cloud, any other network. */
const satisfied: Record<Risk, Record<'loopback' | 'cloud' | 'network', readonly SecurityLevel[]>> = {
  low: { loopback: levels, cloud: levels, network: levels },
  middle: { loopback: gentle, cloud: gentle, network: gentle },
  'middle+': { loopback: gentle, cloud: gentle, network: [] },
  high: { loopback: lax, cloud: weakOnly, network: weakOnly },
  'high+': { loopback: lax, cloud: weakOnly, network: [] },
  block: { loopback: [], cloud: [], network: [] },
};

function levelsFor(risk: Risk, { isLoopback, networkMode }: PolicyInputs): readonly SecurityLevel[] {
  if (isLoopback) return satisfied[risk].loopback;
  return satisfied[risk][networkMode === 'personal_cloud' ? 'cloud' : 'network'];
}

/** Flagged registry versions pass on a loopback listener or with the option (http-api.md 4.4); git addresses and packages by name need the option and a local listener. */
function isFlagSatisfied(operation: PolicyOperation, inputs: PolicyInputs): boolean {
  if (operation === 'install-flagged') return inputs.isLoopback || inputs.flags.allow_flagged_nodepack_install;
  const isLocal = inputs.isLoopback || inputs.networkMode === 'personal_cloud';
  const flag = operation === 'install-packages' ? 'allow_pip_install' : 'allow_git_url_install';
  return inputs.flags[flag] && isLocal;
}

function describeLevels(allowed: readonly SecurityLevel[]): string {
  return allowed.length === 0
    ? 'no security level'
    : `security level ${allowed.map((level) => `"${level}"`).join(', ')}`;
}

function describeFlagRule(operation: PolicyOperation, flag: string): string {
  return operation === 'install-flagged'
    ? `needs a loopback listener or ${flag} = True`
    : `needs ${flag} = True and a loopback listener (or network_mode = personal_cloud)`;
}

/** Says whether an operation is allowed, by which rule, and what would allow it. Pure: the same inputs give the same verdict at every door. */
export function explainPolicy(operation: PolicyOperation, inputs: PolicyInputs): PolicyVerdict {
  const { risk, flag } = policyTable[operation];
  const listener = inputs.isLoopback ? 'loopback' : 'network';
  const base = { operation, risk, level: inputs.level, networkMode: inputs.networkMode, listener } as const;
  if (flag !== null) {
    const allowed = isFlagSatisfied(operation, inputs);
    const rule = `${operation} ${describeFlagRule(operation, flag)}; the security level has no say in it.`;
    return { ...base, allowed, rule, remedies: allowed ? [] : remediesOfFlag(operation, flag, inputs) };
  }
  const satisfying = levelsFor(risk, inputs);
  const allowed = satisfying.includes(inputs.level);
  const rule = `${operation} has risk ${risk}, which on a ${listener} listener needs ${describeLevels(satisfying)}.`;
  return { ...base, allowed, rule, remedies: allowed ? [] : remediesOfLevel(risk, inputs) };
}

/** The whole table: each operation at each level, judged as `explainPolicy` judges the present one. */
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
  return { level: inputs.level, networkMode: inputs.networkMode, listener, rows };
}

const listenHere = 'Set gateway.host = 127.0.0.1, so that only this machine can call this app, and start it again.';

/** The gentlest level that this listener needs; else the listener that this level needs. */
function remediesOfLevel(risk: Risk, inputs: PolicyInputs): string[] {
  const [gentlest] = levelsFor(risk, inputs);
  const onLoopback = levelsFor(risk, { ...inputs, isLoopback: true });
  const remedies = gentlest === undefined ? [] : [`Set security_level = ${gentlest} in user/__manager/config.ini.`];
  return !inputs.isLoopback && onLoopback.includes(inputs.level) ? [listenHere, ...remedies] : remedies;
}

/** Whichever of switch and listener is missing. */
function remediesOfFlag(operation: PolicyOperation, flag: keyof PolicyInputs['flags'], inputs: PolicyInputs): string[] {
  const remedies = inputs.flags[flag] ? [] : [`Set ${flag} = True in user/__manager/config.ini.`];
  const isLocalEnough = isFlagSatisfied(operation, { ...inputs, flags: { ...inputs.flags, [flag]: true } });
  return isLocalEnough ? remedies : [...remedies, listenHere];
}

/** The error for a denied operation; carries the rule, the level, the risk and what would allow it. */
function policyDenied(verdict: PolicyVerdict): AppError {
  const message = `The security policy does not allow "${verdict.operation}": the level is "${verdict.level}". ${verdict.rule}`;
  return new AppError('policy-denied', message, {
    remedy: verdict.remedies[0] ?? 'Nothing on this listener would allow it.',
    details: { ...verdict },
  });
}

/** Throws `policy-denied` unless the operation is allowed. Handed to the areas as a parameter. */
export type Authorise = (operation: PolicyOperation) => void;

/** Makes the check for one call: the configured level, made stricter by `strictest` when a request asked for that. */
export function createAuthorise(readInputs: () => PolicyInputs, strictest?: SecurityLevel): Authorise {
  return (operation) => {
    const inputs = readInputs();
    const verdict = explainPolicy(operation, { ...inputs, level: stricterLevel(inputs.level, strictest) });
    if (!verdict.allowed) throw policyDenied(verdict);
  };
}

/** Whether a text names a row of the policy table. */
export function isPolicyOperation(name: string): name is PolicyOperation {
  return Object.hasOwn(policyTable, name);
}
