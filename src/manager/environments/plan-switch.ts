import type { PackagePlan, PlannedChange, UnmetLine } from '../../contract/python/package-plan';
import type { UnmetRequirement } from '../../contract/python/doctor';
import type { EnvironmentRow } from '../../contract/python/environments';
import { type KnownFacts, readKnownFacts } from '../python/environment/python-files';
import { createDamageCheck } from '../python/packages/distribution-files';
import { isBuiltForHardware } from '../python/packages/hardware-packages';
import { majorOf } from '../python/packages/package-guard';
import { versionsOf } from '../python/packages/packages';
import { kindOf, planIdOf } from '../python/plan/changes';
import { readEnvironmentRules } from '../python/requirements/environment-rules';
import { findUnmetLines } from '../python/requirements/unmet-lines';
import type { EnvironmentsOptions } from './environment-context';
import { brokenEnvironment } from './making-plan';

type Versions = ReadonlyMap<string, string>;

function listChanges(before: Versions, after: Versions): PlannedChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => before.get(name) !== after.get(name),
  );
  return names.sort().map((name) => {
    const change = { name, from: before.get(name) ?? null, to: after.get(name) ?? null, address: null };
    const { from, to } = change;
    return {
      ...change,
      ...{ kind: kindOf(change), bytes: null, form: null, askedBy: [], isHardware: isBuiltForHardware(name) },
      isMajor: from !== null && to !== null && majorOf(from) !== majorOf(to),
    };
  });
}

function listUnmet(before: readonly UnmetRequirement[], after: readonly UnmetRequirement[]): UnmetLine[] {
  const keyOf = ({ asker, needs }: UnmetRequirement): string => `${asker}\n${needs}`;
  const old = new Set(before.map(keyOf));
  return after
    .filter(({ isLeftOut }) => !isLeftOut)
    .map((one) => ({ by: one.asker, line: one.needs, installed: one.found, isOld: old.has(keyOf(one)) }));
}

/** What is installed in an environment, and what ComfyUI and its packs lack there: by one reading of its files. */
async function readPackages(
  facts: KnownFacts,
  options: EnvironmentsOptions,
): Promise<{ versions: Versions; unmet: UnmetRequirement[] }> {
  const rules = await readEnvironmentRules(facts, options);
  const unmet = await findUnmetLines({ ...rules, findDamage: createDamageCheck() }, options);
  return { versions: versionsOf(rules.distributions), unmet };
}

/** What ComfyUI and its packs would find otherwise in another environment, and what they would lack there. Reads files alone. Throws `environment-missing`. */
export async function planSwitch(
  { name, interpreter }: EnvironmentRow,
  options: EnvironmentsOptions,
): Promise<PackagePlan> {
  const now = await options.environment();
  const facts = await readKnownFacts(interpreter);
  if (facts === null) throw brokenEnvironment(name);
  const [before, after] = await Promise.all([readPackages(now, options), readPackages(facts, options)]);
  const unmet = listUnmet(before.unmet, after.unmet);
  const changes = listChanges(before.versions, after.versions);
  const torch = { from: before.versions.get('torch') ?? null, to: after.versions.get('torch') ?? null };
  return {
    ...{ plan_id: planIdOf(changes), tool: now.tool, outcome: changes.length === 0 ? 'nothing' : 'changes', changes },
    ...{ unbuilt: [], bytes: null, unknownSizes: 0, torch: torch.from === null && torch.to === null ? null : torch },
    ...{ touches: [], unmet, leftOut: [], conflict: null, waysOut: [] },
    ...{ policy: { name: 'as-asked', keptBack: [] }, isCertain: true, notes: [] },
  };
}
