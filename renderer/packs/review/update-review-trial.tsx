import { CircleAlert, CircleCheck, CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import type { ErrorBody } from '../../../src/contract/error-body';
import { fromErrorBody } from '../../../src/contract/errors';
import type { RehearsedPack } from '../../../src/contract/library/rehearsal';
import { isSentence } from '../../../src/contract/text/message';
import { Button } from '../../components/button';
import { classNames } from '../../components/class-names';
import { ProgressRing } from '../../components/feedback/progress';
import { attempt } from '../../state/queue/actions';
import { useQueue } from '../../state/queue/queue-store';
import { describeError, formatSentence, describeStep } from '../../texts/core-sentences';
import { formatCount } from '../../texts/formatting';
import { shortenNames } from '../verdict/verdict-marks';
import type { OpenTrial, TrialResult } from './trial';

/** What stands in the strip: it has the room of two lines, whatever it says. */
export interface StatusWords {
  testId: string;
  icon: ReactNode;
  title: string;
  text: string;
  isAlert?: boolean;
  act?: ReactNode;
}

/** The line of the review that tells what is under way, or what came of it. */
export function ReviewStatus({ testId, icon, title, text, isAlert = false, act }: StatusWords) {
  return (
    <div
      data-testid={testId}
      role={isAlert ? 'alert' : 'status'}
      className="flex h-17 items-center gap-3 rounded-control border border-border bg-panel pr-2.5 pl-3.5"
    >
      <span aria-hidden className="shrink-0">
        {icon}
      </span>
      <span className="min-w-0 flex-1" title={text}>
        {title !== '' && <span className="block truncate font-medium">{title}</span>}
        <span className="line-clamp-2 text-sm text-muted tabular">{text}</span>
      </span>
      {act}
    </div>
  );
}

/** A trial that runs or waits. */
export function TrialProgress({ trial }: { trial: OpenTrial }) {
  const progress = useQueue((state) => state.progress[trial.uiId]);
  const step = describeStep(progress);
  const steps = [step.phase || t('states.starting'), step.message === step.phase ? '' : step.message];
  const title = t('review.trial.doing', { count: trial.count, shown: formatCount(trial.count) });
  return (
    <ReviewStatus
      testId="trial-progress"
      icon={<ProgressRing fraction={progress?.fraction ?? null} label={title} />}
      title={title}
      text={trial.isRunning ? steps.filter(Boolean).join(' · ') : t('states.waiting')}
      act={
        <Button size="small" onClick={() => void attempt('queue.cancel', { ui_id: trial.uiId })}>
          {t('review.trial.stop')}
        </Button>
      }
    />
  );
}

/** What a trial found, in words. */
export function describeTrial({ ofRow, rehearsal }: TrialResult): StatusWords {
  const tried = [...ofRow.values()].filter(({ verdict }) => verdict !== 'current');
  const fine = tried.filter(({ verdict }) => verdict === 'fine').length;
  const isAllFine = fine === tried.length && rehearsal.others.length === 0;
  const summary = isAllFine ? t('review.trial.nothingInstalled') : fine > 0 ? t('review.trial.fineStarted') : '';
  const others = rehearsal.others.map(({ name, reason }) => t('review.trial.other', { name, reason }));
  const counts = { count: tried.length, shown: formatCount(fine), total: formatCount(tried.length) };
  return {
    testId: 'trial-result',
    icon: isAllFine ? (
      <CircleCheck size={16} className="text-green-text" />
    ) : (
      <CircleAlert size={16} className="text-amber-text" />
    ),
    title: t('review.trial.result', counts),
    text: [...others, summary].filter(Boolean).join(' '),
  };
}

/** Why a trial came to no end, in words. */
export function describeTrialFailure(failure: ErrorBody): StatusWords {
  const { text, remedy } = describeError(fromErrorBody(failure));
  const icon = <CircleX size={16} className="text-red-text" />;
  return { testId: 'trial-failure', isAlert: true, icon, title: t('review.trial.failed'), text: `${text} ${remedy}` };
}

/** Why an update is not fine, whole. */
function describeReason({ verdict, lost, reason, words }: RehearsedPack): string {
  if (verdict === 'loses-nodes') {
    const names = shortenNames(lost.map(({ nodeClass }) => nodeClass));
    const workflows = [...new Set(lost.flatMap((one) => one.workflows))];
    return workflows.length === 0
      ? t('review.trial.lost', { names })
      : t('review.trial.lostUsed', { names, workflows: shortenNames(workflows) });
  }
  const sentence = words?.['reason'];
  return isSentence(sentence) ? formatSentence(sentence) : reason;
}

/** What a trial said of one update. */
export function TrialMark({ pack }: { pack: RehearsedPack }) {
  const isFine = pack.verdict === 'fine' || pack.verdict === 'current';
  const script = isFine && pack.lacksScript ? t('review.trial.script') : '';
  const reason = [describeReason(pack), script].filter(Boolean).join(' ');
  const Icon = isFine ? CircleCheck : pack.verdict === 'loses-nodes' ? CircleAlert : CircleX;
  const tone = isFine ? 'text-green-text' : pack.verdict === 'loses-nodes' ? 'text-amber-text' : 'text-red-text';
  return (
    <span data-testid="trial-mark" data-verdict={pack.verdict} title={reason}>
      <Icon aria-hidden size={13} className={classNames('mr-1.5 inline-block align-[-2px]', tone)} />
      <span className={tone}>{t(`review.trial.verdicts.${pack.verdict}`)}</span>
      {reason !== '' && <span className="text-muted selectable"> · {reason}</span>}
    </span>
  );
}
