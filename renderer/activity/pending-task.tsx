import { t } from 'i18next';
import { ArrowUp, Clock3, X } from 'lucide-react';
import { laneOf } from '../../src/contract/tasks/task-lanes';
import type { HeldTask, QueueTask } from '../../src/contract/tasks/tasks';
import { IconButton } from '../components/icon-button';
import { attempt } from '../state/queue/actions';
import type { FindPack } from '../state/packs/pack-index';
import { nameTask, describeTask } from '../state/packs/task-words';
import { PauseTask } from './pause-task';
import { TaskFrame } from './task-frame';
import { formatNamed } from '../texts/formatting';

interface PendingTaskProps {
  task: QueueTask;
  /** The one before it in line. */
  before: QueueTask | undefined;
  isPaused: boolean;
  /** Why it waits for a person. */
  held: HeldTask['why'] | undefined;
  /** Until when it waits for the hours of downloads; null: it does not. */
  waitUntil: string | null;
  position: number;
  findPack: FindPack;
}

/** A task in line. */
export function PendingTask({ task, before, isPaused, held, waitUntil, position, findPack }: PendingTaskProps) {
  const name = nameTask(task.params, findPack);
  const facts = (): string => {
    if (held !== undefined) return held === 'unverified' ? t('activity.taskUnverified') : t('activity.taskEndedTwice');
    if (isPaused) return t('activity.taskPaused');
    if (waitUntil !== null) return t('activity.taskWaits', { time: waitUntil });
    return position === 0 ? t('activity.next') : t('activity.position', { position: position + 1 });
  };
  return (
    <TaskFrame
      uiId={task.ui_id}
      status="pending"
      icon={<Clock3 aria-hidden size={15} className="text-faint" />}
      title={describeTask(findPack, task, 'todo')}
      facts={facts()}
      actions={
        <>
          {before !== undefined && (
            <IconButton
              isCompact
              label={t('activity.moveUp', { name })}
              icon={<ArrowUp size={15} />}
              onClick={() => void attempt('queue.move', { ui_id: task.ui_id, before: before.ui_id })}
            />
          )}
          {(isPaused || laneOf(task) === 'models') && (
            <PauseTask uiId={task.ui_id} name={name} isPaused={isPaused || waitUntil !== null} />
          )}
          <IconButton
            isCompact
            label={formatNamed(t('activity.dropped'), name)}
            icon={<X size={15} />}
            onClick={() => void attempt('queue.cancel', { ui_id: task.ui_id })}
          />
        </>
      }
    />
  );
}
