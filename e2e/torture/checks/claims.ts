import type { FinishedTask } from '../../api';
import type { TorturePack } from '../torture-packs';
import type { ModelPlace } from './models';
import type { FoundPack } from './packs';

/** What must be there of one pack: the version that is enabled, and whether a disabled copy may or must lie beside it. */
interface Expected {
  enabled: string | null;
  isDisabledThere: boolean;
}

const newest = '1.2.0';

const isDone = ({ outcome }: FinishedTask) => outcome.status === 'done' || outcome.status === 'warning';

/** The optional groups that a task names; null where it leaves them. */
function namedGroups({ params }: FinishedTask): string[] | null {
  const named = params['optional_groups'];
  return Array.isArray(named) ? named.map(String) : null;
}

function targetOf({ params }: FinishedTask): string {
  const target = params['id'] ?? params['node_name'] ?? params['cnr_id'];
  return typeof target === 'string' ? target : '';
}

/** What a finished task claims of its pack. Of several disabled copies no claim names the one that is enabled, so the version that was `found` counts. */
function applyTask(before: Expected, task: FinishedTask, found: string | null): Expected {
  switch (task.kind) {
    case 'install': {
      const version = String(task.params['selected_version']);
      return { ...before, enabled: version === 'latest' ? newest : version };
    }
    case 'update':
      return { ...before, enabled: before.enabled === null ? null : newest };
    case 'disable':
      return { enabled: null, isDisabledThere: true };
    case 'enable':
      return { ...before, enabled: before.enabled ?? found };
    case 'uninstall':
      return { enabled: null, isDisabledThere: false };
    default:
      return before;
  }
}

function expectPack(
  { seed, installedAt }: TorturePack,
  finished: readonly FinishedTask[],
  found: string | null,
): Expected {
  const own = finished.filter((task) => isDone(task) && targetOf(task) === seed.id);
  const start: Expected = { enabled: installedAt, isDisabledThere: false };
  return own.reduce((state, task) => applyTask(state, task, found), start);
}

/** A pack that is enabled may have disabled copies beside it; one that is not must have one, or none. */
function compareDisabled(id: string, { isDisabledThere }: Expected, copies: readonly FoundPack[]): string[] {
  const isThere = copies.some(({ isEnabled }) => !isEnabled);
  if (isDisabledThere && !isThere) return [`${id} was disabled, and lies nowhere`];
  return !isDisabledThere && copies.length > 0 ? [`${id} is there, and the history says that it is not`] : [];
}

function comparePack(pack: TorturePack, finished: readonly FinishedTask[], found: readonly FoundPack[]): string[] {
  const { id } = pack.seed;
  const copies = found.filter((copy) => copy.id === id);
  const version = copies.find(({ isEnabled }) => isEnabled)?.version ?? null;
  const expected = expectPack(pack, finished, version);
  const differs = version !== expected.enabled;
  return [
    ...(differs ? [`${id} is enabled at ${version ?? 'no version'}, and the history says ${expected.enabled}`] : []),
    ...(expected.enabled === null ? compareDisabled(id, expected, copies) : []),
  ];
}

/** Kinds after which the requirements of their pack are met. */
const bringsPackages = new Set(['install', 'update', 'fix']);

/** What is not there of what is needed. */
function findUnmet(needs: TorturePack['needs'], distributions: readonly string[]): string[] {
  return Object.entries(needs).flatMap(([name, version]) => {
    const isMet = distributions.some((one) =>
      version === null ? one.startsWith(`${name} `) : one === `${name} ${version}`,
    );
    return isMet ? [] : [`${name} ${version ?? ''}`.trim()];
  });
}

/** What a task that was done has met: what its pack needs, and what the groups need that it named. */
function needsAfter(task: FinishedTask, packs: readonly TorturePack[]): TorturePack['needs'] {
  const pack = packs.find(({ seed }) => seed.id === targetOf(task));
  const named = namedGroups(task) ?? [];
  return Object.assign({}, pack?.needs, ...named.map((name) => pack?.groups[name] ?? {})) as TorturePack['needs'];
}

/** The last task that brought packages: what it claims to have met must still be there, for nothing came after it. */
function compareNeeds(
  packs: readonly TorturePack[],
  finished: readonly FinishedTask[],
  distributions: readonly string[],
): string[] {
  const needsOf = (task: FinishedTask) => needsAfter(task, packs);
  const last = finished.findLast(
    (task) => isDone(task) && bringsPackages.has(task.kind) && Object.keys(needsOf(task)).length > 0,
  );
  if (last === undefined) return [];
  return findUnmet(needsOf(last), distributions).map(
    (what) => `${last.kind} ${targetOf(last)} was a success, and ${what} is not there`,
  );
}

