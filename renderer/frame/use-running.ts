import { useTranslation } from 'react-i18next';
import { useQueue } from '../state/queue/queue-store';
import { describeTask } from '../state/packs/task-words';
import { describeStep } from '../texts/core-sentences';
import { usePacks } from '../state/packs/use-packs';

/** The task that runs now, in words. */
export interface RunningWords {
  title: string;
  phase: string;
  fraction: number | null;
}

/** What the queue works on now; null when it works on nothing. */
export function useRunning(): RunningWords | null {
  const { t } = useTranslation();
  const { packIndex } = usePacks();
  const running = useQueue((state) => state.view?.running[0]);
  const progress = useQueue((state) => (running ? state.progress[running.task.ui_id] : undefined));
  if (!running) return null;
  return {
    title: describeTask({ t, findPack: packIndex.findByName }, running.task, 'doing'),
    phase: describeStep(progress).phase || t('states.starting'),
    fraction: progress?.fraction ?? null,
  };
}
