import { Bookmark, History } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import { describeTask, usePackNames } from '../state/packs/task-words';
import { BatchChangesList } from '../components/changes/batch-changes';
import { Button } from '../components/button';
import { go } from '../navigation/location-store';
import { useBatchChanges } from '../state/packs/change-queries';
import type { FindPack } from '../state/packs/pack-index';
import { useQueue } from '../state/queue/queue-store';
import { askToGoBack, isWayBack } from '../state/undo/undo-actions';
import { findUndoable, useUndoable } from '../state/undo/undo-queries';
import { formatCount, formatExact } from '../texts/formatting';
import { titleOfSnapshot } from '../texts/snapshot-title';
import { useDayWords } from '../hooks/day-words';
import { FinishedTask } from './finished-task';
import type { HistoryEntry, HistoryTask } from '../state/queue/history-entries';
import { OutcomeIcon } from '../components/feedback/outcome-icon';
import { firstOfDay, type HistoryRow } from './history-rows';
import { wordDayBack } from './use-act';
import { titleOfEntry } from '../state/packs/batch-words';
import { TaskFrame } from './task-frame';

const statuses = { success: 'done', failed: 'failed', skipped: 'skipped' } as const;

interface RecordedTaskProps {
  isAlone: boolean;
  when: string;
  task: HistoryTask;
  findPack: FindPack;
}

