import { CircleCheck, CircleMinus, CircleX, TriangleAlert } from 'lucide-react';
import { t } from 'i18next';
import type { TaskOutcome } from '../../../src/contract/tasks/tasks';

type OutcomeStatus = TaskOutcome['status'];

const icons = { done: CircleCheck, warning: TriangleAlert, skipped: CircleMinus, failed: CircleX } as const;

/** The colour of how something ended, the same in every place. */
export const outcomeTones: Readonly<Record<OutcomeStatus, string>> = {
  done: 'text-green-text',
  warning: 'text-amber-text',
  skipped: 'text-faint',
  failed: 'text-red-text',
};

/** How a task, or what was done together, ended: a sign, and the word for who does not see it. `isNamed`: the word stands beside it. */
export function OutcomeIcon({ status, isNamed = false }: { status: OutcomeStatus; isNamed?: boolean }) {
  const Icon = icons[status];
  return (
    <span data-outcome={status} className="flex size-4 shrink-0 items-center justify-center">
      <Icon aria-hidden size={15} className={outcomeTones[status]} />
      {!isNamed && <span className="sr-only">{t(`activity.statuses.${status}`)}</span>}
    </span>
  );
}
