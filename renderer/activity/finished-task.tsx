import { CircleCheck, CircleMinus, CircleX, FileInput, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { HistoryItem } from '../../src/contract/tasks';
import { BatchChangesList } from '../components/batch-changes';
import { Button } from '../components/button';
import { Chip } from '../components/chip';
import { Fold } from '../components/fold';
import { usePolicyWords } from '../texts/policy-words';
import { copyText, retryTask } from '../state/queue/actions';
import { useLocation } from '../navigation/location-store';
import { useBatchChanges } from '../state/packs/change-queries';
import type { FindPack } from '../state/packs/pack-index';
import { openSecurity } from '../state/settings/settings-actions';
import { sayTask } from '../state/packs/task-words';
import { useNow } from '../hooks/use-now';
import { formatDuration, formatExact, formatWhen } from '../texts/formatting';
import { LogButton } from './log-button';
import { describeResult } from './result-words';
import { TaskFrame } from './task-frame';
import { UndoButton, UndoFacts } from './undo-button';

const refreshTimesMs = 30_000;

const icons: Record<HistoryItem['outcome']['status'], ReactNode> = {
  done: <CircleCheck aria-hidden size={16} className="text-green-text" />,
  warning: <TriangleAlert aria-hidden size={16} className="text-amber-text" />,
  skipped: <CircleMinus aria-hidden size={16} className="text-faint" />,
  failed: <CircleX aria-hidden size={16} className="text-red-text" />,
};

const statusTones = {
  ...{ done: 'text-green-text', warning: 'text-amber-text', skipped: 'text-muted', failed: 'text-red-text' },
} as const;

function Facts({ item }: { item: HistoryItem }) {
  const { t } = useTranslation();
  const nowMs = useNow(refreshTimesMs);
  const endedAtMs = Date.parse(item.timestamp);
  const duration = formatDuration(endedAtMs - Date.parse(item.started_at));
  return (
    <>
      <span className="hidden min-[1000px]:inline">{t('activity.took', { duration })}</span>
      <span title={formatExact(endedAtMs)} className="w-24 truncate text-right">
        {formatWhen(endedAtMs, nowMs)}
      </span>
      <span className={`w-21 font-medium ${statusTones[item.outcome.status]}`}>
        {t(`activity.statuses.${item.outcome.status}`)}
      </span>
    </>
  );
}

/** As wide as the buttons of other tasks, so that all facts stand below each other. */
function CarriedMark() {
  const { t } = useTranslation();
  return (
    <span className="flex w-41.5 justify-end pr-2" title={t('activity.carriedText')}>
      <Chip tone="neutral" icon={<FileInput aria-hidden size={12} />}>
        {t('activity.carried')}
      </Chip>
    </span>
  );
}

function FailureButtons({ item, isRefused }: { item: HistoryItem; isRefused: boolean }) {
  const { t } = useTranslation();
  const go = useLocation((state) => state.go);
  return (
    <>
      <Button size="small" onClick={() => void retryTask(item)}>
        {isRefused ? t('policy.allow') : t('app.tryAgain')}
      </Button>
      {isRefused && (
        <Button size="small" tone="quiet" onClick={openSecurity}>
          {t('failure.openSecurity')}
        </Button>
      )}
      <Button size="small" tone="quiet" onClick={() => go({ taskId: item.ui_id })}>
        {t('app.showLog')}
      </Button>
    </>
  );
}

function Failure({ item, title, isCarried }: { item: HistoryItem; title: string; isCarried: boolean }) {
  const { t } = useTranslation();
  const words = usePolicyWords();
  if (item.outcome.status !== 'failed') return null;
  const { error } = item.outcome;
  const { text, remedy, isRefused } = words.tellFailure(error);
  const details = [title, error.code, error.error, error.remedy, item.timestamp].filter(Boolean).join('\n');
  return (
    <>
      <p className="break-words text-soft selectable">{text}</p>
      {remedy !== '' && <p className="mt-0.5 break-words text-muted selectable">{remedy}</p>}
      <div className="mt-2 flex flex-wrap gap-1.5">
        {!isCarried && <FailureButtons item={item} isRefused={isRefused} />}
        <Button size="small" tone="quiet" onClick={() => copyText(details)}>
          {t('app.copyDetails')}
        </Button>
      </div>
    </>
  );
}

/** What a task that was done has left behind. */
function Warnings({ outcome }: Pick<HistoryItem, 'outcome'>) {
  if (outcome.status !== 'warning') return null;
  return outcome.warnings.map((sentence) => (
    <p key={sentence} className="break-words text-amber-text selectable">
      {sentence}
    </p>
  ));
}

/** The details of a task, which are read only when it is unfolded. */
function WhatChanged({ item, batchId, others }: { item: HistoryItem; batchId: string; others: number }) {
  const { t } = useTranslation();
  const query = useBatchChanges(batchId);
  return (
    <>
      <UndoFacts item={item} />
      {others > 0 && <p className="mb-1 text-sm text-muted">{t('changes.withOthers', { count: others })}</p>}
      <BatchChangesList changes={query.data} error={query.error} onRetry={() => void query.refetch()} />
    </>
  );
}

interface FinishedTaskProps {
  /** It was done in another installation: here it has no log, and nothing to try again or to take back. */
  isCarried: boolean;
  /** How many other tasks belong to its batch: what changed is recorded for all of them together. */
  others: number;
  item: HistoryItem;
  findPack: FindPack;
}

/** A task that ended: how, when, and for failures why and what to do. */
export function FinishedTask({ item, isCarried, others, findPack }: FinishedTaskProps) {
  const { t } = useTranslation();
  const isFailed = item.outcome.status === 'failed';
  const title = sayTask({ t, findPack }, item, isFailed ? 'failure' : 'todo');
  const words = describeResult(item);
  return (
    <TaskFrame
      uiId={item.ui_id}
      status={item.outcome.status}
      icon={icons[item.outcome.status]}
      title={title}
      facts={<Facts item={item} />}
      actions={
        isCarried ? (
          <CarriedMark />
        ) : (
          <>
            <UndoButton item={item} />
            <LogButton uiId={item.ui_id} />
          </>
        )
      }
    >
      {isFailed && <Failure item={item} title={title} isCarried={isCarried} />}
      {words !== '' && <p className="-mt-1 text-sm break-words text-muted selectable">{words}</p>}
      <Warnings outcome={item.outcome} />
      {item.batch_id !== null && item.outcome.status !== 'skipped' && (
        <Fold label={t('changes.title')} className="-ml-1">
          <WhatChanged item={item} batchId={item.batch_id} others={others} />
        </Fold>
      )}
    </TaskFrame>
  );
}
