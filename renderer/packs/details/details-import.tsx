import { Copy, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ImportDiagnosis } from '../../../src/contract/comfyui';
import { Button } from '../../components/button';
import { useLock } from '../../components/use-lock';
import { Notice } from '../../components/feedback/notice';
import { useImportProblems } from '../../state/comfyui/comfy-queries';
import { askBisect } from '../../navigation/window-store';
import { useLocation } from '../../navigation/location-store';
import type { PackRecord } from '../../state/packs/pack-record';
import { useRemedy } from '../../state/comfyui/use-remedy';

function RemedyButton({ problem }: { problem: ImportDiagnosis }) {
  const remedy = useRemedy(problem);
  const lock = useLock(remedy?.refusal);
  if (!remedy) return null;
  return (
    <Button size="small" {...lock} icon={remedy.isCopied ? <Copy size={13} /> : lock.icon} onClick={remedy.apply}>
      {remedy.label}
    </Button>
  );
}

/** Why this pack did not load when ComfyUI started last, and what helps. */
export function DetailsImport({ record }: { record: PackRecord }) {
  const { t } = useTranslation();
  const go = useLocation((state) => state.go);
  const folder = record.local?.enabled ? record.local.name : null;
  const problem = useImportProblems().data?.find(({ name }) => name === folder);
  if (!problem) return null;
  return (
    <div className="px-4 pt-3" data-testid="details-import">
      <Notice
        tone="amber"
        icon={<TriangleAlert size={16} />}
        title={t('comfy.problems.detailsTitle', { name: record.title })}
        text={problem.cause}
        remedy={problem.remedy?.text ?? ''}
      >
        <RemedyButton problem={problem} />
        <Button size="small" title={t('bisect.findHint')} onClick={() => askBisect('pack', problem.name)}>
          {t('bisect.findImport')}
        </Button>
        <Button
          size="small"
          tone="quiet"
          onClick={() => go({ place: 'comfyui', comfyTab: 'log', logPack: problem.name, logKind: 'all', logQuery: '' })}
        >
          {t('app.showLog')}
        </Button>
      </Notice>
    </div>
  );
}
