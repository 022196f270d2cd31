import { useTranslation } from 'react-i18next';
import type { UndoTask } from '../../../src/contract/changes';
import { wordTask } from './batch-words';
import { usePacks } from './use-packs';

/** Puts a task of a record into words, with the title of its pack. */
export function useTaskWords(): (task: Pick<UndoTask, 'kind' | 'target'>) => string {
  const { t } = useTranslation();
  const { findByName } = usePacks().packIndex;
  return (task) => {
    const { kind, name } = wordTask(task, findByName);
    return t(`task.todo.${kind}`, { name });
  };
}
