import { t } from 'i18next';
import { useQueue } from '../state/queue/queue-store';
import { usePendingPlans } from '../state/packs/plan/pending-plans';
import type { FindPack } from '../state/packs/pack-index';
import { describeTask, describeTaskList } from '../state/packs/task-words';
import { describeStep } from '../texts/core-sentences';
import { usePacks } from '../state/packs/use-packs';

/** The task that runs now, in words; or what is looked at before it becomes one. */
export interface RunningWords {
  title: string;
  phase: string;
  fraction: number | null;
  /** The plan that the person has to decide about; nothing goes on before. */
  decisionId?: string;
}

/** Of what is not ordered yet the one that waits for the person, else the oldest. */
function usePlanWords(findPack: FindPack): RunningWords | null {
  const plans = usePendingPlans((state) => state.plans);
  const shown = plans.find(({ plan }) => plan !== null) ?? plans[0];
  if (shown === undefined) return null;
  const title = describeTaskList(findPack, shown.order.tasks, 'todo');
  const head = { title, fraction: null };
  return shown.plan === null
    ? { ...head, phase: t('states.checking') }
    : { ...head, phase: t('states.decision'), decisionId: shown.id };
}

/** What is worked on now; null when that is nothing. */
export function useRunning(): RunningWords | null {
  const { findByName: findPack } = usePacks().packIndex;
  const running = useQueue((state) => state.view?.running[0]);
  const progress = useQueue((state) => (running ? state.progress[running.task.ui_id] : undefined));
  const planned = usePlanWords(findPack);
  if (!running) return planned;
  return {
    title: describeTask(findPack, running.task, 'doing'),
    phase: describeStep(progress).phase || t('states.starting'),
    fraction: progress?.fraction ?? null,
  };
}
