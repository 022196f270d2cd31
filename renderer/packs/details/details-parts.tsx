import { CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import type { AppError } from '../../../src/contract/errors';
import { CachedAnswerStrip } from '../../components/feedback/cached-answer-strip';
import { Notice } from '../../components/feedback/notice';
import { useDelayed } from '../../hooks/use-delayed';
import { formatMoment } from '../../texts/formatting';
import type { Sentence } from '../../../src/contract/text/message';
import { describeError, formatSentence } from '../../texts/core-sentences';
import { writeFailureDetails } from '../../texts/failure-details';

/** Stands where an answer is on its way; nothing of it shows for the first moments. */
export function DetailsWaiting({ words }: { words: string }) {
  const isSlow = useDelayed(true);
  return (
    <div role="status" className="px-4 py-4 text-muted">
      {isSlow && <span className="animate-fade">{words}</span>}
    </div>
  );
}

interface DetailsFailedProps {
  title: string;
  error: AppError;
  onRetry: () => void;
}

/** Stands where something could not be read: what, why, and the two ways on. */
export function DetailsFailed({ title, error, onRetry }: DetailsFailedProps) {
  const [why = ''] = describeError(error).text.split('\n');
  const details = writeFailureDetails({ title, code: error.code, message: error.message, remedy: error.remedy });
  return (
    <div className="p-4" data-testid="details-failed">
      <Notice
        tone="red"
        icon={<CircleX size={16} />}
        title={title}
        text={why}
        remedy={describeError(error).remedy}
        details={details}
        onRetry={onRetry}
      />
    </div>
  );
}

interface DetailsAgeProps {
  asOf: string | null;
  /** Why what is shown is not newer; null when it is the newest. */
  notice: Sentence | null;
  isAsking: boolean;
  onAsk: () => void;
}

/** Says the date of a kept answer, and why there is no newer one. */
export function DetailsAge({ asOf, notice, isAsking, onAsk }: DetailsAgeProps) {
  if (notice === null) return null;
  const text = formatSentence(notice);
  const words = asOf === null ? text : t('details.asOf', { date: formatMoment(Date.parse(asOf)), notice: text });
  return <CachedAnswerStrip isNarrow testId="details-age" words={words} isAsking={isAsking} onRetry={onAsk} />;
}

/** A sentence where there is nothing to list. */
export function DetailsEmpty({ children }: { children: ReactNode }) {
  return <p className="px-4 py-4 text-pretty text-muted">{children}</p>;
}