/** A task of which only the record of its batch is left. */
function RecordedTask({ task, findPack, ...frame }: RecordedTaskProps) {
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

interface PaneProps {
  icon: ReactNode;
  title: string;
  facts: string;
  /** Buttons below the title. */
  actions?: ReactNode;
  children?: ReactNode;
}

function Pane({ icon, title, facts, actions, children }: PaneProps) {
  return (
    <>
      <div className="flex items-start gap-2.5">
        <span className="mt-1 flex size-4 shrink-0 items-center justify-center">{icon}</span>
        <div className="min-w-0 flex-1">
          <h2 className="text-lg leading-6 font-semibold break-words selectable">{title}</h2>
          <p className="text-sm text-muted tabular">{facts}</p>
        </div>
      </div>
      {actions !== undefined && <div className="mt-3 flex flex-wrap gap-2 empty:hidden">{actions}</div>}
      {children}
    </>
  );
}

/** What the batch changed, which its record knows. */
function WhatChanged({ batchId }: { batchId: string }) {
  const query = useBatchChanges(batchId);
  const nameOf = usePackNames();
  return (
    <section aria-label={t('changes.title')} className="mt-4">
      <h3 className="mb-1 font-medium">{t('changes.title')}</h3>
      <BatchChangesList changes={query.data} error={query.error} onRetry={() => void query.refetch()} nameOf={nameOf} />
    </section>
  );
}

function BackButton({ batch, day, label }: { batch: HistoryEntry['batch']; day: string | null; label: string }) {
  const isUnderWay = useQueue(({ view }) =>
    [...(view?.running.map(({ task }) => task) ?? []), ...(view?.pending ?? [])].some(isWayBack),
  );
  if (batch?.undo.snapshot == null) return null;
  return (
    <Button
      size="small"
      data-testid={day === null ? 'batch-back' : 'day-back'}
      disabled={isUnderWay}
      icon={<History size={13} />}
      onClick={() => askToGoBack(batch, day)}
    >
      {label}
    </Button>
  );
}

function Task({ task, entry, findPack }: { task: HistoryTask; entry: HistoryEntry; findPack: FindPack }) {
  const { item } = task;
  const frame = { isAlone: entry.tasks.length === 1, when: formatExact(entry.endedMs) };
  if (item === null) return <RecordedTask {...frame} task={task} findPack={findPack} />;
  return (
    <FinishedTask
      {...frame}
      item={item}
      isCarried={entry.isCarried}
      snapshot={entry.batch?.undo.snapshot ?? null}
      findPack={findPack}
    />
  );
}

/** Whether the one change of a batch has its own way back, beside it. */
function useHasOwnUndo({ tasks }: HistoryEntry): boolean {
  const undoable = useUndoable();
  return tasks.length === 1 && tasks.some(({ item }) => item !== null && findUndoable(undoable, item) !== null);
}

/** One task: the pane is its own, so that its title stands in it once. */
function LoneTask({ entry, findPack }: { entry: HistoryEntry; findPack: FindPack }) {
  const hasOwnUndo = useHasOwnUndo(entry);
  return (
    <>
      <ul>
        {entry.tasks.map((task) => (
          <Task key={task.ui_id} task={task} entry={entry} findPack={findPack} />
        ))}
      </ul>
      {!hasOwnUndo && (
        <div className="mt-3 ml-6.5 empty:hidden">
          <BackButton batch={entry.batch} day={null} label={t('undo.goBack')} />
        </div>
      )}
    </>
  );
}

/** What was done together: its own head, and a row for each task. */
function ManyTasks({ entry, findPack }: { entry: HistoryEntry; findPack: FindPack }) {
  const { tasks, batch, status } = entry;
  const count = tasks.length;
  return (
    <Pane
      icon={<OutcomeIcon isNamed status={status} />}
      title={titleOfEntry(findPack, entry)}
      facts={[formatExact(entry.endedMs), t('activity.tasks', { count, shown: formatCount(count) })].join(' · ')}
      actions={<BackButton batch={batch} day={null} label={t('undo.goBack')} />}
    >
      <ul className="mt-4 overflow-hidden rounded-panel border border-border bg-raised">
        {tasks.map((task) => (
          <Task key={task.ui_id} task={task} entry={entry} findPack={findPack} />
        ))}
      </ul>
    </Pane>
  );
}

function EntryDetails({ entry, findPack }: { entry: HistoryEntry; findPack: FindPack }) {
  const { tasks, batch, status } = entry;
  const batchId = batch?.id ?? tasks[0]?.item?.batch_id ?? null;
  const Tasks = tasks.length === 1 ? LoneTask : ManyTasks;
  return (
    <div className="p-4">
      <Tasks entry={entry} findPack={findPack} />
      {batchId !== null && status !== 'skipped' && <WhatChanged batchId={batchId} />}
    </div>
  );
}

function DayDetails({ row }: { row: Extract<HistoryRow, { kind: 'day' }> }) {
  const dayWords = useDayWords();
  const day = dayWords(row.timeMs);
  const count = row.entries.length;
  return (
    <Pane
      icon={<History aria-hidden size={15} className="text-faint" />}
      title={day}
      facts={t('activity.changes', { count, shown: formatCount(count) })}
      actions={<BackButton batch={firstOfDay(row.entries)} day={day} label={wordDayBack(day)} />}
    />
  );
}

function SnapshotDetails({ name, timeMs }: { name: string; timeMs: number }) {
  return (
    <Pane
      icon={<Bookmark aria-hidden size={15} className="text-accent-text" />}
      title={titleOfSnapshot(name)}
      facts={formatExact(timeMs)}
      actions={
        <Button size="small" icon={<Bookmark size={13} />} onClick={() => go({ place: 'snapshots', snapshot: name })}>
          {t('activity.openSnapshot')}
        </Button>
      }
    />
  );
}

/** What is known of the selected row: what it did, what that changed on disk, and the ways on and back. */
export function HistoryDetails({ row, findPack }: { row: HistoryRow; findPack: FindPack }) {
  return (
    <div
      aria-label={t('activity.details')}
      data-testid="history-details"
      data-key={row.key}
      tabIndex={0}
      role="region"
      // Without a choice the newest is shown; what a person is at work on stays, whatever comes.
      onFocusCapture={() => go({ historyKey: row.key })}
      className="min-h-0 min-w-0 flex-1 scroll-steady border-t border-border focus-visible:outline-offset-[-2px] min-[1100px]:border-t-0 min-[1100px]:border-l"
    >
      {/* Facts that stand far from what they are of are hard to read. */}
      <div className="max-w-240">
        {row.kind === 'entry' && <EntryDetails key={row.key} entry={row.entry} findPack={findPack} />}
        {row.kind !== 'entry' && (
          <div className="p-4">
            {row.kind === 'day' ? <DayDetails row={row} /> : <SnapshotDetails name={row.name} timeMs={row.timeMs} />}
          </div>
        )}
      </div>
    </div>
  );
}
