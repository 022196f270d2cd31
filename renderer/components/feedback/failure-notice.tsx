import { CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AppError } from '../../../src/contract/errors';
import { describeError } from '../../texts/core-sentences';
import { writeFailureDetails } from '../../texts/failure-details';
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
export function FailureNotice({ error, ...props }: FailureNoticeProps) {
  return (
    <Notice
      isAlert
      tone="red"
      icon={<CircleX size={16} />}
      details={writeFailureDetails(error)}
      {...describeError(error)}
      {...props}
    />
  );
}
