import type { PackagePlan, PlannedChange, UnmetLine } from '../../../contract/python/package-plan';
import { redactSecrets } from '../../../base/log';
import { msg, formatMessage, type Sentence } from '../../../contract/text/message';
import { isBuiltForHardware } from '../packages/hardware-packages';
import { findSameModule } from '../packages/overlaps';
import { majorOf } from '../packages/package-guard';
import type { PackRequirements } from '../requirements/askers';
import { allThatIsNeeded } from '../requirements/follow-needs';
import { isUnreadable, describeRequirement, type Requirement } from '../requirements/requirement';
import { meetsSpecifier } from '../requirements/version-rules';
import { comes, kindOf, planIdOf, toChanges, type ExactChange } from './changes';
import { readFileFacts } from './file-facts';
import type { Candidate, SolveContext, SolveRequest } from './question';
import { optionsOf, type Solution } from './solve';
import { readWhoLeads } from './who-asks';

type Solved = Extract<Solution, { kind: 'solved' }>;

/** Everybody with lines of their own, by name. */
function listLines({ others }: Solution, candidates: readonly Candidate[]): { by: string; line: Requirement }[] {
  const askers = [...others, ...candidates];
  return askers.flatMap(({ name: by, plan }) => plan.wanted.map((line) => ({ by, line })));
}

/** The versions as they will be. Pure. */
function versionsAfter(
  changes: readonly ExactChange[],
  before: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const after = new Map(before);
  for (const change of changes) {
    // A version that nobody knows yet meets whatever is asked of it.
    if (comes(change)) after.set(change.name, change.to ?? '');
    else after.delete(change.name);
  }
  return after;
}

function isMetBy({ specifier }: Requirement, version: string | undefined): boolean {
  return version !== undefined && (specifier === null || meetsSpecifier(version, specifier) !== false);
}

function listUnmet(
  lines: readonly { by: string; line: Requirement }[],
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): UnmetLine[] {
  return lines.flatMap(({ by, line }) => {
    const { name } = line;
    if (name === null || isMetBy(line, after.get(name))) return [];
    return [
      {
        by,
        line: describeRequirement(line.text),
        installed: after.get(name) ?? null,
        isOld: !isMetBy(line, before.get(name)),
      },
    ];
  });
}

function listTouched({ others, graph }: Solution, changes: readonly ExactChange[]): PackagePlan['touches'] {
  const moved = new Set(changes.filter(({ from }) => from !== null).map(({ name }) => name));
  if (moved.size === 0) return [];
  return others.flatMap(({ name: pack, plan }) => {
    const needed = allThatIsNeeded(
      plan.wanted.flatMap(({ name }) => name ?? []),
      graph,
    );
    const packages = [...moved].filter((name) => needed.has(name));
    return packages.length === 0 ? [] : [{ pack, packages }];
  });
}

async function describeChanges(
  solution: Solved,
  { changes, lines }: { changes: readonly ExactChange[]; lines: readonly { by: string; line: Requirement }[] },
  context: SolveContext,
): Promise<PlannedChange[]> {
  const options = optionsOf(solution);
  const { found } = solution;
  const [facts, leads] = await Promise.all([
    readFileFacts(found, options, context),
    found.length === 0 ? [] : readWhoLeads(solution, changes, context),
  ]);
  return changes.map((change) => {
    const { name, from, to, address } = change;
    const direct = lines.flatMap(({ by, line }) =>
      line.name === name ? [{ by, line: describeRequirement(line.text) }] : [],
    );
    const through = leads.flatMap((one) => (one.name === name ? [{ by: one.by, line: one.line }] : []));
    return {
      ...{ name, from, to, kind: kindOf(change), address: address === null ? null : redactSecrets(address) },
      ...(facts.get(name) ?? { bytes: null, form: null }),
      askedBy: [...direct, ...through],
      isHardware: isBuiltForHardware(name),
      isMajor: from !== null && to !== null && majorOf(from) !== majorOf(to),
    };
  });
}

/** The changes of a solution: what the tool found, and what was to go. Pure. */
export function changesOf(
  solution: Solved,
  { remove }: Pick<SolveRequest, 'remove'>,
  context: SolveContext,
): ExactChange[] {
  const installed = context.distributions;
  const going = remove.flatMap((name): ExactChange[] => {
    const version = installed.get(name)?.version;
    const isBack = solution.found.some((one) => one.name === name);
    return version === undefined || isBack ? [] : [{ name, from: version, to: null, address: null }];
  });
  return [...toChanges(solution.found, installed), ...going];
}

