import { t } from 'i18next';
import {
  nameTask as nameTaskBy,
  describeTask as describeTaskBy,
  describeTaskList as describeTaskListBy,
  type TaskForm,
  type TaskParams,
  type TaskSpeaker,
  type WordedTask,
} from '../../../src/contract/text/task-words';
import { formatCount, formatList, formatMoment, lastSegment } from '../../texts/formatting';
import type { FindPack } from './pack-index';
import { usePacks } from './use-packs';

function speakerOf(findPack: FindPack): TaskSpeaker {
  return {
    describeOne: (form, kind, name) => t(`task.${form}.${kind}`, { name }),
    describeMany: (form, kind, count) => t(`task.many.${form}.${kind}`, { count, shown: formatCount(count) }),
    andMore: (title, count) => t('task.andMore', { title, count, shown: formatCount(count) }),
    titleOf: (name) => findPack(name)?.title,
    formatMoment,
    formatList,
  };
}

/** Puts a task into words, in the language of the window. */
export function describeTask(findPack: FindPack, task: WordedTask, form?: TaskForm): string {
  return describeTaskBy(speakerOf(findPack), task, form);
}

/** Puts several tasks into one sentence. */
export function describeTaskList(findPack: FindPack, tasks: readonly WordedTask[], form: 'todo' | 'done'): string {
  return describeTaskListBy(speakerOf(findPack), tasks, form);
}

/** What to call the subject of a task. */
export function nameTask(params: TaskParams, findPack: FindPack): string {
  return nameTaskBy(params, { titleOf: (name) => findPack(name)?.title, formatList });
}

/** Puts tasks into words. */
export function useTaskWords(): (task: WordedTask, form?: TaskForm) => string {
  const { findByName } = usePacks().packIndex;
  return (task, form) => describeTask(findByName, task, form);
}

/** Puts several tasks into one sentence. */
export function useTaskListWords(): (tasks: readonly WordedTask[], form: 'todo' | 'done') => string {
  const { findByName } = usePacks().packIndex;
  return (tasks, form) => describeTaskList(findByName, tasks, form);
}

/** Says what packs are called that a snapshot, a record or a folder names. */
export function usePackNames(): (name: string) => string {
  const { findByName } = usePacks().packIndex;
  return (name) => findByName(name)?.title ?? lastSegment(name).replace(/\.git$/u, '');
}
