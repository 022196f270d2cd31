import { CircleAlert, CircleCheck, CircleX } from 'lucide-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { ErrorBody } from '../../../src/contract/error-body';
import { fromErrorBody } from '../../../src/contract/errors';
import type { RehearsedPack } from '../../../src/contract/library/rehearsal';
import { isSentence } from '../../../src/contract/text/message';
import { Button } from '../../components/button';
import { classNames } from '../../components/class-names';
import { Notice } from '../../components/feedback/notice';
import { ProgressRing } from '../../components/feedback/progress';
import { attempt } from '../../state/queue/actions';
import { useQueue } from '../../state/queue/queue-store';
import { describeError, formatSentence, describeStep } from '../../texts/core-sentences';
import { formatCount, formatList } from '../../texts/formatting';
import type { OpenTrial, TrialResult } from './trial';
import type { TrialView } from './use-trial';

const shownNames = 3;

function TrialProgress({ trial }: { trial: OpenTrial }) {
  const { t } = useTranslation();
  const progress = useQueue((state) => state.progress[trial.uiId]);
  const step = describeStep(progress);
  const steps = [step.phase || t('states.starting'), step.message === step.phase ? '' : step.message];
  const words = trial.isRunning ? steps.filter(Boolean).join(' · ') : t('states.waiting');
  const title = t('review.trial.doing', { count: trial.count, shown: formatCount(trial.count) });
  return (
    <div
      data-testid="trial-progress"
      className="mb-3 flex min-h-14 items-center gap-3 rounded-control border border-border bg-panel py-2 pr-2.5 pl-3.5"
    >
      <ProgressRing fraction={progress?.fraction ?? null} label={title} />
      <span role="status" className="min-w-0 flex-1">
        <span className="block truncate font-medium">{title}</span>
        <span className="block truncate text-sm text-muted tabular" title={words}>
          {words}
        </span>
      </span>
      <Button size="small" onClick={() => void attempt('queue.cancel', { ui_id: trial.uiId })}>
        {t('review.trial.stop')}
      </Button>
    </div>
  );
}

function TrialEnd({ result: { ofRow, rehearsal } }: { result: TrialResult }) {
  const { t } = useTranslation();
  const tried = [...ofRow.values()].filter(({ verdict }) => verdict !== 'current');
  const fine = tried.filter(({ verdict }) => verdict === 'fine').length;
  const isAllFine = fine === tried.length && rehearsal.others.length === 0;
  const summary = isAllFine ? t('review.trial.nothingInstalled') : fine > 0 ? t('review.trial.fineStarted') : '';
  const others = rehearsal.others.map(({ name, reason }) => t('review.trial.other', { name, reason }));
  return (
    <div data-testid="trial-result" className="mb-3">
      <Notice
        tone={isAllFine ? 'neutral' : 'amber'}
        icon={isAllFine ? <CircleCheck size={16} className="text-green-text" /> : <CircleAlert size={16} />}
        title={t('review.trial.result', {
          count: tried.length,
          shown: formatCount(fine),
          total: formatCount(tried.length),
        })}
        text={[...others, summary].filter(Boolean).join(' ')}
      />
    </div>
  );
}

function TrialFailure({ failure }: { failure: ErrorBody }) {
  const { t } = useTranslation();
  const { text, remedy } = describeError(fromErrorBody(failure));
  return (
    <div data-testid="trial-failure" className="mb-3">
      <Notice isAlert tone="red" icon={<CircleX size={16} />} title={t('review.trial.failed')} {...{ text, remedy }} />
    </div>
  );
}

/** How far a trial of updates is, what it found, or why it came to no end. */
export function TrialState({ open, result, failure }: Omit<TrialView, 'against'>) {
  if (open !== null) return <TrialProgress trial={open} />;
  if (failure !== null) return <TrialFailure failure={failure} />;
  return result === null ? null : <TrialEnd result={result} />;
}

const shorten = (names: readonly string[]): string =>
  formatList(names.length > shownNames ? [...names.slice(0, shownNames), '…'] : names);

/** Why an update is not fine, whole. */
function describeReason(t: TFunction, { verdict, lost, reason, words }: RehearsedPack): string {
  if (verdict === 'loses-nodes') {
    const names = shorten(lost.map(({ nodeClass }) => nodeClass));
    const workflows = [...new Set(lost.flatMap((one) => one.workflows))];
    return workflows.length === 0
      ? t('review.trial.lost', { names })
      : t('review.trial.lostUsed', { names, workflows: shorten(workflows) });
  }
  const sentence = words?.['reason'];
  return isSentence(sentence) ? formatSentence(sentence) : reason;
}

/** What a trial said of one update. */
export function TrialMark({ pack }: { pack: RehearsedPack }) {
  const { t } = useTranslation();
  const isFine = pack.verdict === 'fine' || pack.verdict === 'current';
  const script = isFine && pack.lacksScript ? t('review.trial.script') : '';
  const reason = [describeReason(t, pack), script].filter(Boolean).join(' ');
  const Icon = isFine ? CircleCheck : pack.verdict === 'loses-nodes' ? CircleAlert : CircleX;
  const tone = isFine ? 'text-green-text' : pack.verdict === 'loses-nodes' ? 'text-amber-text' : 'text-red-text';
  return (
    <p
      data-testid="trial-mark"
      data-verdict={pack.verdict}
      title={reason}
      className="flex min-w-0 items-start gap-1.5 pr-3 pb-1 pl-10 text-sm"
    >
      <Icon aria-hidden size={14} className={classNames('mt-0.5 shrink-0', tone)} />
      <span className="min-w-0 break-words">
        <span className={tone}>{t(`review.trial.verdicts.${pack.verdict}`)}</span>
        {reason !== '' && <span className="text-muted selectable"> · {reason}</span>}
      </span>
    </p>
  );
}
