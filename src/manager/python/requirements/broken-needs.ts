import type { PackageChange } from '../packages/package-change';
import { msg, type Message, formatMessage, packMessage } from '../../../contract/text/message';
import type { Distribution } from '../packages/packages';
import { allThatLinesNeed } from './follow-needs';
import type { Requirement } from './requirement';
import { meetsSpecifier } from './version-rules';
import { readNeeds, type Installed } from './walk-requirements';

/** Somebody who asks for packages by lines of their own: an enabled pack, or ComfyUI. */
export interface Asker {
  name: string;
  /** `source`: where a line stands, where that is known. */
  lines: readonly (Requirement & { source?: string })[];
}

/** Who has a say in what is installed, and who would have one if it were loaded. */
export interface Sides<T> {
  loaded: readonly T[];
  /** Disabled packs, and those that leave. They bind nobody; but the packages that only they lead to are theirs, and not a person's own. */
  unloaded: readonly T[];
}

/** What an installed package asks of another one. */
export interface Owned {
  owner: string;
  need: Requirement;
}

/** What an installed package asks of others, by its metadata. */
export async function readOwned(distribution: Distribution, { markers }: Pick<Installed, 'markers'>): Promise<Owned[]> {
  const { needs } = await readNeeds(distribution, [], markers);
  return needs.map((need) => ({ owner: distribution.name, need }));
}

/** Whether a version of the needed package will do; true where only the tool can judge, for nobody is warned of a guess. */
function isMetBy({ specifier }: Requirement, version: string | undefined): boolean {
  if (version === undefined) return false;
  return specifier === null || meetsSpecifier(version, specifier) !== false;
}

/** Whether the change is what leaves a need unmet: it was met before, or its owner is new. */
function isBroken(
  { need, owner }: { need: Requirement; owner: string | null },
  { before, after }: PackageChange,
): boolean {
  if (need.name === null || isMetBy(need, after.get(need.name))) return false;
  const isNewOwner = owner !== null && before.get(owner) !== after.get(owner);
  return isNewOwner || isMetBy(need, before.get(need.name));
}

function describeState(name: string, { before, after }: PackageChange): Message {
  const version = after.get(name);
  if (version !== undefined)
    return before.get(name) === version ? msg`${name} is ${version}` : msg`${name} is ${version} now`;
  return before.has(name) ? msg`${name} is not installed any more` : msg`${name} is not installed`;
}

/** Some packs in a sentence: `a`, `a and b`, `a, b and 2 more`. */
export function listPacks(names: readonly string[]): Message {
  const [first = packMessage(''), second, ...more] = names.map(packMessage);
  if (second === undefined) return first;
  return more.length === 0 ? msg`${first} and ${second}` : msg`${msg`${first}, ${second}`} and ${more.length} more`;
}

/** A package and all that need it, directly or not. Pure. */
export function findDependents(name: string, needs: readonly Owned[]): ReadonlySet<string> {
  const found = new Set([name]);
  for (const one of found) {
    for (const { owner, need } of needs) if (need.name === one) found.add(owner);
  }
  return found;
}

function describeOwner(owner: string, needs: readonly Owned[], askers: readonly Asker[]): Message {
  const dependents = findDependents(owner, needs);
  const who = askers.filter(({ lines }) => lines.some(({ name }) => name !== null && dependents.has(name)));
  if (who.length === 0) return msg`the installed package ${owner}`;
  const names = listPacks(who.map(({ name }) => name));
  return who.length === 1 ? msg`${owner}, which ${names} needs,` : msg`${owner}, which ${names} need,`;
}

/** What a change has left unmet for others. */
export interface BrokenNeed {
  sentence: Message;
  /** Whose requirement it is: an enabled pack, ComfyUI or an installed package. */
  by: string;
  /** The package that it asks for; normalised. */
  name: string;
  /** It was met before the change; else the change itself brought who asks, or only packs lead to that which are not loaded. */
  isTaken: boolean;
}

/** The packages that only packs lead to which are not loaded; what a person installed leads to is not among them. Pure. */
function findAsleep(owned: readonly Owned[], { loaded, unloaded }: Sides<Asker>): (owner: string) => boolean {
  const needs = new Map<string, Requirement[]>(owned.map(({ owner }) => [owner, []]));
  for (const { owner, need } of owned) needs.get(owner)?.push(need);
  const reach = (askers: readonly Asker[]) => {
    const lines = askers.flatMap((asker) => asker.lines);
    return allThatLinesNeed(lines, { needs });
  };
  const [awake, theirs] = [reach(loaded), reach(unloaded)];
  return (owner) => !awake.has(owner) && [...findDependents(owner, owned)].every((one) => theirs.has(one));
}

/**
 * What a change of packages has left unmet among all the others: lines of packs and of ComfyUI first, then what installed packages ask of each
 * other, with the packs that need those. What stood unmet before is not among them.
 */
export async function listBroken(
  change: PackageChange,
  installed: Installed,
  askers: Sides<Asker>,
): Promise<BrokenNeed[]> {
  const needs = (
    await Promise.all([...installed.distributions.values()].map((one) => readOwned(one, installed)))
  ).flat();
  const direct = askers.loaded.flatMap(({ name, lines }) => lines.map((need) => ({ who: name, owner: null, need })));
  const owned = needs.map(({ owner, need }) => ({ who: null, owner, need }));
  const unmet = [...direct, ...owned].filter((one) => isBroken(one, change));
  if (unmet.length === 0) return [];
  const isAsleep = findAsleep(needs, askers);
  const broken = unmet.map(({ who, owner, need }): BrokenNeed => {
    const name = need.name ?? '';
    const sleeps = owner !== null && isAsleep(owner);
    const asks =
      who !== null ? packMessage(who) : describeOwner(owner, needs, sleeps ? askers.unloaded : askers.loaded);
    const sentence = msg`${describeState(name, change)}; ${asks} requires ${need.text.replace(/\s*;.*$/, '')}.`;
    const isTaken = isMetBy(need, change.before.get(name)) && !sleeps;
    return { sentence, by: who ?? owner, name, isTaken };
  });
  return broken.filter(
    (one, at) => broken.findIndex(({ sentence }) => formatMessage(sentence) === formatMessage(one.sentence)) === at,
  );
}
