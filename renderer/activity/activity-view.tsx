import { CircleHelp, Inbox, Pause, Play, X } from 'lucide-react';
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { t } from 'i18next';
import type { QueueView } from '../../src/contract/tasks/tasks';
import { Button } from '../components/button';
import { EmptyState } from '../components/feedback/empty-state';
import { QueryPlace } from '../components/feedback/query-place';
import { Notice } from '../components/feedback/notice';
import { SkeletonPanel, SkeletonPanels } from '../components/feedback/skeleton';
import { PlaceHeader } from '../components/place-header';
import { SteadyWords } from '../components/steady-words';
import { attempt } from '../state/queue/actions';
import { loadQueue } from '../state/queue/load-queue';
import { markFailuresSeen } from '../state/queue/home-seen';
import { useInstallation } from '../state/installation/installation-queries';
import { go, useLocation } from '../navigation/location-store';
import { useQueue } from '../state/queue/queue-store';
import { usePacks } from '../state/packs/use-packs';
import { openPlan, type PendingPlan, usePendingPlans } from '../state/packs/plan/pending-plans';
import { formatCount } from '../texts/formatting';
import { useChanges } from '../state/packs/change-queries';
import type { RowListHandle } from '../components/rows/row-list';
import { History } from './history';
import { AddressSearch } from '../components/form/place-search';
import { LogPanel } from './log-panel';
import { PendingTask } from './pending-task';
import { RunningTask } from './running-task';
import { ProgressRing } from '../components/feedback/progress';
import { IconButton } from '../components/icon-button';
import type { FindPack } from '../state/packs/pack-index';
import { describeTaskList } from '../state/packs/task-words';
import { TaskFrame } from './task-frame';

