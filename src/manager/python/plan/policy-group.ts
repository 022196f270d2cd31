import { valid } from '@renovatebot/pep440';
import type { RequirementPolicy } from '../../../contract/settings';
import type { Distribution } from '../packages/packages';
import { isBuiltForHardware } from '../packages/hardware-packages';
import { publicVersion } from '../requirements/version-rules';
import { kindOf, partFound, toChanges, type ExactChange } from './changes';
import { nameOfLine, plainGroup, type PlanGroup } from './plan-groups';
import { resolveGroups } from './resolve';
import type { ResolveContext } from './tool-question';

/** The group that binds what is installed, as the requirement policy says. */
const policyName = 'the requirement policy';

/** A package that would move without the policy. */
interface KeptBack {
  name: string;
  from: string;
  to: string;
}

/** Whether the policy keeps such a change from being made. What goes, goes because a person says so. Pure. */
export function isAgainst(policy: RequirementPolicy, change: Pick<ExactChange, 'from' | 'to'>): boolean {
  if (policy === 'as-asked' || change.from === null || change.to === null) return false;
  const kind = kindOf({ ...change, address: null });
  return policy === 'only-new' ? kind !== 'replaced' : kind === 'down';
}

function boundOf({ name, version }: Distribution, policy: RequirementPolicy): string[] {
  // No tool can compare what is no version; torch and its CUDA stay whatever the policy says.
  if (valid(version) === null || isBuiltForHardware(name)) return [];
  return [policy === 'only-new' ? `${name}==${version}` : `${name}>=${publicVersion(version)}`];
}

/**
 * What a policy keeps as it is; null when that is nothing. Pure.
 *
 * @param free Names that it does not bind: what a person asked for by name.
 */
export function policyGroup(
  policy: RequirementPolicy,
  installed: ReadonlyMap<string, Distribution>,
  free: ReadonlySet<string>,
): PlanGroup | null {
  if (policy === 'as-asked') return null;
  const constraints = [...installed.values()]
    .filter(({ name }) => !free.has(name))
    .flatMap((one) => boundOf(one, policy))
    .sort();
  return constraints.length === 0 ? null : plainGroup({ name: policyName, kind: 'policy' }, { constraints });
}

/** The groups as they would be without the policy. Pure. */
export function withoutPolicy(groups: readonly PlanGroup[]): PlanGroup[] {
  return groups.filter(({ kind }) => kind !== 'policy');
}

/** What keeps the versions that are installed, for a tool that cannot say beforehand what it would do. Pure. */
export function policyLines(
  policy: RequirementPolicy,
  installed: ReadonlyMap<string, Distribution>,
  others: readonly string[],
): string[] {
  const bound = new Set(others.map(nameOfLine));
  return policyGroup(policy, installed, bound)?.constraints.slice() ?? [];
}

/** What would move without the policy and does not with it; nothing where that has no solution either. Throws `cancelled`, `command-failed`. */
export async function findKeptBack(
  policy: RequirementPolicy,
  groups: readonly PlanGroup[],
  context: ResolveContext & { distributions: ReadonlyMap<string, Distribution> },
): Promise<KeptBack[]> {
  if (!groups.some(({ kind }) => kind === 'policy')) return [];
  const resolution = await resolveGroups(withoutPolicy(groups), context);
  if (resolution.kind !== 'solved') return [];
  const { done } = await partFound(resolution.found, context.distributions, new Set());
  return toChanges(done, context.distributions).flatMap((change) => {
    const { name, from, to } = change;
    return from !== null && to !== null && isAgainst(policy, change) ? [{ name, from, to }] : [];
  });
}
