import { basename, dirname } from 'node:path';
import { isInside } from '../../../base/files/files';
import type { UndoPlan, UndoState, UndoStep, UndoTask } from '../../../contract/changes';
import type { ChangeRecord, LeftThing, Move } from '../../records/change-record';
import { reverseMoves } from '../../records/reverse-moves';
import { findStanding } from '../../records/standing';
import { findOtherThings } from './left-things';

/** Where the places of a change lie. */
export interface UndoPlaces {
  customNodesDir: string;
  disabledDir: string;
  stagingDir: string;
  trashDir: string;
}

type Kind = 'aside' | 'disabled' | 'enabled';

function kindOf(path: string, { disabledDir, stagingDir, trashDir }: UndoPlaces): Kind {
  if (isInside(stagingDir, path) || isInside(trashDir, path)) return 'aside';
  return isInside(disabledDir, path) || path.endsWith('.disabled') ? 'disabled' : 'enabled';
}

const actions: Readonly<Record<Kind, Partial<Record<Kind, UndoStep['action']>>>> = {
  aside: { enabled: 'put-back', disabled: 'put-back' },
  enabled: { aside: 'remove', disabled: 'disable' },
  disabled: { aside: 'remove', enabled: 'enable' },
};

/** A name as people know it: what a disabled copy is called has its version behind it. */
function shownName(path: string): string {
  return basename(path)
    .replace(/\.disabled$/u, '')
    .replace(/@[\w.+-]+$/u, '');
}

function versionAt(path: string, left: readonly LeftThing[]): string | null {
  const version = left.find((one) => one.path === path)?.version ?? '';
  return version === '' ? null : version;
}

/** A pack that goes away and comes back under one name is another version of it. */
function joinSwitches(steps: readonly UndoStep[]): UndoStep[] {
  const isPair = (one: UndoStep, other: UndoStep) =>
    one.name === other.name && one.action === 'remove' && other.action === 'put-back';
  const joined = steps.flatMap((step) => {
    if (steps.some((other) => isPair(other, step))) return [];
    const back = steps.find((other) => isPair(step, other));
    return back === undefined ? [step] : [{ ...step, action: 'switch' as const, to: back.to }];
  });
  return joined;
}

function stepsOf(record: ChangeRecord, moves: readonly Move[], places: UndoPlaces): UndoStep[] {
  const packs = moves.flatMap(({ from, to }): UndoStep[] => {
    // What lies inside of a pack goes with the pack, whatever its own name is.
    const isWhole = [from, to].every((path) =>
      [places.customNodesDir, places.disabledDir, places.trashDir].includes(dirname(path)),
    );
    const action = isWhole ? actions[kindOf(from, places)][kindOf(to, places)] : undefined;
    if (action === undefined) return [];
    const version = versionAt(from, record.left);
    const name = shownName(kindOf(from, places) === 'aside' ? to : from);
    const isLeaving = action === 'remove';
    return [{ subject: 'pack', name, action, from: isLeaving ? version : null, to: isLeaving ? null : version }];
  });
  const packages = record.packages.map(({ name, before, after }): UndoStep => {
    const action = after === null ? 'put-back' : before === null ? 'remove' : 'switch';
    return { subject: 'python', name, action, from: after, to: before };
  });
  return [...joinSwitches(packs), ...packages];
}

/** The task of a change in the words of the contract. A change for nobody's task has none. */
function taskOf({ task }: ChangeRecord): UndoTask | null {
  return task === null ? null : { ui_id: task.uiId, kind: task.kind, target: task.target };
}

/** The moves that take a change back; `trashPlace` gives a place for what then leaves. */
export function movesBack({ moves }: ChangeRecord, places: UndoPlaces, trashPlace: (name: string) => string): Move[] {
  // What came out of the trash goes back to its own place there, so that the change before can be taken back once more.
  const isStaged = (path: string) => isInside(places.stagingDir, path);
  const nameOf = (path: string) => moves.find(({ from }) => from === path)?.to ?? path;
  return reverseMoves(moves, (path) => (isStaged(path) ? trashPlace(basename(nameOf(path))) : null));
}

/** All that tasks of this id changed, oldest first: callers use an id again. An undo takes back the last. */
export function changesOf(uiId: string, records: readonly ChangeRecord[]): ChangeRecord[] {
  return records.filter(({ task }) => task?.uiId === uiId);
}

/** The newest change of a task, with how it stands. Pure but for a look at the places it left. */
export async function planUndo(
  uiId: string,
  records: readonly ChangeRecord[],
  places: UndoPlaces,
): Promise<Omit<UndoPlan, 'snapshot'>> {
  const own = changesOf(uiId, records);
  const record = own.at(-1);
  // A task of several changes (a restore) is taken back as a whole, by the snapshot from before it.
  const isOne = own.filter(({ task }) => task?.orderedAt === record?.task?.orderedAt).length === 1;
  if (record === undefined || !isOne) return { state: 'unknown', task: null, steps: [], standing: [], rows: [] };
  const { takenBackBy, later } = findStanding(record, records);
  const moves = movesBack(record, places, (name) => `${places.trashDir}/${name}`);
  const plan = {
    task: taskOf(record),
    steps: stepsOf(record, moves, places),
    standing: later.flatMap((one) => taskOf(one) ?? []),
    rows: record.task?.rows ?? [],
  };
  const judge = async (): Promise<UndoState> => {
    if (takenBackBy !== null) return 'taken-back';
    if (later.length > 0) return 'stands';
    const others = await findOtherThings(record.left);
    if (others.length === 0) return 'possible';
    return others.some(({ path }) => isInside(places.trashDir, path)) ? 'gone' : 'changed';
  };
  return { state: await judge(), ...plan };
}
