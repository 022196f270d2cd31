import { t } from 'i18next';
import { showToast } from '../../hooks/toast';
import { formatCount } from '../../texts/formatting';
import { attempt } from '../queue/actions';

/**
 * Saves models as a list in a file that the person names, and says what stands in it: models on disk (all, or those of the paths), or what a workflow
 * needs. Why not is shown above the place.
 */
export async function saveModelList(of: { paths?: string[] } | { text: string }): Promise<void> {
  const isWorkflow = 'text' in of;
  const written = await (isWorkflow ? attempt('workflows.manifest', of) : attempt('models.manifest', of));
  if (written === undefined) return;
  const { document: list, leftOut } = written;
  const name = isWorkflow ? 'workflow-models' : 'comfyui-models';
  const saved = await attempt('desktop.exportList', { title: t('models.lists.exportTitle'), name, list });
  if (saved === undefined || saved.path === null) return;
  const count = list.models.length;
  const left = leftOut === 0 ? '' : ` ${t('models.lists.leftOut', { count: leftOut, shown: formatCount(leftOut) })}`;
  showToast(() => t('models.lists.saved', { count, shown: formatCount(count) }), `${saved.path}${left}`);
}
