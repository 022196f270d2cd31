import { t } from 'i18next';
import type { FoundModel } from '../../../src/contract/found-models';
import { formatCount, formatWhen } from '../../texts/formatting';

/** The name of a host, which is the same in every language. */
export const hostNames: Readonly<Record<FoundModel['source'], string>> = {
  huggingface: 'Hugging Face',
  civitai: 'Civitai',
};

/** Who offers a file, how often it was downloaded, since when, under which licence, and whether it asks for terms first, as far as its host says. */
export function describeFound({ source, description, downloads, updatedAt, licence, isGated }: FoundModel): string {
  const times = downloads === null ? '' : t('models.online.downloads', { shown: formatCount(downloads) });
  const when = updatedAt === null ? '' : formatWhen(Date.parse(updatedAt), Date.now());
  const terms = isGated ? t('workflow.models.closed') : '';
  return [hostNames[source], terms, description, times, when, licence ?? ''].filter(Boolean).join(' · ');
}
