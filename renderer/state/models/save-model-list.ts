import { t } from 'i18next';
import type { OperationArgument } from '../../../src/contract/operations';
import { showToast } from '../../hooks/toast';
import { formatCount } from '../../texts/formatting';
import { attempt } from '../queue/actions';

/**
 * Saves models as a list in a file that the person names, and says what stands in it: models on disk (all, or those of the paths), or what a workflow
 * needs. Why not is shown above the place.
 */
export async function saveModelList(of: OperationArgument<'desktop.exportModelList'>['of']): Promise<void> {
  const saved = await attempt('desktop.exportModelList', { of, title: t('models.lists.exportTitle') });
  if (saved === undefined || saved.path === null) return;
  const { path, count, leftOut } = saved;
  const left = leftOut === 0 ? '' : ` ${t('models.lists.leftOut', { count: leftOut, shown: formatCount(leftOut) })}`;
  showToast(() => t('models.lists.saved', { count, shown: formatCount(count) }), `${path}${left}`);
}
