import { CircleAlert, CircleCheck, FlaskConical } from 'lucide-react';
import { t } from 'i18next';
import type { AppError } from '../../../src/contract/errors';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialogs/dialog';
import { ProgressRing } from '../../components/feedback/progress';
import { closeReview, type ReviewRequest } from '../../navigation/window-store';
import { formatCount, formatMoment, formatSentences } from '../../texts/formatting';
import type { ComfyTarget } from './comfy-target';
import type { Review, ReviewRow } from './review-rows';
import { checkUpdatesAgain, orderUpdates, useUpdateCheck } from './update-review';
import { ReviewAside } from './update-review-beside';
import { ComfyReviewRow } from './update-review-comfy';
import {
  describeTrial,
  describeTrialFailure,
  ReviewStatus,
  type StatusWords,
  TrialProgress,
} from './update-review-trial';
import { requestTrial } from '../verdict/verdict';
import { PackReviewRow } from './update-review-row';
import { type Checks, comfyKey, useChecks } from './use-checks';
import { type EditChoices, useEditChoices } from './use-edit-choices';
import { useReview } from './use-review';
import { type TrialResult, type TrialView, useTrial } from './trial';
import { describeError } from '../../texts/core-sentences';

type Check = ReturnType<typeof useUpdateCheck>;

/** Why the check came to no end, in words. */
function describeCheck(error: AppError, asOf: string | null): StatusWords {
  const { text, remedy } = describeError(error);
  const date = asOf === null ? '' : t('review.asOf', { date: formatMoment(Date.parse(asOf)) });
  return {
    ...{ testId: 'review-check-failed', isAlert: true, title: t('review.failed') },
    icon: <CircleAlert size={16} className="text-amber-text" />,
    text: formatSentences(text, remedy, date),
    act: (
      <Button size="small" onClick={() => void checkUpdatesAgain()}>
        {t('app.tryAgain')}
      </Button>
    ),
  };
}

interface StripProps {
  check: Check;
  asOf: string | null;
  trial: TrialView;
  /** What is checked. */
  chosen: readonly ReviewRow[];
  isComfyChosen: boolean;
}

/** The one thing there is to say now: what is under way, what came of it, or what can be done first. A trial speaks only of what it tried. */
function Strip({ check, asOf, trial, chosen, isComfyChosen }: StripProps) {
  const { open, failure, result } = trial;
  if (open !== null) return <TrialProgress trial={open} />;
  if (check.isFetching) {
    const words = t('review.checking');
    return (
      <ReviewStatus
        testId="review-checking"
        icon={<ProgressRing fraction={null} label={words} />}
        title=""
        text={words}
      />
    );
  }
  if (failure !== null) return <ReviewStatus {...describeTrialFailure(failure)} />;
  if (check.error) return <ReviewStatus {...describeCheck(check.error, asOf)} />;
  const isOfTried = result !== null && !isComfyChosen && chosen.every(({ key }) => result.ofRow.has(key));
  if (isOfTried) return <ReviewStatus {...describeTrial(result)} />;
  const hint = t(isComfyChosen && chosen.length === 0 ? 'review.trial.notComfy' : 'review.trial.hint');
  return (
    <ReviewStatus testId="review-hint" icon={<FlaskConical size={16} />} title={t('review.trial.try')} text={hint} />
  );
}

/** A question about a clone fetches files of its newest commit: of more clones than these each is asked about when its row is opened. */
const maxClonesRequested = 12;

interface RowsProps {
  review: Review;
  release: ComfyTarget | null;
  checks: Checks;
  edits: EditChoices;
  busyKeys: ReadonlySet<string>;
  tried: TrialResult['ofRow'] | undefined;
}

function Rows({ review: { rows }, release, checks: { isChecked, toggle }, edits, busyKeys, tried }: RowsProps) {
  const clones = rows.filter(({ kind }) => kind === 'git').length;
  return (
    <ul aria-label={t('review.list')} className="mt-3 overflow-hidden rounded-control border border-border">
      {release && <ComfyReviewRow {...release} isChecked={isChecked(comfyKey)} onToggle={() => toggle(comfyKey)} />}
      {rows.map((row) => (
        <PackReviewRow
          key={row.key}
          row={row}
          isBusy={busyKeys.has(row.key)}
          isRequested={row.kind === 'registry' || clones <= maxClonesRequested}
          isChecked={isChecked(row.key)}
          tried={tried?.get(row.key)}
          edits={edits}
          onToggle={() => toggle(row.key)}
        />
      ))}
    </ul>
  );
}

function NothingNew({ check }: { check: Check }) {
  if (check.isFetching || check.error) return null;
  return (
    <p className="flex items-center gap-2 py-4 text-muted">
      <CircleCheck aria-hidden size={15} className="text-green-text" />
      {t('review.none')}
    </p>
  );
}

function TryButton({ isDisabled, onTry }: { isDisabled: boolean; onTry: () => void }) {
  return (
    <Button data-testid="review-try" title={t('review.trial.hint')} disabled={isDisabled} onClick={onTry}>
      {t('review.trial.try')}
    </Button>
  );
}

/**
 * Every update there is, with what it brings; only what is checked is queued, as one batch with one way back. `request` is what was pressed: that is
 * checked when the review opens.
 */
export function UpdateReview({ request }: { request: ReviewRequest }) {
  const check = useUpdateCheck();
  const { review, release, busyKeys, asOf } = useReview(check, request);
  const free = review.rows.filter(({ key }) => !busyKeys.has(key));
  const trial = useTrial(review.rows);
  const checks = useChecks(free, { request, against: trial.against });
  const edits = useEditChoices();
  const chosen = free.filter(({ key }) => checks.isChecked(key));
  const comfy = release !== null && checks.isChecked(comfyKey) ? release : null;
  const order = (): void => {
    closeReview();
    void orderUpdates(
      chosen.map((row) => ({ record: row.record, request: { kind: 'update', editedFiles: edits.toOrder(row) } })),
      comfy,
    );
  };
  const tryChosen = (): void => void requestTrial(chosen.map(({ packKey }) => packKey));
  const isAll = chosen.length === free.length;
  const count = chosen.length + Number(comfy !== null);
  const isEmpty = review.rows.length === 0 && release === null;
  return (
    <Dialog
      isWide
      isSteady
      title={t('review.title')}
      text={t('review.text')}
      aside={
        free.length > 1 && (
          <Button tone="quiet" onClick={() => checks.setAll(!isAll)}>
            {isAll ? t('review.checkNone') : t('review.checkAll')}
          </Button>
        )
      }
      keepLabel={t('review.cancel')}
      more={<TryButton isDisabled={trial.open !== null || chosen.length === 0} onTry={tryChosen} />}
      confirmLabel={t('review.confirm', { shown: formatCount(count) })}
      confirmTestId="review-confirm"
      isDisabled={count === 0}
      onConfirm={order}
      onClose={closeReview}
    >
      <div data-testid="update-review" className="mt-3">
        <Strip {...{ check, asOf, trial, chosen }} isComfyChosen={comfy !== null} />
        {isEmpty ? (
          <NothingNew check={check} />
        ) : (
          <Rows {...{ review, release, checks, edits, busyKeys }} tried={trial.result?.ofRow} />
        )}
        <ReviewAside review={review} />
      </div>
    </Dialog>
  );
}
