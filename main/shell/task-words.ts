import { QueueTask, targetOf, type HistoryItem, type TaskKind, type TaskProgress } from '../../src/contract/tasks';
import type { Translate } from '../texts/texts';

const kinds: ReadonlySet<string> = new Set(QueueTask.options.map(({ shape }) => shape.kind.value));

function isTaskKind(kind: string): kind is TaskKind {
  return kinds.has(kind);
}

/** A task that runs or waits in two words, e.g. `Installing my-pack`. */
function describeTask(task: QueueTask, t: Translate): string {
  return t(`tasks.running.${task.kind}`, { target: shorten(targetOf(task)) });
}

/** The running task with its per cent, where anybody can tell. */
export function describeProgress(entry: { task: QueueTask; progress: TaskProgress | null }, t: Translate): string {
  const task = describeTask(entry.task, t);
  const fraction = entry.progress?.fraction ?? null;
  return fraction === null ? task : t('tasks.withPercent', { task, percent: Math.floor(fraction * 100) });
}

/** What was done, e.g. `Installed my-pack`. The history may hold kinds of another version of the app. */
export function describeDone({ kind, target }: Pick<HistoryItem, 'kind' | 'target'>, t: Translate): string {
  return t(`tasks.done.${isTaskKind(kind) ? kind : 'other'}`, { target: shorten(target) });
}

/** What failed, e.g. `Installing my-pack failed`. */
export function describeFailed({ kind, target }: Pick<HistoryItem, 'kind' | 'target'>, t: Translate): string {
  return t(`tasks.failed.${isTaskKind(kind) ? kind : 'other'}`, { target: shorten(target) });
}

/** Menus grow as wide as their longest row; an address is recognised by its end. */
function shorten(name: string): string {
  const longest = 40;
  return name.length <= longest ? name : `…${name.slice(1 - longest)}`;
}
