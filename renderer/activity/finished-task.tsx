import { FileInput } from 'lucide-react';
import { t } from 'i18next';
import { CopyDetails } from '../components/feedback/copy-details';
import { FailureActs } from '../components/feedback/failure-acts';
import type { HistoryItem } from '../../src/contract/tasks/tasks';
import { Chip } from '../components/chip';
import { describeWarnings } from '../texts/core-sentences';
import { describeFailure } from '../texts/policy-words';
import type { FindPack } from '../state/packs/pack-index';
import { describeTask } from '../state/packs/task-words';
import { retryTask } from '../state/queue/actions';
import { useIsOffered } from '../state/installation/remote';
import { openSecurity } from '../state/settings/settings-actions';
import { formatDuration, formatExact } from '../texts/formatting';
import { OutcomeIcon, outcomeTones } from '../components/feedback/outcome-icon';
import { LogButton } from './log-button';
import { describeResult } from './result-words';
import { TaskFrame } from './task-frame';
import { UndoButton, UndoFacts } from './undo-button';

function Facts({ item }: { item: HistoryItem }) {
  const endedAtMs = Date.parse(item.timestamp);
  const duration = formatDuration(endedAtMs - Date.parse(item.started_at));
  return (
    <>
      <span title={formatExact(endedAtMs)}>{t('activity.took', { duration })}</span>
      <span className={`font-medium ${outcomeTones[item.outcome.status]}`}>
        {t(`activity.statuses.${item.outcome.status}`)}
      </span>
    </>
  );
}

/** As wide as the buttons of other tasks, so that all facts stand below each other. */
function CarriedMark() {
  return (
    <span className="flex justify-end pr-2" title={t('activity.carriedText')}>
      <Chip tone="neutral" icon={<FileInput aria-hidden size={12} />}>
        {t('activity.carried')}
      </Chip>
    </span>
  );
}

function Failure({ item, title, isCarried }: { item: HistoryItem; title: string; isCarried: boolean }) {
  const canAllow = useIsOffered('policy.allow');
  if (item.outcome.status !== 'failed') return null;
  const { error } = item.outcome;
  const { text, remedy, isRefused } = describeFailure(error);
  const details = [title, error.code, error.error, error.remedy, item.timestamp].filter(Boolean).join('\n');
  return (
    <>
      <p className="break-words text-soft selectable">{text.split('\n')[0]}</p>
      {remedy !== '' && <p className="mt-0.5 break-words text-muted selectable">{remedy}</p>}
      <div className="mt-2 flex flex-wrap gap-1.5">
        {!isCarried && (
          <FailureActs
            uiId={item.ui_id}
            isRefused={isRefused && canAllow}
            onRetry={() => void retryTask(item)}
            onOpenSecurity={openSecurity}
          />
        )}
        <CopyDetails details={details} />
      </div>
    </>
  );
}

/** What a task that was done has left behind. */
function Warnings({ outcome }: Pick<HistoryItem, 'outcome'>) {
  return describeWarnings(outcome).map((sentence) => (
    <p key={sentence} className="break-words text-amber-text selectable">
      {sentence}
    </p>
  ));
}

interface FinishedTaskProps {
  /** It was done in another installation: here it has no log, and nothing to try again or to take back. */
  isCarried: boolean;
  /** The automatic snapshot from before its batch; null where there is none. */
  snapshot: string | null;
  item: HistoryItem;
  findPack: FindPack;
  /** It is all that its entry is about, which ended then. */
  isAlone: boolean;
  when: string;
}

/** A task that ended: how, when, and for failures why and what to do. */
export function FinishedTask({ item, isCarried, snapshot, findPack, ...frame }: FinishedTaskProps) {
  const isFailed = item.outcome.status === 'failed';
  const title = describeTask(findPack, item, isFailed ? 'failure' : 'todo');
  const words = describeResult(item);
  return (
    <TaskFrame
      {...frame}
      uiId={item.ui_id}
      status={item.outcome.status}
      icon={<OutcomeIcon isNamed status={item.outcome.status} />}
      title={title}
      facts={<Facts item={item} />}
      actions={
        isCarried ? (
          <CarriedMark />
        ) : (
          <>
            <UndoButton item={item} snapshot={snapshot} />
            {!isFailed && <LogButton uiId={item.ui_id} />}
          </>
        )
      }
    >
      {isFailed && <Failure item={item} title={title} isCarried={isCarried} />}
      {words !== '' && <p className="text-sm break-words text-muted selectable">{words}</p>}
      <Warnings outcome={item.outcome} />
      {!isCarried && <UndoFacts item={item} />}
    </TaskFrame>
  );
}
