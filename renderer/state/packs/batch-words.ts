import type { TFunction } from 'i18next';
import type { BatchTask } from '../../../src/contract/changes';
import type { FindPack } from './pack-index';
import { sayTasks } from './task-words';

/** A batch in words. */
export interface BatchWords {
  title: string;
  hasFailed: boolean;
}

/** Reads what a batch is called: by what went well, or by what failed where nothing did. Tasks that were skipped are not told. */
export function wordBatch(t: TFunction, { tasks }: { tasks: readonly BatchTask[] }, findPack: FindPack): BatchWords {
  const told = tasks.filter(({ result }) => result !== 'skipped');
  const done = told.filter(({ result }) => result === 'success');
  return {
    title: sayTasks({ t, findPack }, done.length > 0 ? done : told, 'todo'),
    hasFailed: told.some(({ result }) => result === 'failed'),
  };
}
