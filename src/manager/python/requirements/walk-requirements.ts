import type { FindDamage } from '../packages/distribution-files';
import { isBuiltForHardware } from '../packages/hardware-packages';
import { evaluateMarker, type MarkerValues } from './markers';
import { readRequires, type Distribution } from '../packages/packages';
import { parseRequirement, type Requirement } from './requirement';
import { meetsSpecifier } from './version-rules';

export interface Installed {
  distributions: ReadonlyMap<string, Distribution>;
  markers: MarkerValues;
  /** As the files are now: a check of its own for each state of the packages. */
  findDamage: FindDamage;
}

/** What is known of some requirements and of everything that those need in their turn. */
export interface RequirementWalk {
  /** False as well when only the tool can judge one of them. */
  areAllMet: boolean;
  /** Every package on the way, installed or not. */
  names: ReadonlySet<string>;
  /** The packages on the way of which only a part is there, with what they lack in words. None of them counts as met. */
  damaged: ReadonlyMap<string, string>;
}

/** What a distribution needs of others under some extras. */
interface Needs {
  /** False where the metadata leaves a doubt: unreadable, there twice, or a marker that only Python can judge. */
  isKnown: boolean;
  needs: readonly Requirement[];
}

const unknown: Needs = { isKnown: false, needs: [] };

/** Whether a line counts for this Python and these extras; null when that is not known. */
function applies({ marker }: Requirement, extras: readonly string[], markers: MarkerValues): boolean | null {
  if (marker === null) return true;
  const verdicts = ['', ...extras].map((extra) => evaluateMarker(marker, { ...markers, extra }));
  if (verdicts.includes(true)) return true;
  return verdicts.includes(null) ? null : false;
}

/** Two thirds of all lines are for extras, and parsing costs most: without an extra such a line never counts. */
export const isForExtraAlone = /;[^;]*\bextra\s*==(?!.*\bor\b)/;

/** What torch and the packages of its hardware ask of each other was chosen with ComfyUI; nobody changes it to please their metadata. */
function isLeftToHardware(owner: string, { name }: Requirement): boolean {
  return name !== null && isBuiltForHardware(owner) && isBuiltForHardware(name);
}

/** The needs of an installed distribution that count here, from its metadata. */
export async function readNeeds(
  distribution: Distribution,
  extras: readonly string[],
  markers: MarkerValues,
): Promise<Needs> {
  const lines = await readRequires(distribution);
  // A folder without metadata is what a broken-off installation left.
  if (lines === null) return unknown;
  const relevant = extras.length > 0 ? lines : lines.filter((line) => !isForExtraAlone.test(line));
  const judged = relevant.map(parseRequirement).map((need) => ({ need, verdict: applies(need, extras, markers) }));
  const counted = judged.filter(({ need, verdict }) => verdict === true && !isLeftToHardware(distribution.name, need));
  const isKnown = !distribution.hasTwin && judged.every(({ verdict }) => verdict !== null);
  return { isKnown, needs: counted.map(({ need }) => need) };
}

/** The same, read once for each distribution and its extras. */
function rememberNeeds({ distributions, markers }: Installed): (one: Requirement) => Promise<Needs> {
  const known = new Map<string, Promise<Needs>>();
  return ({ name, extras }) => {
    const distribution = name === null ? undefined : distributions.get(name);
    if (distribution === undefined) return Promise.resolve(unknown);
    const key = `${distribution.name}[${extras.join(',')}]`;
    const needs = known.get(key) ?? readNeeds(distribution, extras, markers);
    known.set(key, needs);
    return needs;
  };
}

/**
 * What an installed package lacks, in words; null for one that is whole or not there. Packages of the hardware are left out: nobody
 * installs them again for a pack.
 */
export async function damageOf(
  { name }: Requirement,
  { distributions, findDamage }: Omit<Installed, 'markers'>,
): Promise<string | null> {
  const distribution = name === null ? undefined : distributions.get(name);
  if (distribution === undefined || isBuiltForHardware(distribution.name)) return null;
  return findDamage(distribution);
}

function meets({ name, specifier }: Requirement, { distributions }: Installed): boolean {
  const version = distributions.get(name ?? '')?.version;
  return version !== undefined && specifier !== null && meetsSpecifier(version, specifier) === true;
}

/**
 * Follows requirements through the installed metadata, as an installer does before it says that there is nothing to do. Starts nothing. It
 * never finds all met where pip or uv would find work; where it is not sure, the tool has to be asked.
 */
export async function walkRequirements(
  requirements: readonly Requirement[],
  installed: Installed,
): Promise<RequirementWalk> {
  const seen = new Set<string>();
  const names = new Set<string>();
  const damaged = new Map<string, string>();
  const needsOf = rememberNeeds(installed);
  let areAllMet = true;
  let level = requirements;
  while (level.length > 0) {
    const fresh = level.filter((one) => {
      const key = `${one.name ?? one.text}[${one.extras.join(',')}]${one.specifier ?? one.text}`;
      return !seen.has(key) && seen.add(key);
    });
    for (const { name } of fresh) if (name !== null) names.add(name);
    const found = await Promise.all(fresh.map(needsOf));
    const damages = await Promise.all(fresh.map(async (one) => ({ one, damage: await damageOf(one, installed) })));
    for (const { one, damage } of damages) if (one.name !== null && damage !== null) damaged.set(one.name, damage);
    areAllMet &&= found.every(({ isKnown }) => isKnown) && fresh.every((one) => meets(one, installed));
    level = found.flatMap(({ needs }) => needs);
  }
  return { areAllMet: areAllMet && damaged.size === 0, names, damaged };
}
