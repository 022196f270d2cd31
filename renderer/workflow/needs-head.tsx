import { CircleAlert, CircleCheck, Download, ExternalLink, Play, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import type { WorkflowNeeds } from '../../src/contract/workflows';
import { Button } from '../components/button';
import { ProgressBar } from '../components/feedback/progress';
import { restartComfy, startComfy, useComfyOrders } from '../state/comfyui/comfy-actions';
import { useComfyStatus } from '../state/comfyui/comfy-queries';
import { go } from '../navigation/location-store';
import { useOpenWeb } from '../state/comfyui/use-comfy';
import type { Verdicts } from './workflow-needs';
import { orderWork, type Work } from './workflow-commands';
import type { ModelRow } from './workflow-models';
import type { PackRow } from './workflow-rows';
import { attempt } from '../state/queue/actions';
import { chooseLean } from '../navigation/window-store';
import { useWorkflow } from '../state/workflow/workflow-store';
import { describeLack, describeMissing, describeUnknown, type Needed } from './missing-words';
import { listWork, type Load, nameWork, readStanding, type Standing } from './work-words';
import { describeError } from '../texts/core-sentences';

interface NeedsHeadProps {
  needs: WorkflowNeeds;
  rows: readonly PackRow[];
  models: readonly ModelRow[];
  verdicts: Verdicts;
}

type Settled = Extract<Standing, { kind: 'settled' }>;

/** What is there to be used, and what brings ComfyUI to it; empty where no pack is. */
function loadWords({ load }: Settled, rows: readonly PackRow[]): string {
  return rows.some(({ candidate }) => candidate.state === 'installed') ? t(`workflow.load.${load}`) : '';
}

/** How it stands, in one line: the sum of the rows. */
function standingWords(standing: Standing, needed: Needed): string {
  if (standing.kind === 'busy') return t('workflow.busy', { done: standing.done, total: standing.total });
  if (standing.kind === 'open') return t('workflow.missing', { what: describeMissing(needed) });
  if (standing.broken > 0) return t('workflow.broken', { count: standing.broken });
  if (standing.lacking > 0) return t('workflow.lacking', { count: standing.lacking });
  const what = describeLack(needed);
  const load = loadWords(standing, needed.rows);
  if (what === '') return t('workflow.there', { load }).trim();
  return load === '' ? t('workflow.missing', { what }) : t('workflow.missingBut', { what, load });
}

function LoadButton({ load }: { load: Load }) {
  const isSending = useComfyOrders((state) => state.isSending || state.restarting !== null);
  const openWeb = useOpenWeb();
  if (load === 'restart') {
    return (
      <Button tone="primary" icon={<RotateCw size={14} />} disabled={isSending} onClick={() => void restartComfy()}>
        {t('workflow.restart')}
      </Button>
    );
  }
  if (load === 'start') {
    return (
      <Button tone="primary" icon={<Play size={14} />} disabled={isSending} onClick={() => void startComfy()}>
        {t('workflow.start')}
      </Button>
    );
  }
  if (load !== 'nothing' || openWeb === null) return null;
  return (
    <Button tone="primary" icon={<ExternalLink size={14} />} onClick={openWeb}>
      {t('workflow.openWeb')}
    </Button>
  );
}

/** Leads to a start of ComfyUI with the packs of this workflow alone. */
function LeanButton() {
  const workflow = useWorkflow((state) => state.workflow);
  if (workflow === null) return null;
  const choose = async (): Promise<void> => {
    const found = await attempt('workflows.packs', { text: workflow.text });
    if (found === undefined) return;
    chooseLean({ name: (workflow.name ?? '').replace(/\.[^.]+$/u, ''), packs: found.packs });
  };
  return (
    <Button tone="quiet" data-testid="workflow-lean" onClick={() => void choose()}>
      {t('workflow.startLean')}
    </Button>
  );
}

function showWhy(): void {
  go({ place: 'comfyui', comfyTab: 'overview' });
}

function PrimaryButton({ standing, work }: { standing: Standing; work: Work }): ReactNode {
  if (standing.kind === 'busy') return null;
  if (standing.kind === 'settled' && standing.broken > 0) {
    return (
      <Button tone="primary" onClick={showWhy}>
        {t('workflow.showWhy')}
      </Button>
    );
  }
  const isSettled = standing.kind === 'settled';
  const loads = isSettled && (standing.remaining === 0 || standing.load === 'restart');
  if (loads) return <LoadButton load={standing.load} />;
  return (
    <Button tone="primary" data-testid="workflow-go" disabled={isSettled} onClick={() => void orderWork(work)}>
      {isSettled ? t('workflow.nothingChosen') : nameWork(work)}
    </Button>
  );
}

/** The sign of how it stands: green only where really everything is there. */
function OutcomeSign({ kind, isGood }: { kind: Standing['kind']; isGood: boolean }) {
  if (isGood) return <CircleCheck aria-hidden size={18} className="shrink-0 text-green-text" />;
  if (kind === 'open') return <Download aria-hidden size={18} className="shrink-0 text-accent-text" />;
  if (kind === 'busy') return null;
  return <CircleAlert aria-hidden size={18} className="shrink-0 text-amber-text" />;
}

/** What is left aside while the rest is fetched: nobody is known to have it. */
function Nowhere(needed: Needed) {
  const words = describeUnknown(needed);
  if (words === '') return null;
  return <p className="mt-0.5 text-sm text-muted">{t('workflow.nowhere', { what: words })}</p>;
}

/** The answer at one look: what is missing and how large it is, or that all is there; and the one button for it. */
export function NeedsHead(props: NeedsHeadProps) {
  const { needs, rows, models, verdicts } = props;
  const state = useComfyStatus().data?.state;
  const refusal = useComfyOrders((orders) => orders.refusal);
  const needed = { rows, models, verdicts, unknown: needs.unknown.length };
  const standing = readStanding(needed, state);
  const isSettled = standing.kind === 'settled';
  const isGood = isSettled && standing.broken + standing.lacking === 0 && describeLack(needed) === '';
  const words = isSettled && refusal !== null ? describeError(refusal).text : standingWords(standing, needed);
  return (
    <div className="mt-3 flex items-center gap-3 rounded-panel border border-border bg-raised px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex min-w-0 items-center gap-2" aria-live="polite" data-testid="workflow-outcome">
          <OutcomeSign kind={standing.kind} isGood={isGood} />
          <span className="min-w-0 font-medium break-words">{words}</span>
        </p>
        {standing.kind === 'open' && <Nowhere {...needed} />}
        {standing.kind === 'busy' && (
          <div className="mt-2 max-w-100">
            <ProgressBar isThin fraction={standing.done / standing.total} label={t('workflow.progress')} />
          </div>
        )}
      </div>
      <div className="flex shrink-0 flex-wrap items-center justify-end gap-2">
        {isSettled && <LeanButton />}
        <PrimaryButton standing={standing} work={listWork(needed)} />
      </div>
    </div>
  );
}
