import type { TFunction } from 'i18next';
import type { BatchTask } from '../../../src/contract/changes';
import { formatCount } from '../../texts/formatting';
import type { FindPack } from './pack-index';
import { sayTask } from './task-words';

/** A batch in words. */
export interface BatchWords {
  title: string;
  hasFailed: boolean;
}

/** Kinds of which several have a sentence of their own. */
export const manyKinds = [
  'install',
  'update',
  'enable',
  'disable',
  'uninstall',
  'install-model',
  'remove-model',
  'undo',
] as const;

/** Several tasks of one kind as one sentence, others by the first and a number. */
function nameTasks(t: TFunction, tasks: readonly BatchTask[], findPack: FindPack): string {
  const [first, ...others] = tasks;
  if (first === undefined) return t('task.todo.other', { name: '' });
  const count = tasks.length;
  const many = manyKinds.find((kind) => tasks.every((task) => task.kind === kind));
  if (many !== undefined && count > 1) return t(`task.many.${many}`, { count, shown: formatCount(count) });
  const title = sayTask({ t, findPack }, first, 'todo');
  const more = others.length;
  return more === 0 ? title : t('home.changes.more', { title, count: more, shown: formatCount(more) });
}

/** Reads what a batch is called: by what went well, or by what failed where nothing did. Tasks that were skipped are not told. */
export function wordBatch(t: TFunction, { tasks }: { tasks: readonly BatchTask[] }, findPack: FindPack): BatchWords {
  const told = tasks.filter(({ result }) => result !== 'skipped');
  const done = told.filter(({ result }) => result === 'success');
  return {
    title: nameTasks(t, done.length > 0 ? done : told, findPack),
    hasFailed: told.some(({ result }) => result === 'failed'),
  };
}
