import { meetsSpecifier } from '../requirements/version-rules';
import type { Distribution } from '../packages/packages';
import { readNeeds, type Installed } from '../requirements/walk-requirements';
import type { Requirement } from '../requirements/requirement';

/** What is installed, and what of it stands on what. */
export interface PackageGraph {
  distributions: ReadonlyMap<string, Distribution>;
  /** What each installed package asks of others, by its metadata, without extras. */
  needs: ReadonlyMap<string, readonly Requirement[]>;
  /** Packages that have all that they need, to the end of the chain. Others are nobody's business but of who asks for them. */
  whole: ReadonlySet<string>;
}

function isThere({ name, specifier }: Requirement, distributions: ReadonlyMap<string, Distribution>): boolean {
  const version = name === null ? undefined : distributions.get(name)?.version;
  return version !== undefined && (specifier === null || meetsSpecifier(version, specifier) === true);
}

/** Names that lead to one of these, these among them. Pure. */
function allThatLeadTo(names: Iterable<string>, needs: PackageGraph['needs']): ReadonlySet<string> {
  const owners = new Map<string, string[]>();
  for (const [owner, needed] of needs) {
    for (const { name } of needed) if (name !== null) owners.set(name, [...(owners.get(name) ?? []), owner]);
  }
  const found = new Set(names);
  for (const one of found) for (const owner of owners.get(one) ?? []) found.add(owner);
  return found;
}

/** Reads what the installed packages ask of each other. Starts nothing. */
export async function readPackageGraph({
  distributions,
  markers,
}: Pick<Installed, 'distributions' | 'markers'>): Promise<PackageGraph> {
  const read = await Promise.all(
    [...distributions.values()].map(async (one) => [one.name, await readNeeds(one, [], markers)] as const),
  );
  const needs = new Map(read.map(([name, found]) => [name, found.needs]));
  const broken = read.flatMap(([name, { isKnown, needs: needed }]) =>
    isKnown && needed.every((need) => isThere(need, distributions)) ? [] : [name],
  );
  const incomplete = allThatLeadTo(broken, needs);
  return { distributions, needs, whole: new Set([...distributions.keys()].filter((name) => !incomplete.has(name))) };
}
