import { CircleX, Copy } from 'lucide-react';
import { t } from 'i18next';
import { copyText } from '../../hooks/copy-text';
import type { ImportDiagnosis } from '../../../src/contract/comfyui/imports';
import { Avatar } from '../../components/avatar';
import { Button } from '../../components/button';
import { RemedyButton } from '../../components/feedback/remedy-button';
import { askBisect } from '../../navigation/window-store';
import { go } from '../../navigation/location-store';
import type { PackActivity } from '../../state/packs/pack-activity';
import type { PackRecord } from '../../state/packs/pack-record';
import type { FindPack } from '../../state/packs/pack-index';
import { useRemedy } from '../../state/comfyui/use-remedy';
import { Fold } from '../../components/fold';
import { describeProblem } from '../../texts/core-sentences';
import { showPack } from '../../navigation/show-pack';

/** The button of a remedy: its task, or the page that tells what a person has to do. */
function Cure({ problem, isBusy }: { problem: ImportDiagnosis; isBusy: boolean }) {
  const remedy = useRemedy(problem);
  if (!remedy) return null;
  return <RemedyButton {...remedy} isBusy={isBusy} testId="comfy-remedy" onApply={remedy.apply} />;
}

/** Whether it fails by itself or another pack makes it fail is found by starts. */
function FindCause({ name }: { name: string }) {
  return (
    <Button
      size="small"
      tone="quiet"
      data-testid="problem-bisect"
      title={t('bisect.findHint')}
      onClick={() => askBisect('pack', name)}
    >
      {t('bisect.findImport')}
    </Button>
  );
}

function Title({ name, record }: { name: string; record: PackRecord | undefined }) {
  return (
    <h3 className="flex min-w-0 items-center gap-1.5 font-medium">
      <CircleX aria-hidden size={14} className="shrink-0 text-red-text" />
      {record ? (
        <button type="button" onClick={() => showPack(record)} className="truncate rounded-control hover:underline">
          {record.title}
        </button>
      ) : (
        <span className="truncate">{name}</span>
      )}
    </h3>
  );
}

function Traceback({ problem: { name, msg, traceback } }: { problem: ImportDiagnosis }) {
  const words = traceback === '' ? msg : traceback;
  return (
    <Fold label={t('comfy.problems.traceback')} className="mt-1 ml-11">
      <pre className="mt-1 max-h-72 overflow-auto rounded-control border border-border bg-panel px-3 py-2 font-mono text-xs leading-[18px] break-words whitespace-pre-wrap text-soft selectable">
        {words}
      </pre>
      <div className="mt-1.5 flex gap-1.5">
        <Button size="small" tone="quiet" icon={<Copy size={13} />} onClick={() => copyText(words)}>
          {t('comfy.problems.copyTraceback')}
        </Button>
        <Button
          size="small"
          tone="quiet"
          onClick={() => go({ comfyTab: 'log', logPack: name, logKind: 'all', logQuery: '' })}
        >
          {t('comfy.problems.showLog')}
        </Button>
      </div>
    </Fold>
  );
}

interface ImportProblemProps {
  problem: ImportDiagnosis;
  activity: PackActivity | undefined;
  findPack: FindPack;
}

/** A pack that did not import: the cause in one sentence, what to do, and the traceback for those who read it. */
export function ImportProblem({ problem, activity, findPack }: ImportProblemProps) {
  const { name } = problem;
  const record = findPack(name);
  const { text, remedy } = describeProblem(problem, record?.title ?? name);
  const isBusy = activity !== undefined && activity.phase !== 'failed';
  return (
    <li data-testid="import-problem" data-name={name} className="border-b border-border px-3.5 py-3 last:border-0">
      <div className="flex items-start gap-3">
        <Avatar id={record?.key ?? name} title={record?.title ?? name} />
        <div className="min-w-0 flex-1">
          <Title name={name} record={record} />
          <p className="mt-0.5 break-words text-soft selectable">{text || t('comfy.problems.noCause')}</p>
          {remedy !== '' && <p className="mt-0.5 break-words text-muted selectable">{remedy}</p>}
        </div>
        <div className="flex shrink-0 flex-wrap justify-end gap-1.5">
          <Cure problem={problem} isBusy={isBusy} />
          <FindCause name={name} />
        </div>
      </div>
      <Traceback problem={problem} />
    </li>
  );
}
