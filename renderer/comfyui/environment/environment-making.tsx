import { Clock3, X } from 'lucide-react';
import { t } from 'i18next';
import type { QueueTask } from '../../../src/contract/tasks/tasks';
import { ProgressRing } from '../../components/feedback/progress';
import { IconButton } from '../../components/icon-button';
import { attempt } from '../../state/queue/actions';
import { useQueue } from '../../state/queue/queue-store';
import { describeStep } from '../../texts/core-sentences';

type Making = Extract<QueueTask, { kind: 'create-environment' }>;

const isMaking = (task: QueueTask): task is Making => task.kind === 'create-environment';

function MakingRow({ task, isRunning }: { task: Making; isRunning: boolean }) {
  const progress = useQueue((state) => state.progress[task.ui_id]);
  const { name } = task.params;
  const step = describeStep(progress);
  const words = isRunning
    ? [step.phase || t('states.starting'), step.message === step.phase ? '' : step.message].filter(Boolean).join(' · ')
    : t('states.waiting');
  return (
    <li
      data-testid="environment-making"
      data-name={name}
      className="flex min-h-14 items-center gap-3 border-b border-border py-2 pr-2.5 pl-3.5 last:border-0"
    >
      {isRunning ? (
        <ProgressRing fraction={progress?.fraction ?? null} label={t('task.doing.create-environment', { name })} />
      ) : (
        <Clock3 aria-hidden size={16} className="shrink-0 text-faint" />
      )}
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{name}</span>
        <span className="block truncate text-sm text-muted tabular" title={words}>
          {words}
        </span>
      </span>
      <IconButton
        label={t('actions.cancelFor', { name })}
        icon={<X size={15} />}
        onClick={() => void attempt('queue.cancel', { ui_id: task.ui_id })}
      />
    </li>
  );
}

/** Environments that are being made, or wait for it: how far they are, and the way out. */
export function EnvironmentsInMaking() {
  const view = useQueue((state) => state.view);
  if (view === null) return null;
  const running = view.running.map(({ task }) => task).filter(isMaking);
  const waiting = view.pending.filter(isMaking);
  return (
    <>
      {[...running, ...waiting].map((task) => (
        <MakingRow key={task.ui_id} task={task} isRunning={running.includes(task)} />
      ))}
    </>
  );
}
