import { t } from 'i18next';
import { formatDay } from '../texts/formatting';
import { useNow } from './use-now';

const refreshTimesMs = 60_000;

/** Midnight of a time's day, where the person is. */
export function dayOf(timeMs: number): number {
  return new Date(timeMs).setHours(0, 0, 0, 0);
}

/** How many days ago a time was, by the calendar: 0 for today. */
function daysAgo(timeMs: number, nowMs: number): number {
  // On a day when the clocks change, a day has 23 or 25 hours.
  return Math.round((dayOf(nowMs) - dayOf(timeMs)) / 86_400_000);
}

/** Says which day it was, the near ones in words. */
export function useDayWords(): (timeMs: number) => string {
  const nowMs = useNow(refreshTimesMs);
  return (timeMs) => {
    const days = daysAgo(timeMs, nowMs);
    if (days === 0) return t('home.days.today');
    return days === 1 ? t('home.days.yesterday') : formatDay(timeMs, nowMs);
  };
}
