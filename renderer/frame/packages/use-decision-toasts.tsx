import { useEffect } from 'react';
import { t } from 'i18next';
import { showButtonToast } from '../../components/feedback/button-toast';
import { openPlan, type PendingPlan, usePendingPlans } from '../../state/packs/plan/pending-plans';
import { useTaskListWords } from '../../state/packs/task-words';

function DecisionTitle({ tasks }: PendingPlan['order']) {
  return t('status.progress', { task: useTaskListWords()(tasks, 'todo'), phase: t('states.decision') });
}

/** A plan needs a decision of the person, who is elsewhere: its dialog opens when they want it to. */
export function useDecisionToasts(): void {
  useEffect(() => {
    const show = ({ id, order }: PendingPlan): void =>
      showButtonToast({
        ...{ id: `plan ${id}`, tone: 'info' },
        title: () => <DecisionTitle {...order} />,
        acts: [{ label: () => t('plan.decide'), testId: 'toast-decide', tone: 'tinted', run: () => openPlan(id) }],
      });
    return usePendingPlans.subscribe(({ plans, openId }, before) => {
      const needed = plans.filter(
        ({ id, plan }) =>
          plan !== null && id !== openId && before.plans.some((one) => one.id === id && one.plan === null),
      );
      for (const one of needed) show(one);
    });
  }, []);
}
