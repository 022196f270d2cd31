import { Undo2 } from 'lucide-react';
import { t } from 'i18next';
import type { BatchUndo } from '../../src/contract/changes';
import { formatCount, formatList } from '../texts/formatting';
import { Chip } from './chip';

/** Says of a change that it was undone, and of one that a snapshot took back what stays of it all the same. */
export function UndoneChip({ stays }: { stays?: BatchUndo['stays'] | undefined }) {
  const kinds = ['python', 'model'] as const;
  const staying = kinds.flatMap((kind) => {
    const count = stays?.[kind] ?? 0;
    return count === 0 ? [] : [t(`home.counts.${kind}`, { count, shown: formatCount(count) })];
  });
  return (
    <Chip tone="neutral" icon={<Undo2 aria-hidden size={12} />}>
      {staying.length === 0 ? t('undo.takenBack') : t('undo.takenBackBut', { what: formatList(staying) })}
    </Chip>
  );
}
