import { useMemo, useState } from 'react';
import type { ErrorBody } from '../../../src/contract/error-body';
import { useQueue } from '../../state/queue/queue-store';
import type { ReviewRow } from './review-rows';
import {
  findOpenTrial,
  findTrialFailure,
  findTrialResult,
  type OpenTrial,
  spokenAgainst,
  type TrialResult,
} from './trial';

/** What a review shows of trials. */
export interface TrialView {
  open: OpenTrial | null;
  result: TrialResult | null;
  /** Of a trial that failed while the review is open. */
  failure: ErrorBody | null;
  /** Keys of the rows that the trial spoke against. */
  against: ReadonlySet<string>;
}

/** Follows trials of what can be updated. */
export function useTrial(rows: readonly ReviewRow[]): TrialView {
  const view = useQueue((state) => state.view);
  const [openedAtMs] = useState(() => Date.now());
  return useMemo(() => {
    const result = findTrialResult(view, rows);
    const failure = findTrialFailure(view, openedAtMs);
    return { open: findOpenTrial(view), result, failure, against: spokenAgainst(result) };
  }, [view, rows, openedAtMs]);
}
