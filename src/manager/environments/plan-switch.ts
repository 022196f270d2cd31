import type { PackagePlan, PlannedChange, UnmetLine } from '../../contract/python/package-plan';
import type { UnmetRequirement } from '../../contract/python/doctor';
import type { EnvironmentRow } from '../../contract/python/environments';
import { type KnownFacts, readKnownFacts } from '../python/environment/python-files';
import { isBuiltForHardware } from '../python/packages/hardware-packages';
import { majorOf } from '../python/packages/package-guard';
import { readDistributions, versionsOf } from '../python/packages/packages';
import { kindOf, planIdOf } from '../python/plan/changes';
import { readUnmetLines } from '../python/requirements/unmet-lines';
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

/** What ComfyUI and its packs would find otherwise in another environment, and what they would lack there. Reads files alone. Throws `environment-missing`. */
export async function planSwitch(
  { name, interpreter }: EnvironmentRow,
  options: EnvironmentsOptions,
): Promise<PackagePlan> {
  const now = await options.environment();
  const facts = await readKnownFacts(interpreter);
  if (facts === null) throw brokenEnvironment(name);
  const read = async ({ sitePackagesDirs }: KnownFacts) => versionsOf(await readDistributions(sitePackagesDirs));
  const [before, after] = await Promise.all([read(now), read(facts)]);
  const unmet = listUnmet(...(await Promise.all([readUnmetLines(now, options), readUnmetLines(facts, options)])));
  const changes = listChanges(before, after);
  const torch = { from: before.get('torch') ?? null, to: after.get('torch') ?? null };
  return {
    ...{ plan_id: planIdOf(changes), tool: now.tool, outcome: changes.length === 0 ? 'nothing' : 'changes', changes },
    ...{ unbuilt: [], bytes: null, unknownSizes: 0, torch: torch.from === null && torch.to === null ? null : torch },
    ...{ touches: [], unmet, leftOut: [], conflict: null, waysOut: [] },
    ...{ policy: { name: 'as-asked', keptBack: [] }, isCertain: true, notes: [] },
  };
}
