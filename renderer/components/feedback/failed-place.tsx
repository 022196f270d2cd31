import type { AppError } from '../../../src/contract/errors';
import { FailureNotice } from './failure-notice';

interface FailedPlaceProps {
  /** What could not be read. */
  title: string;
  error: AppError;
  onRetry: () => void;
}

/** Stands where a place has nothing to show because it could not be read: what, why, and the two ways on. */
export function FailedPlace(failure: FailedPlaceProps) {
  return (
    <div className="mx-auto w-full max-w-150 p-6">
      <FailureNotice {...failure} />
    </div>
  );
}
