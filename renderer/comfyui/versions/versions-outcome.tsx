import { CircleCheck, CircleX, Clock3, LoaderCircle, TriangleAlert } from 'lucide-react';
import { t } from 'i18next';
import { wasDone } from '../../../src/contract/tasks/task-outcome';
import type { HistoryItem } from '../../../src/contract/tasks/tasks';
import { Button } from '../../components/button';
import { Notice } from '../../components/feedback/notice';
import { ProgressBar } from '../../components/feedback/progress';
import { attempt } from '../../state/queue/actions';
import { useComfyStatus } from '../../state/comfyui/comfy-queries';
import { forgetVersionOrder, useVersionOrder } from '../../state/comfyui/version-order';
import { changeVersion, useVersionProgress } from './comfy-versions';
import { go } from '../../navigation/location-store';
import { Panel } from '../panel';
import { writeFailureDetails } from '../../texts/failure-details';
import { describeError, describeOutcome, describeWarnings } from '../../texts/core-sentences';
import { formatSentences } from '../../texts/formatting';

function showTask(uiId: string): void {
  go({ place: 'activity', taskId: uiId });
}

interface FailedProps {
  item: HistoryItem;
  failure: Extract<HistoryItem['outcome'], { status: 'failed' }>['error'];
}

function Failed({ item, failure }: FailedProps) {
  const order = useVersionOrder((state) => state.order);
  const title = t('comfy.versions.changeFailed', { version: order?.name ?? '' });
  const { code } = failure;
  const { text: message, remedy } = describeError(failure);
  return (
    <Notice
      isAlert
      tone="red"
      icon={<CircleX size={16} />}
      title={title}
      text={message}
      remedy={remedy}
      details={writeFailureDetails({ title, code, message, remedy })}
      onRetry={() => order && void changeVersion(order)}
      onDismiss={forgetVersionOrder}
    >
      <Button size="small" tone="quiet" onClick={() => showTask(item.ui_id)}>
        {t('app.showLog')}
      </Button>
    </Notice>
  );
}

function Done({ message, warnings }: { message: string; warnings: readonly string[] }) {
  const isRunning = useComfyStatus().data?.state === 'running';
  // The first sentence says what was done, those behind it what was put aside.
  const [, done = message, rest = ''] = /^(.+?(?:\.\s+|。))(.+)$/su.exec(message) ?? [];
  const isWarning = warnings.length > 0;
  return (
    <Notice
      tone={isWarning ? 'amber' : 'neutral'}
      icon={isWarning ? <TriangleAlert size={16} /> : <CircleCheck size={16} className="text-green-text" />}
      title={done.trim()}
      text={formatSentences(...warnings, rest)}
      remedy={isRunning ? t('comfy.versions.restartNeeded') : ''}
    >
      <Button size="small" tone="quiet" onClick={forgetVersionOrder}>
        {t('app.dismiss')}
      </Button>
    </Notice>
  );
}

function Ended({ item }: { item: HistoryItem }) {
  const { outcome } = item;
  if (wasDone(outcome)) {
    return <Done message={describeOutcome(outcome)} warnings={describeWarnings(outcome)} />;
  }
  return outcome.status === 'failed' ? <Failed item={item} failure={outcome.error} /> : null;
}

function Running({ uiId, step, fraction }: { uiId: string; step: string | null; fraction: number | null }) {
  const title = t('task.doing.update-comfyui');
  return (
    <Panel
      tone="accent"
      testId="version-running"
      icon={<LoaderCircle size={16} className="animate-turn" />}
      title={title}
      text={step ?? t('states.starting')}
    >
      <div className="flex items-center gap-3 px-3.5 py-3">
        <ProgressBar fraction={fraction} label={title} />
        <Button size="small" onClick={() => showTask(uiId)}>
          {t('app.showLog')}
        </Button>
        <Button size="small" tone="quiet" onClick={() => void attempt('queue.cancel', { ui_id: uiId })}>
          {t('actions.cancel')}
        </Button>
      </div>
    </Panel>
  );
}

/** How the change of version goes, or how it ended; nothing when there is none. */
export function VersionOutcome() {
  const progress = useVersionProgress();
  switch (progress.phase) {
    case 'none':
      return null;
    case 'planning':
      return (
        <Panel
          tone="accent"
          testId="version-planning"
          icon={<LoaderCircle size={16} className="animate-turn" />}
          title={t('comfy.versions.planning')}
        />
      );
    case 'waiting':
      return <Panel tone="accent" icon={<Clock3 size={16} />} title={t('comfy.versions.waiting')} />;
    case 'running':
      return <Running {...progress} />;
    case 'ended':
      return (
        <div className="mb-4" data-testid="version-outcome" data-status={progress.item.outcome.status}>
          <Ended item={progress.item} />
        </div>
      );
  }
}