/** What was requested and is no task yet: its packages are looked at, or the person has to decide. */
function PlannedTask({ pending, findPack }: { pending: PendingPlan; findPack: FindPack }) {
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

interface SectionProps {
  title: string;
  count: number;
  children: ReactNode;
}

function Section({ title, count, children }: SectionProps) {
  if (count === 0) return null;
  return (
    <section aria-label={title} className="mb-4">
      <h2 className="mb-2 flex items-baseline gap-2 text-sm font-medium text-muted">
        {title}
        <span className="text-xs font-normal text-faint tabular">{formatCount(count)}</span>
      </h2>
      <ul className="overflow-hidden rounded-panel border border-border bg-raised">{children}</ul>
    </section>
  );
}

function ActivityHeader({ view, listRef }: { view: QueueView | null; listRef: RefObject<RowListHandle | null> }) {
  const isPaused = view?.isPaused ?? false;
  return (
    <PlaceHeader
      title={t('places.activity')}
      search={
        <AddressSearch of="historyQuery" listRef={listRef} label={t('activity.search')} testId="history-search" />
      }
    >
      {view && (
        <Button
          tone={isPaused ? 'primary' : 'plain'}
          icon={isPaused ? <Play size={14} /> : <Pause size={14} />}
          onClick={() => void attempt(isPaused ? 'queue.resume' : 'queue.pause', {})}
        >
          <SteadyWords
            shown={isPaused ? t('activity.resume') : t('activity.pause')}
            all={[t('activity.resume'), t('activity.pause')]}
          />
        </Button>
      )}
    </PlaceHeader>
  );
}

/** What runs and waits. It takes at most half of the place; the rest is what was done. */
function Now({ view }: { view: QueueView }) {
  const { findByName } = usePacks().packIndex;
  const plans = usePendingPlans((state) => state.plans);
  if (!view.isPaused && [plans, view.running, view.pending].every(({ length }) => length === 0)) return null;
  return (
    <div className="max-h-[50%] shrink-0 scroll-steady border-b border-border px-4 pt-4">
      {view.isPaused && (
        <div className="mb-4">
          <Notice
            tone="amber"
            icon={<Pause size={16} />}
            title={t('activity.paused')}
            text={view.running.length > 0 ? t('activity.pausedText') : t('activity.pausedIdleText')}
          />
        </div>
      )}
      <Section title={t('activity.planned')} count={plans.length}>
        {plans.map((pending) => (
          <PlannedTask key={pending.id} pending={pending} findPack={findByName} />
        ))}
      </Section>
      <Section title={t('activity.running')} count={view.running.length}>
        {view.running.map((running) => (
          <RunningTask key={running.task.ui_id} running={running} findPack={findByName} />
        ))}
      </Section>
      <Section title={t('activity.pending')} count={view.pending.length}>
        {view.pending.map((task, position) => (
          <PendingTask
            key={task.ui_id}
            task={task}
            before={view.pending[position - 1]}
            isPaused={view.paused?.includes(task.ui_id) ?? false}
            held={view.held?.find(({ ui_id }) => ui_id === task.ui_id)?.why}
            waitUntil={view.waiting?.ids.includes(task.ui_id) === true ? view.waiting.until : null}
            position={position}
            findPack={findByName}
          />
        ))}
      </Section>
    </div>
  );
}

function SkeletonTasks({ label }: { label: string }) {
  return (
    <SkeletonPanels label={label} className="max-w-240 px-4 pt-11">
      <SkeletonPanel lines={6} />
    </SkeletonPanels>
  );
}

/** Whether nothing was ever done, as far as queue and records know. */
function useHasNoPast({ finished, carried = [] }: QueueView): boolean {
  const { data, error } = useChanges();
  return finished.length + carried.length + (data?.length ?? 0) === 0 && error === null;
}

function NothingDone() {
  return (
    <EmptyState icon={<Inbox size={20} />} title={t('activity.emptyTitle')} text={t('activity.emptyText')}>
      <Button tone="primary" onClick={() => go({ place: 'packs' })}>
        {t('activity.toPacks')}
      </Button>
    </EmptyState>
  );
}

function Queue({ view, listRef }: { view: QueueView; listRef: RefObject<RowListHandle | null> }) {
  return (
    <div className="flex h-full min-h-0 flex-col">
      <Now view={view} />
      <div className="flex min-h-0 flex-1 flex-col">
        {useHasNoPast(view) ? <NothingDone /> : <History view={view} listRef={listRef} />}
      </div>
    </div>
  );
}

function ActivityBody({ view, listRef }: { view: QueueView | null; listRef: RefObject<RowListHandle | null> }) {
  const error = useQueue((state) => state.viewError);
  return (
    <QueryPlace
      query={{ data: view ?? undefined, error, isPending: view === null }}
      failedTitle={t('activity.failedTitle')}
      onRetry={() => void loadQueue()}
      loading={<SkeletonTasks label={t('activity.loading')} />}
    >
      {(known) => <Queue view={known} listRef={listRef} />}
    </QueryPlace>
  );
}

/** What the queue does, will do and did: progress, results, failures with their remedy, and the log of one task. */
export function ActivityView() {
  const view = useQueue((state) => state.view);
  const listRef = useRef<RowListHandle>(null);
  const taskId = useLocation((state) => state.taskId);
  useEffect(() => {
    if (!view) void loadQueue();
  }, [view]);
  const folder = useInstallation().data?.installation?.rootDir ?? '';
  // Finished tasks count as seen when they are shown, and so do those that end while they are.
  useEffect(() => {
    const mark = (): void => markFailuresSeen(folder);
    mark();
    return mark;
  }, [folder]);
  return (
    <div className="flex h-full min-w-0 flex-col">
      <ActivityHeader view={view} listRef={listRef} />
      <div className="flex min-h-0 flex-1 flex-col">
        <div className="min-h-0 flex-1">
          <ActivityBody view={view} listRef={listRef} />
        </div>
        {taskId !== null && <LogPanel key={taskId} taskId={taskId} onClose={() => go({ taskId: null })} />}
      </div>
    </div>
  );
}
