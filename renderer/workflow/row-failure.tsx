import { CircleX } from 'lucide-react';
import { t } from 'i18next';
import { Button } from '../components/button';
import { Notice } from '../components/feedback/notice';
import { go } from '../navigation/location-store';
import type { RowProgress } from './workflow-rows';
import type { RowOrder } from '../state/workflow/workflow-store';
import { describeFailure } from '../texts/policy-words';
import { writeFailureDetails } from '../texts/failure-details';

interface RowFailureProps {
  name: string;
  kind: RowOrder['kind'];
  failure: Extract<RowProgress, { phase: 'failed' }>;
  onRetry: () => void;
}

/** Why an order of the dialog failed, and what to do about it. */
export function RowFailure({ name, kind, failure, onRetry }: RowFailureProps) {
  const { uiId, error } = failure;
  // As everywhere: in the language of the window, and a refusal in the words of the policy.
  const { text, remedy } = describeFailure(error);
  const title = t(`task.failure.${kind}`, { name });
  const showLog = (): void => {
    go({ place: 'activity', taskId: uiId });
  };
  return (
    <div className="pb-3 pl-7">
      <Notice
        isAlert
        tone="red"
        icon={<CircleX size={16} />}
        details={writeFailureDetails({ title, code: error.code, message: text, remedy })}
        {...{ title, text, remedy, onRetry }}
      >
        {uiId !== null && (
          <Button size="small" tone="quiet" onClick={showLog}>
            {t('app.showLog')}
          </Button>
        )}
      </Notice>
    </div>
  );
}
