import { targetOf } from '../../src/contract/task-target';
import { packTaskKinds, QueueTask, type HistoryItem, type TaskKind, type TaskProgress } from '../../src/contract/tasks';
import { percentOf } from '../../src/contract/text/percent';
import { readSnapshotName } from '../../src/contract/text/snapshot-name';
import type { Translate } from '../texts/texts';
import { titleOfPack } from '../texts/pack-titles';

const kinds: ReadonlySet<string> = new Set(QueueTask.options.map(({ shape }) => shape.kind.value));

/** The kinds whose target is a pack; of the others it is a name already. */
const packKinds: ReadonlySet<string> = new Set(packTaskKinds);

function isTaskKind(kind: string): kind is TaskKind {
  return kinds.has(kind);
}

/** A task that runs or waits in two words, e.g. `Installing my-pack`. */
function describeTask(task: QueueTask, t: Translate): string {
  const target = describeTarget({ kind: task.kind, target: targetOf(task), params: { ...task.params } }, t);
  return t(`tasks.running.${task.kind}`, { target });
}

/** The running task with its per cent, where anybody can tell. */
export function describeProgress(entry: { task: QueueTask; progress: TaskProgress | null }, t: Translate): string {
  const task = describeTask(entry.task, t);
  const fraction = entry.progress?.fraction ?? null;
  return fraction === null ? task : t('tasks.withPercent', { task, percent: percentOf(fraction) });
}

/** A task of the history, or of a record, where `undone` is the kind of the task that an undo took back. */
export type FinishedTask = Pick<HistoryItem, 'kind' | 'target'> &
  Partial<Pick<HistoryItem, 'params'>> & { undone?: string | null };

/** What a finished task was about: of an undo what it took back, of a snapshot the name that a person gave it. */
function describeTarget({ kind, target, params, undone }: FinishedTask, t: Translate): string {
  if (kind === 'restore-snapshot') return describeSnapshot(target, t);
  const inner = undone ?? params?.['kind'];
  if (packKinds.has(kind)) return shorten(titleOfPack(target));
  if (kind !== 'undo' || typeof inner !== 'string' || inner === 'undo') return shorten(target);
  return describeDone({ kind: inner, target }, t);
}

function describeSnapshot(name: string, t: Translate): string {
  const { label, isAutomatic } = readSnapshotName(name);
  if (label !== '') return t('tasks.snapshot', { name: shorten(label) });
  return t(isAutomatic ? 'tasks.earlierState' : 'tasks.savedState');
}

/** What was done, e.g. `Installed my-pack`. The history may hold kinds of another version of the app. */
export function describeDone(task: FinishedTask, t: Translate): string {
  return t(`tasks.done.${isTaskKind(task.kind) ? task.kind : 'other'}`, { target: describeTarget(task, t) });
}

/** What failed, e.g. `Installing my-pack failed`. */
export function describeFailed(task: FinishedTask, t: Translate): string {
  return t(`tasks.failed.${isTaskKind(task.kind) ? task.kind : 'other'}`, { target: describeTarget(task, t) });
}

/** Menus grow as wide as their longest row; an address is recognised by its end. */
function shorten(name: string): string {
  const longest = 40;
  return name.length <= longest ? name : `…${name.slice(1 - longest)}`;
}
