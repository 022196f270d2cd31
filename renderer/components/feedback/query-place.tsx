import type { ReactNode } from 'react';
import type { AppError } from '../../../src/contract/errors';
import { useDelayed } from '../../hooks/use-delayed';
import { FailedPlace } from './failed-place';

/** What was asked for a place: an answer of react-query, or what a store knows. */
export interface PlaceQuery<T> {
  data: T | undefined;
  error: AppError | null;
  isPending: boolean;
  /** Asks again. */
  refetch?: () => unknown;
}

interface QueryPlaceProps<T> {
  query: PlaceQuery<T>;
  /** What failed, where it could not be read. */
  failedTitle: string;
  /** Another try. Left out: what was asked is asked again. */
  onRetry?: () => void;
  /** Shown while it is read, when that takes long enough to be seen. */
  loading: ReactNode;
  /** Shows a failure also where something was read before. Left out: what was read stays. */
  coversOld?: boolean;
  children: (data: T) => ReactNode;
}

/** A place that shows what was asked for it, the wait for that, or why it could not be read, with a way to try again. */
export function QueryPlace<T>({ query, coversOld = false, ...props }: QueryPlaceProps<T>) {
  const { data, error, isPending } = query;
  const { onRetry = () => void query.refetch?.() } = props;
  const isSlow = useDelayed(isPending);
  if (error !== null && (coversOld || data === undefined)) {
    return <FailedPlace title={props.failedTitle} error={error} onRetry={onRetry} />;
  }
  if (data !== undefined) return props.children(data);
  return isSlow ? props.loading : null;
}
