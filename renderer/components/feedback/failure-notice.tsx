import { CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import type { AppError } from '../../../src/contract/errors';
import { describeError } from '../../texts/core-sentences';
import { writeFailureDetails } from '../../texts/failure-details';
import { Button } from '../button';
import { CopyDetails } from './copy-details';
import { Notice } from './notice';

interface FailureNoticeProps {
  /** What failed. */
  title: string;
  error: AppError;
  /** Offers another try. */
  onRetry?: () => void;
  /** Further buttons, before the one that copies the details. */
  children?: ReactNode;
}

/** A failure where it happened: what failed, why, what to do, and the buttons for it. */
export function FailureNotice({ title, error, onRetry, children }: FailureNoticeProps) {
  return (
    <Notice isAlert tone="red" icon={<CircleX size={16} />} title={title} {...describeError(error)}>
      {onRetry && (
        <Button size="small" onClick={onRetry}>
          {t('app.tryAgain')}
        </Button>
      )}
      {children}
      <CopyDetails details={writeFailureDetails(error)} />
    </Notice>
  );
}
