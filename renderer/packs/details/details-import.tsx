import { TriangleAlert } from 'lucide-react';
import { t } from 'i18next';
import { Notice } from '../../components/feedback/notice';
import { usePackProblem } from '../../state/comfyui/pack-problem';
import type { PackRecord } from '../../state/packs/pack-record';
import { describeProblem } from '../../texts/core-sentences';

/** Why this pack did not load when ComfyUI started last, and what helps. The act for it stands above, with the orders; what else helps is in the menu. */
export function DetailsImport({ record }: { record: PackRecord }) {
  const problem = usePackProblem(record);
  if (!problem) return null;
  return (
    <div className="px-4 pt-3" data-testid="details-import">
      <Notice
        tone="amber"
        icon={<TriangleAlert size={16} />}
        title={t('comfy.problems.detailsTitle', { name: record.title })}
        {...describeProblem(problem, record.title)}
      />
    </div>
  );
}
