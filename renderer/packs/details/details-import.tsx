import { Copy, Search, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ImportDiagnosis } from '../../../src/contract/comfyui';
import { Button } from '../../components/button';
import { useLock } from '../../components/use-lock';
import { Notice } from '../../components/feedback/notice';
import { useImportProblems } from '../../state/comfyui/comfy-queries';
import { IconButton } from '../../components/icon-button';
import { askBisect } from '../../navigation/window-store';
import { useLocation } from '../../navigation/location-store';
import { openLink } from '../../state/queue/actions';
import { useCopy } from '../../state/queue/use-copy';
import { pageOf, searchIssues } from '../../navigation/issue-links';
import type { PackRecord } from '../../state/packs/pack-record';
import { usePackCommands } from '../pack-commands';
import { useRemedy } from '../../state/comfyui/use-remedy';
import { tellProblem } from '../../texts/core-sentences';

function RemedyButton({ problem }: { problem: ImportDiagnosis }) {
  const remedy = useRemedy(problem);
  const lock = useLock(remedy?.refusal);
  if (!remedy) return null;
  return (
    <Button size="small" tone="tinted" {...lock} onClick={remedy.apply}>
      {remedy.label}
    </Button>
  );
}

/** Besides the page of the pack: others may have had the problem, and ComfyUI starts without the pack. */
function HandActs({ record, problem }: { record: PackRecord; problem: ImportDiagnosis }) {
  const { t } = useTranslation();
  const { request } = usePackCommands();
  const copy = useCopy();
  const issues = searchIssues(record, problem.msg.split('\n', 1)[0] ?? '');
  const hasPage = pageOf(record) !== null;
  return (
    <>
      {issues !== null && (
        <Button size="small" icon={<Search size={13} />} onClick={() => openLink(issues)}>
          {t('comfy.problems.searchIssues')}
        </Button>
      )}
      {hasPage && (
        <Button size="small" tone="quiet" onClick={() => request(record, { kind: 'disable' })}>
          {t('actions.disable')}
        </Button>
      )}
      <IconButton
        isCompact
        label={t('comfy.problems.copyRemedy')}
        icon={<Copy size={13} />}
        onClick={() => copy([problem.cause, problem.remedy?.text].filter(Boolean).join(' '))}
      />
    </>
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
        {...tellProblem(problem, record.title)}
      >
        <RemedyButton problem={problem} />
        {problem.remedy?.kind === 'by-hand' && <HandActs record={record} problem={problem} />}
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
