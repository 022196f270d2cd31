import { t } from 'i18next';
import { CachedAnswerStrip } from '../components/feedback/cached-answer-strip';
import { refreshNow } from '../state/packs/pack-queries';
import { usePacks } from '../state/packs/use-packs';
import { formatMoment } from '../texts/formatting';
import { formatSentence } from '../texts/core-sentences';

/** That the catalogue is a kept copy, said once for all places: its date, why on hover, and another try. */
export function OfflineStrip() {
  const { catalogue, isRefreshing } = usePacks();
  if (catalogue?.notice == null || catalogue.asOf === null) return null;
  const words = t('packs.offline', { date: formatMoment(Date.parse(catalogue.asOf)) });
  return (
    <CachedAnswerStrip
      testId="offline"
      words={words}
      hint={formatSentence(catalogue.notice)}
      retryLabel={t('app.tryAgain')}
      isAsking={isRefreshing}
      onRetry={refreshNow}
    />
  );
}
