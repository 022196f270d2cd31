import { t } from 'i18next';
import { formatCount, formatList } from './formatting';

/** The first `shown` names, and how many more there are. */
export function shortenList(names: readonly string[], shown: number): string {
  const more = names.length - shown;
  const first = formatList(names.slice(0, shown));
  return more > 0 ? t('home.updates.andMore', { names: first, more: formatCount(more) }) : first;
}
