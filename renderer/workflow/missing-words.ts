import { t } from 'i18next';
import { formatBytes, formatCount, formatList } from '../texts/formatting';
import type { ModelRow } from './workflow-models';
import type { PackRow } from './workflow-rows';

/** Everything that a workflow needs, as the rows show it. */
export interface Needed {
  rows: readonly PackRow[];
  models: readonly ModelRow[];
  /** How many node classes nobody is known to have. */
  unknown: number;
}

const countOf = (count: number) => ({ count, shown: formatCount(count) });

/** What downloading these takes: the sum, or at least so much where one does not tell its size; empty where none does. */
function sizeWords(models: readonly ModelRow[]): string {
  const known = models.flatMap(({ sizeBytes }) => sizeBytes ?? []);
  if (known.length === 0) return '';
  const size = formatBytes(known.reduce((sum, bytes) => sum + bytes, 0));
  return known.length === models.length ? size : t('workflow.atLeast', { size });
}

function modelWords(models: readonly ModelRow[]): string {
  const words = t('workflow.lack.models', countOf(models.length));
  const size = sizeWords(models);
  return size === '' ? words : t('workflow.withSize', { what: words, size });
}

/** What is not there and can be had, or lies in another folder, each a few words. */
function listMissing({ rows, models }: Needed): string[] {
  const installs = rows.filter(({ work }) => work === 'install').length;
  const enables = rows.filter(({ work }) => work === 'enable').length;
  const downloads = models.filter(({ model, install }) => model.state === 'missing' && install !== null);
  const elsewhere = models.filter(({ model }) => model.state === 'elsewhere').length;
  return [
    installs > 0 ? t('workflow.lack.packs', countOf(installs)) : '',
    enables > 0 ? t('workflow.lack.disabled', countOf(enables)) : '',
    downloads.length > 0 ? modelWords(downloads) : '',
    elsewhere > 0 ? t('workflow.lack.elsewhere', countOf(elsewhere)) : '',
  ].filter(Boolean);
}

/** What nobody is known to have, each a few words. */
function listUnknown({ models, unknown }: Needed): string[] {
  const nowhere = models.filter(({ model, install }) => model.state === 'missing' && install === null).length;
  return [
    nowhere > 0 ? t('workflow.lack.models', countOf(nowhere)) : '',
    unknown > 0 ? t('workflow.lack.classes', countOf(unknown)) : '',
  ].filter(Boolean);
}

/** What a workflow lacks that can be had: `3 packs and 2 models (6.9 GB)`; empty where there is nothing of it. */
export function describeMissing(needed: Needed): string {
  return formatList(listMissing(needed));
}

/** What nobody is known to have: `1 model and 4 node classes`; empty where there is nothing of it. */
export function describeUnknown(needed: Needed): string {
  return formatList(listUnknown(needed));
}

/** The sum of the rows: everything that is not where the workflow looks for it. Empty where all is. */
export function describeLack(needed: Needed): string {
  return formatList([...listMissing(needed), ...listUnknown(needed)]);
}
