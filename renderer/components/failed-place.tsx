import { CircleX } from 'lucide-react';
import type { AppError } from '../../src/contract/errors';
import { Button } from './button';
import { Notice } from './notice';

interface FailedPlaceProps {
  /** What could not be read. */
  title: string;
  error: AppError;
  retryLabel: string;
  copyLabel: string;
  onRetry: () => void;
  onCopy: (details: string) => void;
}

/** Stands where a place has nothing to show because it could not be read: what, why, and the two ways on. */
export function FailedPlace({ title, error, retryLabel, copyLabel, onRetry, onCopy }: FailedPlaceProps) {
  const details = [error.code, error.message, error.remedy].filter(Boolean).join('\n');
  return (
    <div className="mx-auto w-full max-w-150 p-6">
      <Notice
        isAlert
        tone="red"
        icon={<CircleX size={16} />}
        title={title}
        text={error.message}
        remedy={error.remedy ?? ''}
      >
        <Button size="small" onClick={onRetry}>
          {retryLabel}
        </Button>
        <Button size="small" tone="quiet" onClick={() => onCopy(details)}>
          {copyLabel}
        </Button>
      </Notice>
    </div>
  );
}
