import { t } from 'i18next';
import type { FindPack } from '../state/packs/pack-index';
import { describeTask } from '../state/packs/task-words';
import type { HistoryTask } from '../state/queue/history-entries';
import { OutcomeIcon } from '../components/feedback/outcome-icon';
import { TaskFrame } from './task-frame';

const statuses = { success: 'done', failed: 'failed', skipped: 'skipped' } as const;

interface RecordedTaskProps {
  isAlone: boolean;
  when: string;
  task: HistoryTask;
  findPack: FindPack;
}

/** A task of which only the record of its batch is left. */
export function RecordedTask({ task, findPack, ...frame }: RecordedTaskProps) {
  const status = statuses[task.result];
  return (
    <TaskFrame
      {...frame}
      uiId={task.ui_id}
      status={status}
      icon={<OutcomeIcon isNamed status={status} />}
      title={describeTask(findPack, task, status === 'failed' ? 'failure' : 'todo')}
      facts={t(`activity.statuses.${status}`)}
      actions={null}
    >
      {task.error !== null && <p className="break-words text-soft selectable">{task.error.split('\n')[0]}</p>}
    </TaskFrame>
  );
}
