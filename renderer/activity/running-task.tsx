import { X } from 'lucide-react';
import { percentOf } from '../../src/contract/text/percent';
import { t } from 'i18next';
import { laneOf } from '../../src/contract/tasks/task-lanes';
import type { QueueView } from '../../src/contract/tasks/tasks';
import { IconButton } from '../components/icon-button';
import { ProgressBar, ProgressRing } from '../components/feedback/progress';
import { attempt } from '../state/queue/actions';
import type { FindPack } from '../state/packs/pack-index';
import { useQueue } from '../state/queue/queue-store';
import { nameTask, describeTask } from '../state/packs/task-words';
import { useNow } from '../hooks/use-now';
import { describeStep } from '../texts/core-sentences';
import { formatBytes, formatDuration } from '../texts/formatting';
import { LogButton } from './log-button';
import { PauseTask } from './pause-task';
import { readTransfer } from './transfer';

import { TaskFrame } from './task-frame';

function TransferWords({ uiId }: { uiId: string }) {
  const progress = useQueue((state) => state.progress[uiId]);
  const rate = useQueue((state) => state.rates[uiId]);
  const transfer = readTransfer(progress, rate);
  if (!transfer) return null;
  const { bytesDone, bytesTotal, bytesPerSecond, remainingMs } = transfer;
  const words = [
    bytesTotal === null
      ? formatBytes(bytesDone)
      : t('activity.transferred', { done: formatBytes(bytesDone), total: formatBytes(bytesTotal) }),
    bytesPerSecond === null ? null : t('activity.speed', { speed: formatBytes(bytesPerSecond) }),
    remainingMs === null ? null : t('activity.left', { duration: formatDuration(remainingMs) }),
  ];
  return <span className="shrink-0 text-faint tabular">{words.filter(Boolean).join(' · ')}</span>;
}

interface RunningTaskProps {
  running: QueueView['running'][number];
  findPack: FindPack;
}

/** The task that runs: phase, bar, bytes, speed, time, and the way out. */
export function RunningTask({ running, findPack }: RunningTaskProps) {
  const nowMs = useNow(1000);
  const { task, startedAt } = running;
  const progress = useQueue((state) => state.progress[task.ui_id]);
  const name = nameTask(task.params, findPack);
  const title = describeTask(findPack, task, 'doing');
  const fraction = progress?.fraction ?? null;
  const step = describeStep(progress);
  const phase = step.phase || t('states.starting');
  return (
    <TaskFrame
      uiId={task.ui_id}
      status="running"
      icon={<ProgressRing fraction={fraction} label={title} />}
      title={title}
      facts={t('activity.elapsed', { duration: formatDuration(nowMs - Date.parse(startedAt)) })}
      actions={
        <>
          <LogButton uiId={task.ui_id} />
          {laneOf(task) === 'models' && <PauseTask uiId={task.ui_id} name={name} isPaused={false} />}
          <IconButton
            isCompact
            label={t('actions.cancelFor', { name })}
            icon={<X size={15} />}
            onClick={() => void attempt('queue.cancel', { ui_id: task.ui_id })}
          />
        </>
      }
    >
      <div className="mb-2 flex gap-3 text-sm">
        <span className="shrink-0 text-soft">{phase}</span>
        <span className="min-w-0 flex-1 truncate text-muted" title={step.message}>
          {step.message === step.phase ? '' : step.message}
        </span>
        <TransferWords uiId={task.ui_id} />
      </div>
      <div className="flex items-center gap-3">
        <ProgressBar fraction={fraction} label={title} />
        {fraction !== null && <span className="shrink-0 text-sm text-muted tabular">{`${percentOf(fraction)} %`}</span>}
      </div>
    </TaskFrame>
  );
}
