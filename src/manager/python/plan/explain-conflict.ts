import type { ConflictSide, PlanConflict, WayOut } from '../../../contract/python/package-plan';
import { redactSecrets } from '../../../base/log';
import { msg, type Message, packMessage, joinMessages } from '../../../contract/text/message';
import { normaliseName } from '../packages/packages';
import { type Conflict, findConflict, packItself, readAbsent, readDemands } from '../environment/resolver-conflict';
import { allThatIsNeeded } from '../requirements/follow-needs';
import type { PackageGraph } from './package-graph';
import { nameOfLine, type PlanGroup } from './plan-groups';
import { withoutPolicy } from './policy-group';
import { findSolvable } from './resolve';
import { findSmallestConflict } from './smallest-conflict';
import type { Question } from './solve';
import type { ResolveContext } from './tool-question';

/** A row of a list is read at a glance. */
const mostLines = 4;

const nameOf = (line: string): string => normaliseName(nameOfLine(line));

function isAbout(line: string, name: string, graph: PackageGraph): boolean {
  return allThatIsNeeded([nameOf(line)], graph).has(name);
}

/** Groups that have to do with a package; candidates and what is protected always have. */
function whoIsConcerned(groups: readonly PlanGroup[], name: string | null, graph: PackageGraph): readonly PlanGroup[] {
  if (name === null) return groups;
  return groups.filter(({ kind, lines, constraints }) => {
    if (kind === 'candidate' || kind === 'protected' || kind === 'policy') return true;
    return [...lines, ...constraints].some((line) => isAbout(line, name, graph));
  });
}

