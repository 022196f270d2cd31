import { t } from 'i18next';
import { Globe, SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import { CachedAnswerStrip } from '../../components/feedback/cached-answer-strip';
import { EmptyState } from '../../components/feedback/empty-state';
import { QueryPlace } from '../../components/feedback/query-place';
import { SkeletonRows } from '../../components/feedback/skeleton';
import { formatSentence } from '../../texts/core-sentences';
import type { ModelRecord } from '../model-record';
import type { FoundState } from './found-query';

interface OnlinePlaceProps {
  found: FoundState;
  /** What is left of it by type and base. */
  rows: readonly ModelRecord[];
  children: ReactNode;
}

/** What a search at Hugging Face and Civitai has found, the wait for it, or why there is nothing. */
export function OnlinePlace({ found, rows, children }: OnlinePlaceProps) {
  const { isAsked, isLoading, error, notice, retry } = found;
  if (!isAsked)
    return <EmptyState icon={<Globe size={20} />} title={t('models.online.title')} text={t('models.online.text')} />;
  return (
    <QueryPlace
      query={{ data: isLoading ? undefined : rows, error, isPending: isLoading }}
      coversOld
      failedTitle={t('models.online.failed')}
      onRetry={retry}
      loading={<SkeletonRows label={t('models.online.loading')} />}
    >
      {(shown) => (
        <div className="flex h-full flex-col">
          {notice !== null && <CachedAnswerStrip words={formatSentence(notice)} isAsking={isLoading} onRetry={retry} />}
          {shown.length === 0 ? (
            <EmptyState
              icon={<SearchX size={20} />}
              title={t('models.noneTitles.online')}
              text={t('models.none.online')}
            />
          ) : (
            <div className="min-h-0 flex-1">{children}</div>
          )}
        </div>
      )}
    </QueryPlace>
  );
}
