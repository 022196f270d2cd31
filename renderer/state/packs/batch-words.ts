import type { TFunction } from 'i18next';
import type { BatchTask } from '../../../src/contract/changes';
import type { FindPack } from './pack-index';
import { describeTaskList } from './task-words';

/** A batch in words. */
export interface BatchWords {
  title: string;
  hasFailed: boolean;
}

/** Reads what a batch is called: by what went well, or by what failed where nothing did. Tasks that were skipped are not told. */
export function wordBatch(t: TFunction, { tasks }: { tasks: readonly BatchTask[] }, findPack: FindPack): BatchWords {
  const shown = tasks.filter(({ result }) => result !== 'skipped');
  const done = shown.filter(({ result }) => result === 'success');
  return {
    title: describeTaskList({ t, findPack }, done.length > 0 ? done : shown, 'todo'),
    hasFailed: shown.some(({ result }) => result === 'failed'),
  };
}
