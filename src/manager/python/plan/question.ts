import type { Installation } from '../../../contract/installation';
import type { UnbuiltLine } from '../../../contract/python/package-plan';
import type { RequirementPolicy } from '../../../contract/settings';
import { readSides, type PackRequirements } from '../requirements/askers';
import type { Sides } from '../requirements/broken-needs';
import type { Distribution } from '../packages/packages';
import type { MarkerValues } from '../requirements/markers';
import { allThatLinesNeed } from '../requirements/follow-needs';
import type { ChosenGroups } from '../requirements/optional-groups';
import { parseRequirement } from '../requirements/requirement';
import { comfyRequirementFiles } from '../requirements/needed-packages';
import type { RequirementPlan } from '../requirements/requirement-plan';
import type { RequirementText } from '../requirements/requirement-text';
import type { Answered } from './approved-plans';
import { readPackageGraph, type PackageGraph } from './package-graph';
import { fixedGroup, linesOfOther, nameOfLine, ownGroup, plainGroup, wholeGroup, type PlanGroup } from './plan-groups';
import { policyGroup } from './policy-group';
import type { CandidatePart } from './split-candidate';
import type { ResolveContext } from './tool-question';
import { partAddresses } from './unbuilt';

/** The group that keeps torch as it is, and what must not be older than it is. */
export const guardName = 'installed versions';
/** What a person asks for without a pack. */
export const yourself = 'your request';
/** The group that binds what was approved. */
export const boundName = 'the approved plan';

/** What a pack that is to come, or a person, asks for. */
export interface Candidate extends CandidatePart {
  /** The wanted lines in the form that the tool reads. */
  lines: readonly string[];
  /** None of its lines can be done without. */
  isWhole?: boolean | undefined;
}

/** What is to be changed in one resolve. */
export interface SolveRequest {
  candidates: readonly Candidate[];
  /** Folders of packs whose requirements do not count any more: what is replaced, disabled or taken away. */
  leavingDirs: readonly string[];
  /** Lines of what was replaced in its own folder already; the same is true of them. */
  former?: readonly RequirementText[] | undefined;
  /** Packages that go; normalised. */
  remove: readonly string[];
  /** Packages that a person asked for by name: what keeps them from getting older does not bind them. */
  freed: readonly string[];
  /** Lines that bind what was approved. */
  bound: readonly string[];
  /** The resolve of what was approved: it is not made again where it would ask the same. */
  answered?: Answered | null | undefined;
  /** What of the installed packages stays, whatever is asked. */
  policy: RequirementPolicy;
  /** Packages that are named by themselves, which the policy does not bind. */
  named: readonly string[];
  /** `keep`: what is met for others stays met. `all`: all that is enabled gets what it asks for. */
  scope: 'keep' | 'all';
}

/** Nothing is named by itself, goes, or was approved. */
export const nothingNamed = { remove: [], freed: [], named: [], bound: [] } as const satisfies Partial<SolveRequest>;

/** What is there, and where to ask. */
export interface SolveContext extends Omit<ResolveContext, 'isFresh'> {
  installation: Pick<Installation, 'comfyDir' | 'customNodesDir'>;
  distributions: ReadonlyMap<string, Distribution>;
  markers: MarkerValues;
  /** Decides over lines by the rules of this installation. */
  planTexts: (texts: readonly RequirementText[]) => RequirementPlan;
  chosenGroups: ChosenGroups;
}

/** Everybody who is there with what they ask for, and what the installed packages ask of each other. */
export interface Everybody {
  graph: PackageGraph;
  /** Those that are loaded and stay. */
  others: Sides<PackRequirements>['loaded'];
  unloaded: Sides<PackRequirements>['unloaded'];
}

/** Who takes part in a resolve. */
export interface Participants {
  groups: readonly PlanGroup[];
  /** What takes no part, since it would have to be fetched or built first. */
  unbuilt: readonly UnbuiltLine[];
}

function candidateGroup(candidate: Candidate, protectedLines: readonly string[]): PlanGroup {
  const { name, plan, lines, isWhole, optional } = candidate;
  // A hash would have every other line have one as well; the installation itself looks at it.
  const plain = lines.map((line) => line.replace(/\s+--hash[=\s].*$/u, ''));
  return { ...wholeGroup({ name, kind: 'candidate', optional }, { plan, lines: plain, protectedLines }), isWhole };
}

/** Lines that keep torch as it is, but for what a person named. */
function protectedLinesOf({ freed }: SolveRequest, { planTexts }: SolveContext): string[] {
  const free = new Set(freed);
  return planTexts([]).constraints.filter((line) => !free.has(nameOfLine(line)));
}

