import { Inbox, Pause, Play } from 'lucide-react';
import { type ReactNode, useEffect, useMemo } from 'react';
import { scrollRef } from '../hooks/kept-scroll';
import { useTranslation } from 'react-i18next';
import type { QueueView } from '../../src/contract/tasks';
import { Button } from '../components/button';
import { EmptyState } from '../components/feedback/empty-state';
import { QueryPlace } from '../components/feedback/query-place';
import { Notice } from '../components/feedback/notice';
import { SkeletonPanel, SkeletonPanels } from '../components/feedback/skeleton';
import { PlaceHeader } from '../components/place-header';
import { SteadyWords } from '../components/steady-words';
import { attempt, copyText } from '../state/queue/actions';
import { loadQueue } from '../state/queue/load-queue';
import { markFailuresSeen } from '../state/queue/home-seen';
import { useInstallation } from '../state/installation/installation-queries';
import { useLocation } from '../navigation/location-store';
import { useQueue } from '../state/queue/queue-store';
import { usePacks } from '../state/packs/use-packs';
import { formatCount } from '../texts/formatting';
import { countOthers } from './batch-mates';
import { listFinished } from './finished-by-time';
import { FinishedTask } from './finished-task';
import { LogPanel } from './log-panel';
import { PendingTask } from './pending-task';
import { RunningTask } from './running-task';

interface SectionProps {
  title: string;
  count: number;
  children: ReactNode;
}

function Section({ title, count, children }: SectionProps) {
  if (count === 0) return null;
  return (
    <section aria-label={title} className="mb-6">
      <h2 className="mb-2 flex items-baseline gap-2 text-sm font-medium text-muted">
        {title}
        <span className="text-xs font-normal text-faint tabular">{formatCount(count)}</span>
      </h2>
      <ul className="overflow-hidden rounded-panel border border-border bg-raised">{children}</ul>
    </section>
  );
}

function ActivityHeader({ view }: { view: QueueView | null }) {
  const { t } = useTranslation();
  const isPaused = view?.isPaused ?? false;
  return (
    <PlaceHeader title={t('places.activity')}>
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

function Tasks({ view }: { view: QueueView }) {
  const { t } = useTranslation();
  const { findByName } = usePacks().packIndex;
  const finished = useMemo(() => listFinished(view), [view]);
  const othersOf = useMemo(() => countOthers(finished.map(({ item }) => item)), [finished]);
  return (
    <div className="mx-auto max-w-240 px-4 pt-4">
      {view.isPaused && (
        <div className="mb-5">
          <Notice
            tone="amber"
            icon={<Pause size={16} />}
            title={t('activity.paused')}
            text={view.running.length > 0 ? t('activity.pausedText') : t('activity.pausedIdleText')}
          />
        </div>
      )}
      <Section title={t('activity.running')} count={view.running.length}>
        {view.running.map((running) => (
          <RunningTask key={running.task.ui_id} running={running} findPack={findByName} />
        ))}
      </Section>
      <Section title={t('activity.pending')} count={view.pending.length}>
        {view.pending.map((task, position) => (
          <PendingTask key={task.ui_id} task={task} position={position} findPack={findByName} />
        ))}
      </Section>
      <Section title={t('activity.finished')} count={finished.length}>
        {finished.map(({ item, isCarried }) => (
          <FinishedTask
            key={`${item.ui_id} ${item.timestamp}`}
            item={item}
            isCarried={isCarried}
            others={othersOf(item)}
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

function Queue({ view }: { view: QueueView }) {
  const { t } = useTranslation();
  const go = useLocation((state) => state.go);
  const { running, pending, finished, carried = [], isPaused } = view;
  if ([running, pending, finished, carried].every(({ length }) => length === 0) && !isPaused) {
    return (
      <EmptyState icon={<Inbox size={20} />} title={t('activity.emptyTitle')} text={t('activity.emptyText')}>
        <Button tone="primary" onClick={() => go({ place: 'packs' })}>
          {t('activity.toPacks')}
        </Button>
      </EmptyState>
    );
  }
  return <Tasks view={view} />;
}

function ActivityBody({ view }: { view: QueueView | null }) {
  const { t } = useTranslation();
  const error = useQueue((state) => state.viewError);
  return (
    <QueryPlace
      query={{ data: view ?? undefined, error, isPending: view === null }}
      failedTitle={t('activity.failedTitle')}
      onRetry={() => void loadQueue()}
      onCopy={copyText}
      loading={<SkeletonTasks label={t('activity.loading')} />}
    >
      {(known) => <Queue view={known} />}
    </QueryPlace>
  );
}

/** What the queue does, will do and did: progress, results, failures with their remedy, and the log of one task. */
export function ActivityView() {
  const view = useQueue((state) => state.view);
  const taskId = useLocation((state) => state.taskId);
  const go = useLocation((state) => state.go);
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
      <ActivityHeader view={view} />
      <div className="flex min-h-0 flex-1 flex-col">
        <div ref={scrollRef('activity')} className="min-h-0 flex-1 overflow-y-auto">
          <ActivityBody view={view} />
        </div>
        {taskId !== null && <LogPanel key={taskId} taskId={taskId} onClose={() => go({ taskId: null })} />}
      </div>
    </div>
  );
}
