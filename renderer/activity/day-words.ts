import { useTranslation } from 'react-i18next';
import { useNow } from '../hooks/use-now';
import { formatDay } from '../texts/formatting';
import { daysAgo } from './history-rows';

const refreshTimesMs = 60_000;

/** Says which day it was, the near ones in words. */
export function useDayWords(): (timeMs: number) => string {
  const { t } = useTranslation();
  const nowMs = useNow(refreshTimesMs);
  return (timeMs) => {
    const days = daysAgo(timeMs, nowMs);
    if (days === 0) return t('home.days.today');
    return days === 1 ? t('home.days.yesterday') : formatDay(timeMs, nowMs);
  };
}
