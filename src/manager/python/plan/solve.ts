import { createHash } from 'node:crypto';
import type { Installation } from '../../../contract/installation';
import type { UnbuiltLine } from '../../../contract/python/package-plan';
import type { RequirementPolicy } from '../../../contract/settings';
import { readSides, type PackRequirements } from '../requirements/askers';
import type { Distribution } from '../packages/packages';
import type { MarkerValues } from '../requirements/markers';
import { allThatLinesNeed } from '../requirements/follow-needs';
import type { ChosenGroups } from '../requirements/optional-groups';
import { parseRequirement } from '../requirements/requirement';
import { comfyRequirementFiles } from '../requirements/needed-packages';
import type { RequirementPlan } from '../requirements/requirement-plan';
import type { RequirementText } from '../requirements/requirement-text';
import type { Answered } from './approved-plans';
import { partFound } from './changes';
import { readPackageGraph, type PackageGraph } from './package-graph';
import {
  fixedGroup,
  linesOfOther,
  missingGroup,
  nameOfLine,
  ownGroup,
  plainGroup,
  wholeGroup,
  type PlanGroup,
} from './plan-groups';
import { policyGroup, withoutPolicy } from './policy-group';
import {
  findSolvable,
  resolveGroups,
  resolveWhole,
  type Resolution,
  type ResolveContext,
  type UntoldReason,
} from './resolve';
import type { CandidatePart } from './split-candidate';
import { partAddresses } from './unbuilt';
import { findSmallestConflict } from './smallest-conflict';

/** The group that keeps torch as it is, and what must not be older than it is. */
export const guardName = 'installed versions';
/** What a person asks for without a pack. */
export const yourself = 'your request';
/** The group that binds what was approved. */
const boundName = 'the approved plan';

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

/** Everybody who takes part, and what is known of the packages. */
export interface Question {
  groups: readonly PlanGroup[];
  graph: PackageGraph;
  others: readonly PackRequirements[];
  /** What takes no part, since it would have to be fetched or built first. */
  unbuilt: readonly UnbuiltLine[];
}

export type Solution = Question &
  (({ kind: 'solved' } & Answered) | { kind: 'unsolvable'; output: string } | { kind: 'untold'; why: UntoldReason });

/** The options, such as further indexes, of everybody who takes part in a solution. Pure. */
export function optionsOf({ groups }: Pick<Question, 'groups'>): string[] {
  return [...new Set(groups.flatMap(({ options }) => options))];
}

function candidateGroup(candidate: Candidate, protectedLines: readonly string[]): PlanGroup {
  const { name, plan, lines, isWhole, optional } = candidate;
  // A hash would have every other line have one as well; the installation itself looks at it.
  const plain = lines.map((line) => line.replace(/\s+--hash[=\s].*$/u, ''));
  return { ...wholeGroup({ name, kind: 'candidate', optional }, { plan, lines: plain, protectedLines }), isWhole };
}

/** Gathers everybody who has a say: first who can be done without, the candidates last. */
async function readQuestion(request: SolveRequest, context: SolveContext): Promise<Question> {
  const { installation, planTexts, chosenGroups, distributions, markers } = context;
  const [graph, { loaded: others, unloaded }] = await Promise.all([
    readPackageGraph({ distributions, markers }),
    readSides({ installation, comfyFiles: comfyRequirementFiles, planTexts, chosenGroups }, request.leavingDirs),
  ]);
  const freed = new Set(request.freed);
  const protectedLines = planTexts([]).constraints.filter((line) => !freed.has(nameOfLine(line)));
  const fixed = request.scope === 'keep' ? await Promise.all(others.map((one) => fixedGroup(one, graph, markers))) : [];
  const whole =
    request.scope === 'keep'
      ? []
      : others.map((one) =>
          wholeGroup(
            { name: one.name, kind: one.isComfy ? 'comfyui' : 'pack' },
            {
              plan: one.plan,
              lines: linesOfOther(one.plan),
              protectedLines,
            },
          ),
        );
  const candidates = request.candidates.map((one) => candidateGroup(one, protectedLines));
  const groups = [...fixed, ...whole].filter(({ lines, constraints }) => lines.length + constraints.length > 0);
  // What a disabled pack brought must not bind those that are loaded: disabling it would then be no way out.
  const nobodys = new Set([
    ...request.remove,
    ...allThatLinesNeed(
      [...unloaded.map(({ plan }) => plan), planTexts(request.former ?? [])].flatMap(({ wanted }) => wanted),
      graph,
    ),
  ]);
  const own = [ownGroup([...groups, ...candidates], graph, nobodys)];
  const bound =
    request.bound.length === 0
      ? []
      : [plainGroup({ name: boundName, kind: 'protected' }, { constraints: request.bound })];
  const guards = plainGroup({ name: guardName, kind: 'protected' }, { constraints: protectedLines });
  // No version is below 0: who still needs what goes has no solution with it.
  const going = plainGroup(
    { name: yourself, kind: 'candidate' },
    { constraints: request.remove.map((name) => `${name}<0`) },
  );
  const leavers = request.remove.length === 0 ? [] : [going];
  const policy = policyGroup(request.policy, distributions, new Set([...request.named, ...request.remove])) ?? [];
  const all = [...own, ...groups, ...bound, guards, policy, ...candidates, ...leavers].flat();
  if (context.mayBuild === true) return { groups: all, graph, others, unbuilt: [] };
  const parted = partAddresses(all);
  // What an enabled pack has from an address, and is there, stays as it is.
  const isThere = (line: string) => distributions.has(parseRequirement(line).name ?? '');
  const isComing = (by: string | null) => request.candidates.some(({ name }) => name === by);
  const unbuilt = parted.unbuilt.filter(({ by, line }) => isComing(by) || !isThere(line));
  return { groups: parted.groups, graph, others, unbuilt };
}

