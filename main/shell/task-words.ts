import type { HistoryItem, QueueTask, TaskProgress } from '../../src/contract/tasks/tasks';
import { percentOf } from '../../src/contract/text/percent';
import {
  describeTask,
  describeTaskList,
  nameTask,
  type TaskSpeaker,
  type WordedTask,
} from '../../src/contract/text/task-words';
import { findTitle } from '../texts/pack-titles';
import type { Translate } from '../texts/texts';

/** Menus grow as wide as their longest row; an address is recognised by its end. */
function shorten(name: string): string {
  const longest = 40;
  return name.length <= longest ? name : `…${name.slice(1 - longest)}`;
}

/** A moment in figures alone, which every language reads: `2026-11-27 00:31`. */
const moments = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' });

const speakerOf = (t: Translate): TaskSpeaker => ({
  // Of an undo the name is a sentence, whose own name is short already.
  describeOne: (form, kind, name) => t(`task.${form}.${kind}`, { name: kind === 'undo' ? name : shorten(name) }),
  describeMany: (form, kind, count) => t(`task.many.${form}.${kind}`, { count, shown: count }),
  andMore: (title, count) => t('task.andMore', { title, count, shown: count }),
  titleOf: findTitle,
  formatMoment: (ms) => moments.format(ms),
  formatList: (names) => names.join(t('tasks.comma')),
});

/** The running task with its per cent, where anybody can tell. */
export function describeProgress(entry: { task: QueueTask; progress: TaskProgress | null }, t: Translate): string {
  const task = describeTask(speakerOf(t), entry.task, 'doing');
  const fraction = entry.progress?.fraction ?? null;
  return fraction === null ? task : t('tasks.withPercent', { task, percent: percentOf(fraction) });
}

/** What a task is about, as short as menus have it. */
export function nameSubject({ params }: QueueTask, t: Translate): string {
  return shorten(nameTask(params, speakerOf(t)));
}

/** What is to be taken back, e.g. `Install my-pack`, `Update 3 packs`. */
export function describeTasks(tasks: readonly WordedTask[], t: Translate): string {
  return describeTaskList(speakerOf(t), tasks, 'todo');
}

/** What was done, e.g. `my-pack is installed`. */
export function describeDone(task: WordedTask, t: Translate): string {
  return describeTask(speakerOf(t), task, 'done');
}

/** What failed, e.g. `my-pack was not installed`. */
export function describeFailed(task: HistoryItem, t: Translate): string {
  return describeTask(speakerOf(t), task, 'failure');
}
