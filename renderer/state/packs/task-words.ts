import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { readSnapshotName } from '../../../src/contract/text/snapshot-name';
import { lastSegment } from '../../texts/formatting';
import { titleOfSnapshot } from '../../texts/snapshot-title';
import type { FindPack } from './pack-index';
import { knowKind, type KnownKind, nameTask } from './task-title';
import { usePacks } from './use-packs';

/** A task that is to be done, is under way, was done, or failed. */
export type TaskForm = 'todo' | 'doing' | 'done' | 'failure';

/**
 * A task as queue and history have it, with its parameters, or as records have it, with its target alone. `undone`: of an undo the kind of the task
 * that it takes back.
 */
export type ToldTask =
  | { kind: string; params: Readonly<Record<string, unknown>> }
  | { kind: string; target: string; undone?: string | null | undefined };

/** Kinds whose target is a name already, and no pack's. */
const namedAsTheyAre: ReadonlySet<KnownKind> = new Set(['install-model', 'remove-model', 'install-packages']);

function titleOfTarget(kind: KnownKind, target: string, findPack: FindPack): string {
  if (namedAsTheyAre.has(kind)) return target;
  return findPack(target)?.title ?? lastSegment(target).replace(/\.git$/u, '');
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function sayRestore(t: TFunction, form: TaskForm, snapshot: string): string {
  const name = titleOfSnapshot(snapshot);
  // What the app took by itself has no name that says anything; what is gone back to is a time.
  const kind = readSnapshotName(snapshot).isAutomatic ? 'go-back' : 'restore-snapshot';
  return say(t, form, { kind, name });
}

function say(t: TFunction, form: TaskForm, { kind, name }: { kind: KnownKind | 'go-back'; name: string }): string {
  switch (form) {
    case 'todo':
      return t(`task.todo.${kind}`, { name });
    case 'doing':
      return t(`task.doing.${kind}`, { name });
    case 'done':
      return t(`task.done.${kind}`, { name });
    case 'failure':
      return t(`failure.${kind}`, { name });
  }
}

/** What an undo takes back, in words. */
function sayUndone(t: TFunction, task: ToldTask, findPack: FindPack): string {
  const kind = 'params' in task ? textOf(task.params['kind']) : (task.undone ?? '');
  const target = 'params' in task ? textOf(task.params['target']) : task.target;
  if (kind === '' || kind === 'undo') return titleOfTarget('undo', target, findPack);
  return sayTask({ t, findPack }, { kind, target }, 'todo');
}

/** The language, and what packs are called. */
export interface Speaking {
  t: TFunction;
  findPack: FindPack;
}

/** Puts a task into words: with the title of its pack, the name of its snapshot, and of an undo what it takes back. */
export function sayTask({ t, findPack }: Speaking, task: ToldTask, form: TaskForm = 'todo'): string {
  if (task.kind === 'undo') return say(t, form, { kind: 'undo', name: sayUndone(t, task, findPack) });
  if (task.kind === 'restore-snapshot')
    return sayRestore(t, form, 'params' in task ? textOf(task.params['target']) : task.target);
  if ('params' in task)
    return say(t, form, { kind: knowKind(task.kind, task.params), name: nameTask(task.params, findPack) });
  const kind = knowKind(task.kind);
  return say(t, form, { kind, name: titleOfTarget(kind, task.target, findPack) });
}

/** Puts tasks into words. */
export function useTaskWords(): (task: ToldTask, form?: TaskForm) => string {
  const { t } = useTranslation();
  const { findByName } = usePacks().packIndex;
  return (task, form = 'todo') => sayTask({ t, findPack: findByName }, task, form);
}

/** Says what packs are called that a snapshot, a record or a folder names. */
export function usePackNames(): (name: string) => string {
  const { findByName } = usePacks().packIndex;
  return (name) => findByName(name)?.title ?? lastSegment(name).replace(/\.git$/u, '');
}
