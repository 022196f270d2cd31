import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { AppError } from '../../../src/contract/errors';
import { ModelQuery, type FoundModel } from '../../../src/contract/found-models';
import type { Sentence } from '../../../src/contract/text/message';
import { call } from '../../bridge';
import { useSettled } from '../../hooks/use-settled';
import { useLocation } from '../../navigation/location-store';
import type { ModelsState } from '../model-queries';
import { type ModelRecord, recordsOfFound } from '../model-record';

/** What Hugging Face and Civitai find. */
export interface FoundState {
  records: readonly ModelRecord[];
  /** Whether enough is typed to search for. */
  isAsked: boolean;
  isLoading: boolean;
  error: AppError | null;
  /** Which of them did not answer, and why. */
  notice: Sentence | null;
  retry: () => void;
}

const none: readonly FoundModel[] = [];
const freshMs = 5 * 60_000;

const empty = { models: none, notice: null };

/** Searches where the place shows what is online, and nowhere else: nobody else has to know what a person looks for on this machine. */
export function useFound({ files, folders }: Pick<ModelsState, 'files' | 'folders'>): FoundState {
  const text = useLocation((state) => state.modelQuery).trim();
  const isShown = useLocation((state) => state.modelFilter === 'online');
  const settled = useSettled(text);
  const isAsked = isShown && ModelQuery.safeParse({ query: text }).success;
  const answer = useQuery({
    // Not below `models`: that files have come or gone is seen by the files, and asks no host again.
    queryKey: ['online models', settled],
    queryFn: ({ signal }) => call('models.find', { query: settled }, signal),
    enabled: isAsked && settled === text,
    staleTime: freshMs,
  });
  const { models, notice } = (isAsked && answer.data) || empty;
  const records = useMemo(() => recordsOfFound(models, { files, folders }), [models, files, folders]);
  const isLoading = isAsked && (answer.isPending || settled !== text);
  const error = isAsked ? answer.error : null;
  return { records, isAsked, isLoading, error, notice, retry: () => void answer.refetch() };
}
