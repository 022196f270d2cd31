import { t } from 'i18next';
import type { PictureUse } from '../../src/contract/models';
import { formatCount, formatWhen } from '../texts/formatting';

/** How many pictures were made with a model, and when the last one was. */
export function describePictures({ count, lastAt }: PictureUse): string {
  if (lastAt === null) return t('models.pictures.none');
  const when = formatWhen(Date.parse(lastAt), Date.now());
  return t('models.pictures.some', { count, shown: formatCount(count), when });
}
