import { useTranslation } from 'react-i18next';
import type { AppError } from '../../../src/contract/errors';
import { Button } from '../button';
import { FailureNotice } from './failure-notice';

interface FailedPlaceProps {
  /** What could not be read. */
  title: string;
  error: AppError;
  onRetry: () => void;
  onCopy: (details: string) => void;
}

/** Stands where a place has nothing to show because it could not be read: what, why, and the two ways on. */
export function FailedPlace({ title, error, onRetry, onCopy }: FailedPlaceProps) {
  const { t } = useTranslation();
  return (
    <div className="mx-auto w-full max-w-150 p-6">
      <FailureNotice title={title} error={error} onCopy={onCopy}>
        <Button size="small" onClick={onRetry}>
          {t('app.tryAgain')}
        </Button>
      </FailureNotice>
    </div>
  );
}
