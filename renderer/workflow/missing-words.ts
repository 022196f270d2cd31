import type { TFunction } from 'i18next';
import { formatBytes, formatCount, formatList } from '../texts/formatting';
import type { ModelRow } from './workflow-models';
import type { PackRow } from './workflow-rows';

const countOf = (count: number) => ({ count, shown: formatCount(count) });

/** What downloading these takes: the sum, or at least so much where one does not tell its size; empty where none does. */
function sizeWords(models: readonly ModelRow[], t: TFunction): string {
  const known = models.flatMap(({ sizeBytes }) => sizeBytes ?? []);
  if (known.length === 0) return '';
  const size = formatBytes(known.reduce((sum, bytes) => sum + bytes, 0));
  return known.length === models.length ? size : t('workflow.atLeast', { size });
}

function modelWords(models: readonly ModelRow[], t: TFunction): string {
  const words = t('workflow.lack.models', countOf(models.length));
  const size = sizeWords(models, t);
  return size === '' ? words : t('workflow.withSize', { what: words, size });
}

/** What a workflow lacks that can be had: `3 packs and 2 models (6.9 GB)`; empty where there is nothing of it. */
export function describeMissing(rows: readonly PackRow[], models: readonly ModelRow[], t: TFunction): string {
  const isUnfinished = ({ progress }: Pick<PackRow, 'progress'>): boolean => progress.phase !== 'done';
  const installs = rows.filter((row) => row.work === 'install' && isUnfinished(row)).length;
  const enables = rows.filter((row) => row.work === 'enable' && isUnfinished(row)).length;
  const downloads = models.filter((row) => row.install !== null && isUnfinished(row));
  return formatList(
    [
      installs > 0 ? t('workflow.lack.packs', countOf(installs)) : '',
      enables > 0 ? t('workflow.lack.disabled', countOf(enables)) : '',
      downloads.length > 0 ? modelWords(downloads, t) : '',
    ].filter(Boolean),
  );
}

/** What nobody is known to have: `1 model and 4 node classes`; empty where there is nothing of it. */
export function describeUnknown(unknown: number, models: readonly ModelRow[], t: TFunction): string {
  const nowhere = models.filter(({ model, install }) => model.state === 'missing' && install === null).length;
  return formatList(
    [
      nowhere > 0 ? t('workflow.lack.models', countOf(nowhere)) : '',
      unknown > 0 ? t('workflow.lack.classes', countOf(unknown)) : '',
    ].filter(Boolean),
  );
}
