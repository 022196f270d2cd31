import { t } from 'i18next';
import type { ChangeCounts } from '../../../src/contract/changes';
import { formatCount, formatList } from '../../texts/formatting';

const subjects = ['comfyui', 'pack', 'python', 'model', 'setting'] as const;

/** How many things of each kind changed; nothing while nobody knows. */
export function CountWords({ counts }: { counts: ChangeCounts | null }) {
  if (counts === null) return null;
  const words = subjects.flatMap((subject) => {
    const count = counts[subject];
    return count === 0 ? [] : [t(`home.counts.${subject}`, { count, shown: formatCount(count) })];
  });
  if (words.length === 0) return <>{t('home.changes.nothing')}</>;
  return <>{t('home.counts.changed', { what: formatList(words) })}</>;
}
