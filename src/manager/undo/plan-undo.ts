import { isInside } from '../../base/files/files';
import type { UndoPlan, UndoState, UndoTask } from '../../contract/changes';
import { findOtherThings } from '../packs/change/placed-things';
import { movesBack, type UndoPlaces } from '../packs/change/moves-back';
import type { PackageDifference } from '../python/packages/package-difference';
import type { ChangeRecord, CodeChange, EnvironmentChange, PlacedThing } from '../records/change-record';
import { isModelTrash } from '../records/trash-places';
import { findStanding } from '../records/standing';
import { joinSteps, stepsOf } from './undo-steps';

/** What a plan looks at. */
export interface UndoChecks {
  places: UndoPlaces;
  /** What of a difference is not as the change left it, and what of it only the index could bring back. */
  judgePackages(difference: PackageDifference): Promise<{ others: string[]; notHeld: string[] }>;
  /** What taking differences back, newest first, would take from others than the folders that leave. */
  foreseeLosses(differences: readonly PackageDifference[], leavingDirs: readonly string[]): Promise<UndoPlan['losses']>;
  /** What keeps a switch of environments from being taken back, by name. */
  judgeEnvironment(change: EnvironmentChange): Promise<string[]>;
  /** Whether the code of ComfyUI stands there. */
  isCodeAt(place: CodeChange['to']): boolean;
}

/** The task of a change in the words of the contract. A change for nobody's task has none. */
function taskOf({ task }: ChangeRecord): UndoTask | null {
  return task === null ? null : { ui_id: task.uiId, kind: task.kind, target: task.target };
}

/** All that the newest task of this id changed, oldest first: callers use an id again. A restore makes many changes, any other task one. */
export function changesOf(uiId: string, records: readonly ChangeRecord[]): ChangeRecord[] {
  const own = records.filter(({ task }) => task?.uiId === uiId);
  const orderedAt = own.at(-1)?.task?.orderedAt;
  return own.filter(({ task }) => task?.orderedAt === orderedAt);
}

/** What of a task has not been taken back yet, with what stands on it. */
function findOpen(own: readonly ChangeRecord[], records: readonly ChangeRecord[]) {
  const ids = new Set(own.map(({ id }) => id));
  const open: ChangeRecord[] = [];
  const later = new Set<ChangeRecord>();
  for (const record of own) {
    const standing = findStanding(record, records);
    if (standing.takenBackBy !== null) continue;
    open.push(record);
    for (const one of standing.later) if (!ids.has(one.id)) later.add(one);
  }
  return { open, later: records.filter((one) => later.has(one)) };
}

/** The places that a change left and that no later change of the same task took on. */
function listPlaced(open: readonly ChangeRecord[]): PlacedThing[] {
  return open.flatMap(({ left }, position) => {
    const taken = open.slice(position + 1).flatMap(({ moves }) => moves.map(({ from }) => from));
    return left.filter(({ path }) => !taken.some((from) => from === path || isInside(from, path)));
  });
}

/** What the packages of a task were before it and are since, each by its first and last change. */
function wholeDifference(open: readonly ChangeRecord[]): PackageDifference[] {
  return open.flatMap(({ difference }, position) => {
    if (difference === null) return [];
    const later = new Set(open.slice(position + 1).flatMap(({ packages }) => packages.map(({ name }) => name)));
    const own = ({ name }: { name: string }) => !later.has(name);
    return [{ ...difference, before: difference.before.filter(own), after: difference.after.filter(own) }];
  });
}

interface Judgement {
  state: UndoState;
  /** What is otherwise than the change left it, in words. */
  others: readonly string[];
  notHeld: readonly string[];
}

/** What is otherwise of what there is only one of: the version of ComfyUI, and the environment that it uses. */
async function judgeWhole(open: readonly ChangeRecord[], checks: UndoChecks): Promise<string[]> {
  const code = open.findLast((one) => one.code !== null)?.code ?? null;
  const environment = open.findLast((one) => one.environment !== null)?.environment ?? null;
  const ofCode = code === null || checks.isCodeAt(code.to) ? [] : ['ComfyUI'];
  return [...ofCode, ...(environment === null ? [] : await checks.judgeEnvironment(environment))];
}

async function judge(open: readonly ChangeRecord[], checks: UndoChecks): Promise<Judgement> {
  const places = await findOtherThings(listPlaced(open));
  const isTrash = ({ path }: PlacedThing) => isInside(checks.places.trashDir, path) || isModelTrash(path);
  const notHeld: string[] = [];
  const others = places.map(({ path }) => path);
  for (const difference of wholeDifference(open)) {
    const found = await checks.judgePackages(difference);
    others.push(...found.others);
    notHeld.push(...found.notHeld);
  }
  others.push(...(await judgeWhole(open, checks)));
  if (others.length === 0) return { state: 'possible', others, notHeld };
  return { state: places.some(isTrash) ? 'gone' : 'changed', others, notHeld };
}

/** A plan with the names that its reason is made of. */
export type PlannedUndo = Omit<UndoPlan, 'snapshot' | 'reason'> & { others: readonly string[] };

/** The newest task of this id, with how its changes stand. Changes nothing; looks at the places they left. */
export async function planUndo(
  uiId: string,
  records: readonly ChangeRecord[],
  checks: UndoChecks,
): Promise<PlannedUndo> {
  const own = changesOf(uiId, records);
  const last = own.at(-1);
  if (last === undefined)
    return { state: 'unknown', task: null, steps: [], standing: [], rows: [], notHeld: [], losses: [], others: [] };
  const { open, later } = findOpen(own, records);
  // Of what was taken back as a whole the steps are told that it took.
  const affected = open.length === 0 ? own : open;
  const { places } = checks;
  const backs = affected.toReversed().map((record) => ({
    record,
    moves: movesBack(record, places, (name) => `${places.trashDir}/${name}`),
  }));
  const steps = backs.flatMap(({ record, moves }) => stepsOf(record, moves, places));
  const plan = {
    task: taskOf(last),
    steps: joinSteps(steps),
    standing: later.flatMap((one) => taskOf(one) ?? []),
    rows: [...new Set(own.flatMap(({ task }) => task?.rows ?? []))],
    ...{ notHeld: [], losses: [], others: [] },
  };
  if (open.length === 0) return { ...plan, state: 'taken-back' };
  if (later.length > 0) return { ...plan, state: 'stands' };
  const { state, others, notHeld } = await judge(open, checks);
  if (state !== 'possible') return { ...plan, state, notHeld: [...notHeld], others };
  const leavingDirs = backs.flatMap(({ moves }) => moves.map(({ from }) => from));
  const losses = await checks.foreseeLosses(
    backs.flatMap(({ record }) => record.difference ?? []),
    leavingDirs,
  );
  return { ...plan, state, notHeld: [...notHeld], losses, others };
}