/** Lines of packs of which only the name counts, since no tool can read the rest. */
export function listUnread(others: readonly PackRequirements[]): { asker: string; line: string }[] {
  return others.flatMap(({ name: asker, plan }) =>
    plan.wanted.filter(isUnreadable).map(({ text }) => ({ asker, line: text })),
  );
}

function notesOf(
  { remaining, others }: Solved,
  changes: readonly PlannedChange[],
  { environment, distributions }: SolveContext,
): Sentence[] {
  const notes: Sentence[] = remaining.map(
    ({ name, version }) => msg`Only the metadata of torch requires ${name} ${version ?? ''}, so it is left as it is.`,
  );
  for (const { asker, line } of listUnread(others))
    notes.push(msg`${asker} asks for "${line}", which no installer can read, so only the name of the package counts.`);
  const added = changes.flatMap(({ name, kind }) => (kind === 'added' ? [name] : []));
  const gone = new Set(changes.flatMap(({ name, kind }) => (kind === 'removed' ? [name] : [])));
  const staying = [...distributions.keys(), ...added].filter((name) => !gone.has(name));
  for (const { one, other } of findSameModule(added, staying))
    notes.push(msg`${one} has the same files as ${other}, so only one of the two will be complete.`);
  if (environment.tool === 'pip' && changes.some(({ kind }) => kind !== 'removed'))
    notes.push(msg`pip does not report the sizes of files.`);
  return notes;
}

/** What a solution does, in the words of the contract. Throws `cancelled`. */
export async function describePlan(
  solution: Solved,
  request: SolveRequest,
  context: SolveContext,
): Promise<PackagePlan> {
  const before = new Map([...context.distributions.values()].map(({ name, version }) => [name, version] as const));
  const exact = changesOf(solution, request, context);
  const lines = listLines(solution, request.candidates);
  const changes = await describeChanges(solution, { changes: exact, lines }, context);
  const after = versionsAfter(exact, before);
  const unbuilt = [...solution.unbuilt];
  const files = changes.filter(comes);
  const sizes = files.flatMap(({ bytes }) => bytes ?? []);
  const [from, to] = [before.get('torch') ?? null, after.get('torch') ?? null];
  return {
    plan_id: planIdOf(exact, unbuilt),
    tool: context.environment.tool,
    outcome: unbuilt.length > 0 ? 'unknown' : changes.length === 0 ? 'nothing' : 'changes',
    changes,
    unbuilt,
    bytes: sizes.length === 0 ? null : sizes.reduce((sum, one) => sum + one, 0),
    unknownSizes: files.length - sizes.length,
    torch: from === null && to === null ? null : { from, to },
    touches: listTouched(solution, exact),
    unmet: listUnmet(lines, before, after),
    leftOut: listLeftOut(request, after),
    policy: { name: request.policy, keptBack: [] },
    ...{ conflict: null, waysOut: [], isCertain: true, notes: notesOf(solution, changes, context) },
  };
}

function listLeftOut({ candidates }: SolveRequest, after: ReadonlyMap<string, string>): PackagePlan['leftOut'] {
  return candidates.flatMap(({ name: by, plan }) =>
    plan.leftOut.flatMap((line) => {
      const isLacking = line.name === null || !isMetBy(line, after.get(line.name));
      return isLacking ? [{ by, line: describeRequirement(line.text), reason: formatMessage(line.reason) }] : [];
    }),
  );
}

/** A plan without changes: nothing is to be done, or nothing can be. */
export function emptyPlan(
  request: SolveRequest,
  context: SolveContext,
  more: Pick<PackagePlan, 'outcome'> & Partial<Pick<PackagePlan, 'conflict' | 'waysOut' | 'notes'>>,
): PackagePlan {
  const before = new Map([...context.distributions.values()].map(({ name, version }) => [name, version] as const));
  const torch = before.get('torch') ?? null;
  return {
    ...{ plan_id: planIdOf([]), tool: context.environment.tool, changes: [], bytes: null, unknownSizes: 0 },
    ...{ torch: torch === null ? null : { from: torch, to: torch }, touches: [], unmet: [], unbuilt: [] },
    policy: { name: request.policy, keptBack: [] },
    ...{ leftOut: listLeftOut(request, before), conflict: null, waysOut: [], isCertain: true, notes: [], ...more },
  };
}