/** Those who cannot be met together as it is are looked for so many times; more is another trouble than one pack. */
const mostDropped = 4;

/**
 * The groups without those that cannot be met together even when nothing comes: metadata of packages that contradicts itself must not stand in the
 * way of everything. Null when the others can.
 */
async function dropBroken(groups: readonly PlanGroup[], context: SolveContext): Promise<readonly PlanGroup[] | null> {
  const isSolvable = async (parts: readonly PlanGroup[]): Promise<boolean> =>
    (await findSolvable(parts, context)).kind !== 'unsolvable';
  const others = groups.filter(({ kind, name }) => kind !== 'candidate' && name !== boundName);
  if (await isSolvable(others)) return null;
  const smallest = await findSmallestConflict(others, isSolvable);
  const dropped = new Set(smallest.filter(({ kind }) => kind !== 'protected' && kind !== 'policy'));
  return dropped.size === 0 ? null : groups.filter((group) => !dropped.has(group));
}

/** Everybody, and those who wait for what is not there; null where nobody does. */
interface Asking {
  groups: readonly PlanGroup[];
  missing: PlanGroup | null;
}

/** The answer that also suits those who wait for what is not there, where there is one; else null, and they have no say. */
async function resolveWithMissing({ groups, missing }: Asking, context: SolveContext): Promise<Resolution | null> {
  if (missing === null) return null;
  const resolution = await resolveWhole([...groups, missing], context);
  return resolution?.kind === 'solved' ? resolution : null;
}

/**
 * The answer that adds packages and leaves all that are installed as they are, where there is one: nothing that is met for others can become unmet then,
 * so they need not be asked. A resolve over everybody reads the index pages of all packages (101 pages for one small wheel beside 200 packs, 0.8 to 5 s).
 * Null: something would have to move, or go, or be built.
 */
async function resolveAlone(
  { groups, missing }: Asking,
  request: SolveRequest,
  context: SolveContext,
): Promise<Resolution | null> {
  if (request.scope !== 'keep' || request.remove.length > 0) return null;
  const { distributions } = context;
  const asking = groups.filter(({ kind }) => kind === 'candidate' || kind === 'protected');
  const installed = policyGroup('only-new', distributions, new Set());
  const alone = [asking, installed ?? [], missing ?? []].flat();
  const resolution = await resolveWhole(alone, context);
  if (resolution?.kind !== 'solved') return null;
  const onlyAdds = resolution.found.every(({ name }) => !distributions.has(name));
  // The policy keeps nothing back then: without it the answer is the same.
  return onlyAdds ? { ...resolution, groups: withoutPolicy(groups) } : null;
}

/** What a tool would be asked, and about which packages, as a hash; what binds an approved plan is no part of it. Pure. */
function hashQuestion(groups: readonly PlanGroup[], { environment, settings, distributions }: SolveContext): string {
  const counted = groups.filter(({ name, kind }) => kind !== 'protected' || name !== boundName);
  const gather = (pick: (group: PlanGroup) => readonly string[]): string[] =>
    [...new Set(counted.flatMap(pick))].sort();
  const { interpreter, tool, pythonVersion, variables } = environment;
  const parts = {
    lines: gather(({ lines }) => lines),
    constraints: gather(({ constraints }) => constraints),
    options: gather(({ options }) => options),
    allowsPrereleases: counted.some(({ allowsPrereleases }) => allowsPrereleases),
    index: settings['python.indexUrl'],
    variables: variables?.() ?? {},
    python: { interpreter, tool, pythonVersion },
    installed: [...distributions].map(([name, { version }]) => `${name}==${version}`).sort(),
  };
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** The answer of everybody; where that is none, of those who can be met together as it is. Also answers who took part. */
async function resolveAll(
  all: readonly PlanGroup[],
  { scope }: SolveRequest,
  context: SolveContext,
): Promise<{ groups: readonly PlanGroup[]; resolution: Resolution }> {
  let groups = all;
  let resolution = await resolveGroups(groups, context);
  for (let tries = 0; resolution.kind === 'unsolvable' && scope === 'keep' && tries < mostDropped; tries += 1) {
    const rest = await dropBroken(groups, context);
    if (rest === null) break;
    groups = rest;
    resolution = await resolveGroups(groups, context);
  }
  return { groups, resolution };
}

/** One resolve over the candidates alone where that only adds packages, else over everybody. Changes nothing. Throws `cancelled`, `command-failed`. */
export async function solve(request: SolveRequest, context: SolveContext): Promise<Solution> {
  const read = await readQuestion(request, context);
  const asking = hashQuestion(read.groups, context);
  const { answered = null } = request;
  if (answered?.question === asking) return { ...read, ...answered, kind: 'solved' };
  const missing = request.scope === 'keep' ? missingGroup(read.others, read.graph, new Set(request.remove)) : null;
  const own = { groups: read.groups, missing };
  const best = (await resolveAlone(own, request, context)) ?? (await resolveWithMissing(own, context));
  const { groups, resolution } =
    best === null ? await resolveAll(read.groups, request, context) : { groups: read.groups, resolution: best };
  const question = { ...read, groups };
  if (resolution.kind !== 'solved') return { ...question, ...resolution };
  const requestedNames = new Set(
    request.candidates.flatMap(({ plan }) => plan.wanted.flatMap(({ name }) => name ?? [])),
  );
  const { done, remaining } = await partFound(resolution.found, context.distributions, requestedNames);
  const unbuilt = [...question.unbuilt, ...resolution.unbuilt];
  return { ...question, ...resolution, question: asking, found: done, remaining, unbuilt };
}
