import { basename, dirname } from 'node:path';
import { isInside } from '../../base/files/files';
import type { UndoStep } from '../../contract/changes';
import { isWeightsFile } from '../../contract/text/model-file';
import { namesOfOwner, ownersOf } from '../../contract/text/sidecars';
import { ownEnvironment } from '../../contract/python/own-environment';
import type { UndoPlaces } from '../packs/change/moves-back';
import type { ChangeRecord, PlacedThing, Move } from '../records/change-record';
import { splitGroups } from '../python/requirements/optional-groups';
import { isModelTrash } from '../records/trash-places';
import { isCarried } from '../records/reverse-moves';

type Kind = 'aside' | 'disabled' | 'enabled';

function kindOf(path: string, { disabledDir, stagingDir, trashDir }: UndoPlaces): Kind {
  if (isInside(stagingDir, path) || isInside(trashDir, path) || isModelTrash(path)) return 'aside';
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

function versionAt(path: string, left: readonly PlacedThing[]): string | null {
  const version = left.find((one) => one.path === path)?.version ?? '';
  return version === '' ? null : version;
}

/** What goes away and comes back under one name is another version of it. */
function joinSwitches(steps: readonly UndoStep[]): UndoStep[] {
  const isPair = (one: UndoStep, other: UndoStep) =>
    one.name === other.name && one.action === 'remove' && other.action === 'put-back';
  const joined = steps.flatMap((step) => {
    if (steps.some((other) => isPair(other, step))) return [];
    const back = steps.find((other) => isPair(step, other));
    if (back === undefined) return [step];
    // A copy comes in the place of a second name of the same content: nothing is another version.
    return [step.subject === 'model' ? back : { ...step, action: 'switch' as const, to: back.to }];
  });
  return joined;
}

/** Where a model lies that comes back or goes. */
const seenAt = ({ from, to }: Move, places: UndoPlaces): string => (kindOf(to, places) === 'aside' ? from : to);

/** A thing that is neither a pack nor carried with one: a model, wherever it lies. What was written beside it goes with it. */
function modelStep(move: Move, places: UndoPlaces, owners: ReadonlySet<string>): UndoStep[] {
  const path = seenAt(move, places);
  if (ownersOf(path).some((owner) => owners.has(owner))) return [];
  const action = kindOf(move.to, places) === 'aside' ? 'remove' : 'put-back';
  return [{ subject: 'model', name: basename(path), action, from: null, to: null }];
}

function packSteps(record: ChangeRecord, moves: readonly Move[], places: UndoPlaces): UndoStep[] {
  const models = moves.map((move) => seenAt(move, places)).filter(isWeightsFile);
  const owners = new Set(models.flatMap(namesOfOwner));
  return moves.flatMap(({ from, to }, position): UndoStep[] => {
    // What is carried inside of a pack goes with the pack, whatever its name.
    if (isCarried(moves, position)) return [];
    const folders = [places.customNodesDir, places.disabledDir, places.trashDir];
    if (![from, to].every((path) => folders.includes(dirname(path)))) return modelStep({ from, to }, places, owners);
    const action = actions[kindOf(from, places)][kindOf(to, places)];
    if (action === undefined) return [];
    const version = versionAt(from, record.left);
    const name = shownName(kindOf(from, places) === 'aside' ? to : from);
    const isLeaving = action === 'remove';
    return [{ subject: 'pack', name, action, from: isLeaving ? version : null, to: isLeaving ? null : version }];
  });
}

function codeSteps({ code }: ChangeRecord): UndoStep[] {
  if (code === null) return [];
  return [{ subject: 'comfyui', name: 'ComfyUI', action: 'switch', from: code.to.commit, to: code.from.commit }];
}

function environmentSteps({ environment }: ChangeRecord): UndoStep[] {
  if (environment === null) return [];
  const { before, after } = environment;
  return [{ subject: 'environment', name: before ?? ownEnvironment, action: 'switch', from: after, to: before }];
}

/** Groups as a step tells them. */
const shownGroups = (names: string | null): string => `[${splitGroups(names ?? '').join(', ')}]`;

/** Optional groups that were chosen for a pack by themselves; with a pack that moves, its choice comes and goes. */
function groupSteps({ groups: [choice], moves, task }: ChangeRecord): UndoStep[] {
  if (choice === undefined || moves.length > 0) return [];
  const { name, before, after } = choice;
  const states = { from: shownGroups(after), to: shownGroups(before) };
  return [{ subject: 'pack', name: task?.target ?? name, action: 'choose', ...states }];
}

/** What taking one change back does, by these moves. Pure. */
export function stepsOf(record: ChangeRecord, moves: readonly Move[], places: UndoPlaces): UndoStep[] {
  const packages = record.packages.map(({ name, before, after }): UndoStep => {
    const action = after === null ? 'put-back' : before === null ? 'remove' : 'switch';
    return { subject: 'python', name, action, from: after, to: before };
  });
  const packs = joinSwitches(packSteps(record, moves, places));
  return [...codeSteps(record), ...environmentSteps(record), ...packs, ...groupSteps(record), ...packages];
}

/** The steps of several changes of one task, taken back one after the other: of a thing that takes several, the first and the last count. Pure. */
export function joinSteps(steps: readonly UndoStep[]): UndoStep[] {
  const isSame = (one: UndoStep, other: UndoStep) =>
    one.subject === other.subject && one.name === other.name && one.action === other.action;
  const firsts = steps.filter((step, position) => steps.findIndex((one) => isSame(one, step)) === position);
  return firsts.map((step) => ({ ...step, to: steps.findLast((one) => isSame(one, step))?.to ?? step.to }));
}
