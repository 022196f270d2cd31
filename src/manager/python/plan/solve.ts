import { createHash } from 'node:crypto';
import { parseRequirement } from '../requirements/requirement';
import { meetsSpecifier } from '../requirements/version-rules';
import type { Answered } from './approved-plans';
import { partFound } from './changes';
import type { FoundChange } from './found-change';
import { missingGroup, type PlanGroup } from './plan-groups';
import { policyGroup } from './policy-group';
import {
  boundName,
  gatherAll,
  gatherAlone,
  readEverybody,
  type Everybody,
  type Participants,
  type SolveContext,
  type SolveRequest,
} from './question';
import { findSolvable, resolveGroups, resolveWhole } from './resolve';
import { findSmallestConflict } from './smallest-conflict';
import type { Resolution, UntoldReason } from './tool-answer';

/** Everybody who takes part, and what is known of the packages. */
export type Question = Participants & Pick<Everybody, 'graph' | 'others'>;

/** With the hash by which the same question is known again. */
type Asked = Question & { question: string };

export type Solution = Question &
  (({ kind: 'solved' } & Answered) | { kind: 'unsolvable'; output: string } | { kind: 'untold'; why: UntoldReason });

type Solved = Extract<Resolution, { kind: 'solved' }>;

/** The options, such as further indexes, of everybody who takes part in a solution. Pure. */
export function optionsOf({ groups }: Pick<Question, 'groups'>): string[] {
  return [...new Set(groups.flatMap(({ options }) => options))];
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
  asking: readonly PlanGroup[],
  { scope, remove }: SolveRequest,
  context: SolveContext,
): Promise<Solved | null> {
  if (scope !== 'keep' || remove.length > 0) return null;
  const { distributions } = context;
  const installed = policyGroup('only-new', distributions, new Set()) ?? [];
  const resolution = await resolveWhole([asking, installed].flat(), context);
  if (resolution?.kind !== 'solved') return null;
  const onlyAdds = resolution.found.every(({ name }) => !distributions.has(name));
  return onlyAdds ? { ...resolution, groups: asking } : null;
}

/** Whether what comes is what those ask for who wait for it. Pure. */
function suits({ found }: { found: readonly FoundChange[] }, missing: PlanGroup | null): boolean {
  const versions = new Map(found.map(({ name, version }) => [name, version] as const));
  return (missing?.constraints ?? []).every((line) => {
    const { name, specifier } = parseRequirement(line);
    const version = versions.get(name ?? '');
    return version === undefined || (version !== null && meetsSpecifier(version, specifier ?? '') === true);
  });
}

/**
 * Reads everybody's files, while the tool looks for what the candidates alone come to: only the check of that answer needs them. It is not asked where an
 * answer is known.
 */
async function readWhileAsking(
  asking: readonly PlanGroup[],
  request: SolveRequest,
  context: SolveContext,
): Promise<{ everybody: Everybody; first: Solved | null }> {
  let reading: Promise<Everybody> | null = null;
  const read = () => (reading ??= readEverybody(request, context));
  const whileAsked = () => {
    read().catch(() => undefined);
  };
  const isKnown = (request.answered ?? null) !== null;
  const first = isKnown ? null : await resolveAlone(asking, request, { ...context, whileAsked });
  return { first, everybody: await read() };
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
  asking: Asking,
  { scope }: SolveRequest,
  context: SolveContext,
): Promise<{ groups: readonly PlanGroup[]; resolution: Resolution }> {
  let { groups } = asking;
  const best = await resolveWithMissing(asking, context);
  if (best !== null) return { groups, resolution: best };
  let resolution = await resolveGroups(groups, context);
  for (let tries = 0; resolution.kind === 'unsolvable' && scope === 'keep' && tries < mostDropped; tries += 1) {
    const rest = await dropBroken(groups, context);
    if (rest === null) break;
    groups = rest;
    resolution = await resolveGroups(groups, context);
  }
  return { groups, resolution };
}

/** A solution with what will be done of what was found. */
async function toSolution(
  asked: Asked,
  resolution: Resolution,
  { candidates, distributions }: Pick<SolveRequest, 'candidates'> & Pick<SolveContext, 'distributions'>,
): Promise<Solution> {
  if (resolution.kind !== 'solved') return { ...asked, ...resolution };
  const requestedNames = new Set(candidates.flatMap(({ plan }) => plan.wanted.flatMap(({ name }) => name ?? [])));
  const { done, remaining } = await partFound(resolution.found, distributions, requestedNames);
  const unbuilt = [...asked.unbuilt, ...resolution.unbuilt];
  return { ...asked, ...resolution, found: done, remaining, unbuilt };
}

/** One resolve over the candidates alone where that only adds packages, else over everybody. Changes nothing. Throws `cancelled`, `command-failed`. */
export async function solve(request: SolveRequest, context: SolveContext): Promise<Solution> {
  const { answered = null, candidates, scope } = request;
  const about = { candidates, distributions: context.distributions };
  const alone = gatherAlone(request, context);
  const { everybody, first } = await readWhileAsking(alone.groups, request, context);
  const { graph, others } = everybody;
  const missing = scope === 'keep' ? missingGroup(others, graph, new Set(request.remove)) : null;
  const toAsked = (part: Participants): Asked => ({
    ...{ ...part, graph, others },
    question: hashQuestion(part.groups, context),
  });
  const own = toAsked({ ...alone, groups: [alone.groups, missing ?? []].flat() });
  const gather = async () => toAsked(await gatherAll(everybody, request, context));
  if (answered !== null) {
    const same = [own, await gather()].find(({ question }) => question === answered.question);
    if (same !== undefined) return { ...same, ...answered, kind: 'solved' };
  }
  const isSettled = answered === null && (first === null || suits(first, missing));
  const added = isSettled ? first : await resolveAlone(own.groups, request, context);
  if (added !== null) return toSolution(own, added, about);
  const all = await gather();
  const { groups, resolution } = await resolveAll({ groups: all.groups, missing }, request, context);
  return toSolution({ ...all, groups }, resolution, about);
}
