import { groupOfSource } from '../requirements/optional-groups';
import type { RequirementPlan } from '../requirements/requirement-plan';

/** What a pack asks for, or one of its optional groups. */
export interface CandidatePart {
  /** As people know it: `face-pack`, `face-pack [swap]`. */
  name: string;
  plan: RequirementPlan;
  /** Of an optional group: whose it is, and the others that are chosen with it. */
  optional?: { pack: string; group: string; others: readonly string[] } | undefined;
}

/**
 * Parts what a pack asks for into what everybody gets and its optional groups, so that a group that cannot live with others is found by itself. What binds
 * all of it (options, its own `-c` files) stays with the pack. Pure.
 */
export function splitByGroup(pack: string, plan: RequirementPlan): CandidatePart[] {
  const groups = [...new Set(plan.wanted.flatMap(({ source }) => groupOfSource(source) ?? []))];
  if (groups.length === 0) return [{ name: pack, plan }];
  const linesOf = (group: string | null) => plan.wanted.filter(({ source }) => groupOfSource(source) === group);
  const bare = { ...plan, constraints: [], hasOwnConstraints: false, options: [], notes: [], leftOut: [] };
  return [
    { name: pack, plan: { ...plan, wanted: linesOf(null) } },
    ...groups.map((group) => ({
      name: `${pack} [${group}]`,
      plan: { ...bare, wanted: linesOf(group) },
      optional: { pack, group, others: groups.filter((other) => other !== group) },
    })),
  ];
}
