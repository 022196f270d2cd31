import { Clock3, X } from 'lucide-react';
import { t } from 'i18next';
import type { QueueTask } from '../../src/contract/tasks/tasks';
import { IconButton } from '../components/icon-button';
import { attempt } from '../state/queue/actions';
import type { FindPack } from '../state/packs/pack-index';
import { nameTask, describeTask } from '../state/packs/task-words';
import { TaskFrame } from './task-frame';
import { formatNamed } from '../texts/formatting';

interface PendingTaskProps {
  task: QueueTask;
  position: number;
  findPack: FindPack;
}

/** A task in line. */
export function PendingTask({ task, position, findPack }: PendingTaskProps) {
  const name = nameTask(task.params, findPack);
  return (
    <TaskFrame
      uiId={task.ui_id}
      status="pending"
      icon={<Clock3 aria-hidden size={15} className="text-faint" />}
      title={describeTask(findPack, task, 'todo')}
      facts={position === 0 ? t('activity.next') : t('activity.position', { position: position + 1 })}
      actions={
        <IconButton
          isCompact
          label={formatNamed(t('activity.dropped'), name)}
          icon={<X size={15} />}
          onClick={() => void attempt('queue.cancel', { ui_id: task.ui_id })}
        />
      }
    />
  );
}
