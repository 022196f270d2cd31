import { CircleHelp, X } from 'lucide-react';
import { t } from 'i18next';
import { Button } from '../components/button';
import { ProgressRing } from '../components/feedback/progress';
import { IconButton } from '../components/icon-button';
import type { FindPack } from '../state/packs/pack-index';
import { openPlan, type PendingPlan } from '../state/packs/plan/pending-plans';
import { describeTaskList } from '../state/packs/task-words';
import { TaskFrame } from './task-frame';

/** What was requested and is no task yet: its packages are looked at, or the person has to decide. */
export function PlannedTask({ pending, findPack }: { pending: PendingPlan; findPack: FindPack }) {
  const { id, order, plan, stop } = pending;
  const title = describeTaskList(findPack, order.tasks, 'todo');
  const isChecking = plan === null;
  return (
    <TaskFrame
      uiId={id}
      status={isChecking ? 'checking' : 'decision'}
      icon={
        isChecking ? (
          <ProgressRing fraction={null} label={title} />
        ) : (
          <CircleHelp aria-hidden size={15} className="text-accent-text" />
        )
      }
      title={title}
      facts={isChecking ? t('states.checking') : undefined}
      actions={
        <>
          {!isChecking && (
            <Button size="small" tone="tinted" data-testid="decide" onClick={() => openPlan(id)}>
              {t('states.decision')}
            </Button>
          )}
          <IconButton isCompact label={t('actions.cancelFor', { name: title })} icon={<X size={15} />} onClick={stop} />
        </>
      }
    />
  );
}