/** Without what has to be built first, where nothing may be. What an enabled pack has from an address, and is there, stays as it is. */
function withoutBuilds(
  groups: readonly PlanGroup[],
  { candidates }: SolveRequest,
  { mayBuild, distributions }: SolveContext,
): Participants {
  if (mayBuild === true) return { groups, unbuilt: [] };
  const parted = partAddresses(groups);
  const isThere = (line: string) => distributions.has(parseRequirement(line).name ?? '');
  const isComing = (by: string | null) => candidates.some(({ name }) => name === by);
  const unbuilt = parted.unbuilt.filter(({ by, line }) => isComing(by) || !isThere(line));
  return { groups: parted.groups, unbuilt };
}

/** Who comes and who goes, and what was approved, with what keeps torch as it is: all that is known without a look at anybody else. */
function listComing(request: SolveRequest, context: SolveContext) {
  const protectedLines = protectedLinesOf(request, context);
  const bound = plainGroup({ name: boundName, kind: 'protected' }, { constraints: request.bound });
  const guards = plainGroup({ name: guardName, kind: 'protected' }, { constraints: protectedLines });
  // No version is below 0: who still needs what goes has no solution with it.
  const leaving = request.remove.map((name) => `${name}<0`);
  const leavers = plainGroup({ name: yourself, kind: 'candidate' }, { constraints: leaving });
  return {
    bindings: [...(request.bound.length === 0 ? [] : [bound]), guards],
    candidates: request.candidates.map((one) => candidateGroup(one, protectedLines)),
    leavers: leaving.length === 0 ? [] : [leavers],
  };
}

/** The candidates by themselves. Pure. */
export function gatherAlone(request: SolveRequest, context: SolveContext): Participants {
  const { bindings, candidates } = listComing(request, context);
  return withoutBuilds([...bindings, ...candidates], request, context);
}

/** Reads everybody's files, and what the installed packages ask of each other. */
export async function readEverybody(
  { leavingDirs }: Pick<SolveRequest, 'leavingDirs'>,
  { installation, planTexts, chosenGroups, distributions, markers }: SolveContext,
): Promise<Everybody> {
  const [graph, { loaded, unloaded }] = await Promise.all([
    readPackageGraph({ distributions, markers }),
    readSides({ installation, comfyFiles: comfyRequirementFiles, planTexts, chosenGroups }, leavingDirs),
  ]);
  return { graph, others: loaded, unloaded };
}

/** What of others counts: what is met for them, or all that they ask for. */
function groupsOfOthers(
  { others, graph }: Everybody,
  { scope }: SolveRequest,
  { markers, protectedLines }: SolveContext & { protectedLines: readonly string[] },
): Promise<PlanGroup[]> {
  if (scope === 'keep') return Promise.all(others.map((one) => fixedGroup(one, graph, markers)));
  const whole = others.map(({ name, isComfy, plan }) => {
    const asks = { plan, lines: linesOfOther(plan), protectedLines };
    return wholeGroup({ name, kind: isComfy ? 'comfyui' : 'pack' }, asks);
  });
  return Promise.resolve(whole);
}

/** Gathers everybody who has a say: first who can be done without, the candidates last. */
export async function gatherAll(
  everybody: Everybody,
  request: SolveRequest,
  context: SolveContext,
): Promise<Participants> {
  const { graph, unloaded } = everybody;
  const { planTexts, distributions } = context;
  const { bindings, candidates, leavers } = listComing(request, context);
  const protectedLines = protectedLinesOf(request, context);
  const asking = await groupsOfOthers(everybody, request, { ...context, protectedLines });
  const groups = asking.filter(({ lines, constraints }) => lines.length + constraints.length > 0);
  // What a disabled pack brought must not bind those that are loaded: disabling it would then be no way out.
  const ofUnloaded = [...unloaded.map(({ plan }) => plan), planTexts(request.former ?? [])];
  const nobodys = new Set([
    ...request.remove,
    ...allThatLinesNeed(
      ofUnloaded.flatMap(({ wanted }) => wanted),
      graph,
    ),
  ]);
  const own = ownGroup([...groups, ...candidates], graph, nobodys);
  const policy = policyGroup(request.policy, distributions, new Set([...request.named, ...request.remove])) ?? [];
  const all = [own, groups, bindings, policy, candidates, leavers].flat();
  return withoutBuilds(all, request, context);
}