/** What one side asks for, about the package in question where it asks for it itself. */
function sideOf(group: PlanGroup, name: string | null, graph: PackageGraph): ConflictSide {
  const asks = [...group.lines, ...group.constraints];
  const direct = name === null ? [] : asks.filter((line) => nameOf(line) === name);
  const leading = name === null ? [] : asks.filter((line) => isAbout(line, name, graph));
  const [shown = asks] = [direct, leading].filter((lines) => lines.length > 0);
  return { name: group.name, kind: group.kind, asks: shown.slice(0, mostLines).map(redactSecrets) };
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

/** Who asks for what, one side after the other. Pure. */
export function describeSides(sides: readonly ConflictSide[]): Message {
  const shown = sides.map(({ name, kind, asks }) => {
    const who = kind === 'pack' || kind === 'candidate' ? packMessage(name) : name;
    return msg`${who} needs ${asks.join(', ')}`;
  });
  const [first = joinMessages([]), ...others] = shown;
  return others.reduce((before, next) => msg`${before}; ${next}`, first);
}

const isNamed = ({ kind }: Pick<ConflictSide, 'kind'>): boolean => kind !== 'protected' && kind !== 'policy';

function reasonOf(sides: readonly ConflictSide[], name: string | null, absent: string | null): string {
  const named = sides.filter(isNamed);
  const who = listed(named.map((side) => side.name));
  if (absent !== null && named.length === 1)
    return `The package index has no ${absent} for this Python and system, and ${who} asks for it.`;
  const asks = sides.map((side) => `${side.name}: ${side.asks.join(', ')}`).join('; ');
  const what = name === null ? '' : ` about ${name}`;
  return named.length > 1
    ? `${who} cannot live together; they disagree${what} (${asks}).`
    : `${who} does not fit to what is installed${what} (${asks}).`;
}

/** The packages that ask for one of them differently, by the words of the tool. Pure. */
function listBetween(found: Conflict | null): PlanConflict['between'] {
  const between = (found?.demands ?? []).filter(({ who }) => who !== packItself);
  return between.map(({ who, asks }) => ({ name: who, asks: redactSecrets(asks) }));
}

/** Why there is no solution, with what it takes to say what would help. */
export interface Explained {
  conflict: PlanConflict;
  /** The smallest set that has none. */
  smallest: readonly PlanGroup[];
  /** What the tool says of these alone. */
  output: string;
  /** No index has the package in question: only who asks for it no more gets on. */
  isAbsent: boolean;
}

/** Whoever asks for the very thing that no index has, in a line of its own: nobody else is needed for that to fail. Null where it is not as plain. Pure. */
function whoAsksForAbsent(groups: readonly PlanGroup[], output: string): PlanGroup | null {
  const absent = readAbsent(output);
  const asksForIt = ({ lines }: PlanGroup): boolean => lines.some((line) => line.replace(/\s/gu, '') === absent);
  return groups.find((one) => isNamed(one) && asksForIt(one)) ?? null;
}

/** Finds the smallest set of those that cannot live together, by resolves with a part of them. Throws `cancelled`, `command-failed`. */
export async function explainUnsolvable(
  { groups, graph }: Question,
  output: string,
  context: ResolveContext,
): Promise<Explained> {
  let last = output;
  const isSolvable = async (parts: readonly PlanGroup[]): Promise<boolean> => {
    const resolution = await findSolvable(parts, context);
    if (resolution.kind === 'unsolvable') last = resolution.output;
    return resolution.kind !== 'unsolvable';
  };
  const readConflict = (text: string) => findConflict(readDemands(text, []));
  const findSmallest = async (): Promise<readonly PlanGroup[]> => {
    const likely = whoIsConcerned(groups, readConflict(output)?.package ?? null, graph);
    const isNarrow = likely.length < groups.length && !(await isSolvable(likely));
    return findSmallestConflict(isNarrow ? likely : groups, isSolvable);
  };
  const alone = whoAsksForAbsent(groups, output);
  const smallest = alone === null ? await findSmallest() : [alone];
  // Of what no index has, who asks for it names the package.
  const absent = smallest.filter((group) => isNamed(group)).length === 1 ? readAbsent(last) : null;
  const inner = alone === null ? readConflict(last) : null;
  const name = inner?.package ?? (absent === null ? null : nameOf(absent));
  const sides = smallest.map((group) => sideOf(group, name, graph));
  return {
    conflict: { reason: reasonOf(sides, name, absent), package: name, sides, between: listBetween(inner) },
    smallest,
    output: last,
    isAbsent: absent !== null,
  };
}

/** A candidate of the conflict without one of its lines. */
function withoutLine(groups: readonly PlanGroup[], of: PlanGroup, line: string): PlanGroup[] {
  return groups.map((group) => (group === of ? { ...of, lines: of.lines.filter((one) => one !== line) } : group));
}

/** More of a kind than these are not tried: a person chooses among a few. */
const mostTries = 5;

/** A way out with who would take part then. */
interface Try {
  way: WayOut;
  groups: readonly PlanGroup[];
  /** As if nothing was installed. */
  isFresh?: boolean;
}

function withoutOne(groups: readonly PlanGroup[], going: PlanGroup): PlanGroup[] {
  return groups.filter((group) => group !== going);
}

/** What could be done about one of those that cannot live together; lines about the package in question first, whichever place they have. Pure. */
function triesAbout(groups: readonly PlanGroup[], side: PlanGroup, { conflict, isAbsent }: Explained): Try[] {
  const { kind, name, optional, lines, isWhole } = side;
  if (kind === 'pack') return [{ way: { kind: 'disable', pack: name }, groups: withoutOne(groups, side) }];
  if (optional !== undefined)
    return [{ way: { kind: 'without-group', ...optional }, groups: withoutOne(groups, side) }];
  if (kind !== 'candidate' || isWhole === true) return [];
  const isRequested = (line: string): boolean => nameOf(line) === conflict.package;
  const others = isAbsent ? [] : lines.filter((line) => !isRequested(line));
  const ordered = [...lines.filter(isRequested), ...others];
  return ordered.slice(0, mostTries).map((line) => ({
    way: { kind: 'leave-out', pack: name, line: redactSecrets(line) },
    groups: withoutLine(groups, side, line),
  }));
}

const isInstalled = ({ kind }: PlanGroup): boolean => kind === 'protected' || kind === 'own' || kind === 'policy';

/** Everything that could help, what changes least first. Pure. */
function listTries(groups: readonly PlanGroup[], found: Explained): Try[] {
  const { smallest } = found;
  const packs = smallest.filter(({ kind }) => kind === 'pack').slice(0, mostTries);
  const others = smallest.filter(({ kind }) => kind !== 'pack');
  const tries = [...packs, ...others].flatMap((side) => triesAbout(groups, side, found));
  const asAsked: Try = { way: { kind: 'as-asked' }, groups: withoutPolicy(groups) };
  const named = groups.filter((group) => !isInstalled(group));
  const fresh: Try = { way: { kind: 'new-environment' }, groups: named, isFresh: true };
  return [
    ...(smallest.some(({ kind }) => kind === 'policy') ? [asAsked] : []),
    ...tries,
    ...(smallest.some(isInstalled) ? [fresh] : []),
  ];
}

/**
 * What helps, each way tried with everybody: another pack is disabled, a line or an optional group is left out, the requirement policy does not count, an
 * environment is made anew. Throws `cancelled`, `command-failed`.
 */
export async function findWaysOut({ groups }: Question, found: Explained, context: ResolveContext): Promise<WayOut[]> {
  const ways: WayOut[] = [];
  for (const { way, groups: parts, isFresh = false } of listTries(groups, found))
    if ((await findSolvable(parts, { ...context, isFresh })).kind === 'solved') ways.push(way);
  return ways;
}