/** Whether some finished task may have changed packages at all. */
function mayHaveChanged(packs: readonly TorturePack[], finished: readonly FinishedTask[]): boolean {
  return finished.some(
    (task) => isDone(task) && bringsPackages.has(task.kind) && Object.keys(needsAfter(task, packs)).length > 0,
  );
}

/** The groups that a pack has after tasks that were done; an installation of what is not there begins without. */
function expectGroups({ seed, installedAt }: TorturePack, finished: readonly FinishedTask[]): string[] {
  let isThere = installedAt !== null;
  let chosen: string[] = [];
  for (const task of finished.filter((one) => isDone(one) && targetOf(one) === seed.id)) {
    if (task.kind === 'uninstall') [isThere, chosen] = [false, []];
    else if (task.kind === 'install') [isThere, chosen] = [true, namedGroups(task) ?? (isThere ? chosen : [])];
    else chosen = namedGroups(task) ?? chosen;
  }
  return chosen.toSorted();
}

/** The choice must be the one that the history claims, and of a pack that is loaded, what it asks for must lie on the disk, whatever the history says. */
function compareGroups(pack: TorturePack, { finished, found, groups, distributions }: Claims): string[] {
  const { id } = pack.seed;
  const chosen = groups.get(id) ?? [];
  const expected = expectGroups(pack, finished);
  const isLoaded = found.some((copy) => copy.id === id && copy.isEnabled);
  const unmet = chosen.flatMap((name) => findUnmet(pack.groups[name] ?? {}, distributions.now));
  const [named, claimed] = [chosen.join(','), expected.join(',')];
  return [
    ...(named === claimed ? [] : [`${id} has the groups [${named}], and the history says [${claimed}]`]),
    ...(isLoaded ? unmet : []).map((what) => `${id} [${named}] asks for ${what}, which is not there`),
  ];
}

const leavesModel: Readonly<Record<string, ModelPlace>> = {
  'remove-model': 'in the trash',
  'move-model': 'where it was moved',
};

/** A removal that was a success has put the model into the trash, a move into the other folder, and nothing else has: whichever comes first, the other finds nothing. */
function compareModel(finished: readonly FinishedTask[], found: ModelPlace): string[] {
  const last = finished.findLast((task) => isDone(task) && Object.hasOwn(leavesModel, task.kind));
  const expected = (last && leavesModel[last.kind]) ?? 'in its folder';
  return found === expected ? [] : [`the model of a person lies ${found}, and the history says ${expected}`];
}

export interface Claims {
  packs: readonly TorturePack[];
  finished: readonly FinishedTask[];
  found: readonly FoundPack[];
  /** The optional groups that are written down as chosen, by the name of the pack. */
  groups: ReadonlyMap<string, readonly string[]>;
  /** Where the model of a person was found. */
  model: ModelPlace;
  /** Distributions when the run began, and now. */
  distributions: { before: readonly string[]; now: readonly string[] };
}

/** Compares what the history claims with what lies on disk. */
export function compareClaims(claims: Claims): string[] {
  const { packs, finished, found, model, distributions } = claims;
  const problems = packs.flatMap((pack) => comparePack(pack, finished, found));
  problems.push(...packs.flatMap((pack) => compareGroups(pack, claims)));
  problems.push(...compareModel(finished, model));
  problems.push(...compareNeeds(packs, finished, distributions.now));
  const isSame = distributions.before.join() === distributions.now.join();
  if (!isSame && !mayHaveChanged(packs, finished)) {
    const came = distributions.now.filter((one) => !distributions.before.includes(one));
    const went = distributions.before.filter((one) => !distributions.now.includes(one));
    problems.push(
      `no task changed packages, and there came ${came.join(', ') || 'none'}, went ${went.join(', ') || 'none'}`,
    );
  }
  return problems;
}

/** As a task that a plan names would be told, had it been a success. */
function asDone({ kind, params, ui_id: uiId }: PlannedTask): FinishedTask {
  const status = { status_str: 'success', messages: [] };
  return { ui_id: uiId, kind, params, result: 'success', batch_id: '', status, outcome: { status: 'done' } };
}

/** A task as a plan names it. */
type PlannedTask = Pick<FinishedTask, 'ui_id' | 'kind' | 'params'>;

/**
 * The same, where the history may lack tasks of the plan that were done: what is there must be what the told ones and some of the others, in
 * their order, would leave. Answers what the told ones alone leave open when no choice explains it.
 */
export function claimsOfSome(tasks: readonly PlannedTask[], claims: Claims): string[] {
  const untold = tasks.filter(({ ui_id: uiId }) => !claims.finished.some((task) => task.ui_id === uiId)).map(asDone);
  const first = compareClaims(claims);
  for (let choice = 1; first.length > 0 && choice < 2 ** untold.length; choice += 1) {
    const chosen = untold.filter((_, at) => (choice >> at) % 2 === 1);
    if (compareClaims({ ...claims, finished: [...claims.finished, ...chosen] }).length === 0) return [];
  }
  return first;
}
