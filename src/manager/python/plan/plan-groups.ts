import type { ConflictSide } from '../../../contract/python/package-plan';
import { checkNoFiles } from '../packages/distribution-files';
import { isBuiltForHardware, isInstaller } from '../packages/hardware-packages';
import type { PackRequirements } from '../requirements/askers';
import { allThatIsNeeded } from '../requirements/follow-needs';
import { isUnreadable, type Requirement } from '../requirements/requirement';
import type { RequirementPlan } from '../requirements/requirement-plan';
import { walkRequirements } from '../requirements/walk-requirements';
import type { MarkerValues } from '../requirements/markers';
import { meetsSpecifier } from '../requirements/version-rules';
import type { PackageGraph } from './package-graph';
import type { CandidatePart } from './split-candidate';

/** Somebody who takes part in a resolve. A group is in it as a whole or not at all. */
export interface PlanGroup {
  name: string;
  kind: ConflictSide['kind'];
  /** Lines of a requirements file, as the tool is handed them. */
  lines: readonly string[];
  /** Lines that bind versions and ask for nothing. */
  constraints: readonly string[];
  options: readonly string[];
  allowsPrereleases: boolean;
  /** None of its lines can be left out. */
  isWhole?: boolean | undefined;
  /** Of an optional group of a pack that is to come. */
  optional?: CandidatePart['optional'];
}

/** A group without options. */
export function plainGroup(
  about: Pick<PlanGroup, 'name' | 'kind'>,
  asks: Partial<Pick<PlanGroup, 'lines' | 'constraints'>>,
): PlanGroup {
  return { lines: [], constraints: [], options: [], allowsPrereleases: false, ...about, ...asks };
}

interface FixedLine {
  line: string | null;
  constraint: string | null;
}

const nothingFixed: FixedLine = { line: null, constraint: null };

async function isMetWithExtras(requirement: Requirement, { distributions }: PackageGraph, markers: MarkerValues) {
  const { areAllMet } = await walkRequirements([requirement], { distributions, markers, findDamage: checkNoFiles });
  return areAllMet;
}

/** The version that a line is met by now; null when it is not met. */
function metBy({ name, specifier }: Requirement, { distributions }: PackageGraph): string | null {
  const version = name === null ? undefined : distributions.get(name)?.version;
  if (version === undefined) return null;
  return specifier === null || meetsSpecifier(version, specifier) === true ? version : null;
}

/**
 * What of a line has to stay true. What is met and stands on whole packages is asked for again, so that its needs count; what is met and
 * stands on a package with gaps only binds its own version, for closing those gaps is not the business of the change. What is not met stays so.
 */
async function keepLine(requirement: Requirement, graph: PackageGraph, markers: MarkerValues): Promise<FixedLine> {
  const { name, specifier, extras } = requirement;
  if (name === null || metBy(requirement, graph) === null) return nothingFixed;
  const range = specifier ?? '';
  // What torch asks of the packages beside it was chosen with ComfyUI (decision 18), so nothing is resolved through it.
  if (isBuiltForHardware(name) || !graph.whole.has(name))
    return { line: null, constraint: range === '' ? null : `${name}${range}` };
  const hasExtras = extras.length > 0 && (await isMetWithExtras(requirement, graph, markers));
  return { line: `${name}${hasExtras ? `[${extras.join(',')}]` : ''}${range}`, constraint: null };
}

/** What an enabled pack, or ComfyUI, keeps of what is met for it now. Its options stay its own: a change of another pack asks no index of it. */
export async function fixedGroup(
  source: PackRequirements,
  graph: PackageGraph,
  markers: MarkerValues,
): Promise<PlanGroup> {
  const fixed = await Promise.all(source.plan.wanted.map((line) => keepLine(line, graph, markers)));
  return plainGroup(
    { name: source.name, kind: source.isComfy ? 'comfyui' : 'pack' },
    {
      lines: fixed.flatMap(({ line }) => line ?? []),
      constraints: fixed.flatMap(({ constraint }) => constraint ?? []),
    },
  );
}

/**
 * What is asked of packages that are not there: nobody's line or need is met by them, so they take no part; but of two versions the one that suits those
 * who wait for it is better. Without torch, and without what goes. Null: nothing of the kind. Pure.
 */
export function missingGroup(
  others: readonly PackRequirements[],
  { distributions, needs }: PackageGraph,
  leaving: ReadonlySet<string>,
): PlanGroup | null {
  const ofPackages = [...needs].flatMap(([owner, asked]) => (leaving.has(owner) ? [] : asked));
  const needed = [...others.flatMap(({ plan }) => plan.wanted), ...ofPackages];
  const constraints = needed.flatMap(({ name, specifier }) =>
    name === null || distributions.has(name) || isBuiltForHardware(name) || !specifier ? [] : [`${name}${specifier}`],
  );
  return constraints.length === 0 ? null : plainGroup({ name: 'missing packages', kind: 'own' }, { constraints });
}

/** What a pack asks for in full, its lines already in the form that the tool reads. */
export function wholeGroup(
  about: Pick<PlanGroup, 'name' | 'kind' | 'optional'>,
  {
    plan,
    lines,
    protectedLines,
  }: { plan: RequirementPlan; lines: readonly string[]; protectedLines: readonly string[] },
): PlanGroup {
  const bound = new Set(protectedLines);
  return {
    ...about,
    lines,
    constraints: plan.constraints.filter((line) => !bound.has(line)),
    options: plan.options,
    allowsPrereleases: plan.allowsPrereleases,
  };
}

/** What a plan wants but for paths of a pack, as the tool is handed it. */
export function linesWithoutPaths({ wanted }: Pick<RequirementPlan, 'wanted'>): string[] {
  return wanted.filter(({ localPath }) => localPath === null).map(({ text }) => text);
}

/** The same for a pack that is there already: a line that no tool can read must not stand in the way of everybody else, so only its name counts. */
export function linesOfOther({ wanted }: Pick<RequirementPlan, 'wanted'>): string[] {
  const files = wanted.filter(({ localPath }) => localPath === null);
  return files.map((one) => (isUnreadable(one) ? (one.name ?? one.text) : one.text));
}

/** The name at the beginning of a line that the tool is handed. */
export const nameOfLine = (line: string): string => /^[a-z0-9][a-z0-9._-]*/iu.exec(line)?.[0] ?? line;

/**
 * Packages that no pack leads to, as somebody installed them by hand: they keep what they need; installers have their own opinion. Pure.
 *
 * @param others Names of those that are nobody's own: what goes, and what only packs lead to that are disabled or leave.
 */
export function ownGroup(groups: readonly PlanGroup[], graph: PackageGraph, others: ReadonlySet<string>): PlanGroup {
  const reached = allThatIsNeeded(
    groups.flatMap(({ lines }) => lines.map(nameOfLine)),
    graph,
  );
  const own = [...graph.whole].filter(
    (name) => !reached.has(name) && !isBuiltForHardware(name) && !isInstaller(name) && !others.has(name),
  );
  return plainGroup({ name: 'own packages', kind: 'own' }, { lines: own.sort() });
}
