import { CircleAlert, CircleCheck, Download, ExternalLink, Play, RotateCw } from 'lucide-react';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
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
import { newProfile } from '../navigation/window-store';
import { useWorkflow } from '../state/workflow/workflow-store';
import { describeMissing, describeUnknown } from './missing-words';
import { isNoWork, listWork, nameWork, type Outcome, readOutcome } from './work-words';
import { describeError } from '../texts/core-sentences';

interface NeedsHeadProps {
  needs: WorkflowNeeds;
  rows: readonly PackRow[];
  models: readonly ModelRow[];
  verdicts: Verdicts;
}

/** Why there is nothing left to do, and yet not everything is there. */
function describeStuck(
  { broken, lacking, models }: Extract<Outcome, { kind: 'stuck' }>,
  unknown: number,
  t: TFunction,
): string {
  if (broken > 0) return t('workflow.broken', { count: broken });
  if (lacking > 0) return t('workflow.lacking', { count: lacking });
  return models > 0 ? t('workflow.stuckModels', { count: models }) : t('workflow.stuck', { count: unknown });
}

/** How it stands, in one line. */
function useOutcomeWords(outcome: Outcome, { needs, rows, models }: NeedsHeadProps): string {
  const { t } = useTranslation();
  const unknown = needs.unknown.length;
  if (outcome.kind === 'busy') return t('workflow.busy', { done: outcome.done, total: outcome.total });
  if (outcome.kind === 'open') return t('workflow.missing', { what: describeMissing(rows, models, t) });
  if (outcome.kind === 'stuck') return describeStuck(outcome, unknown, t);
  const load = t(`workflow.load.${outcome.load}`);
  if (outcome.models > 0 && outcome.remaining + unknown === 0) {
    return t('workflow.thereButModels', { count: outcome.models, load });
  }
  if (outcome.remaining > 0) return t('workflow.without', { count: outcome.remaining, load });
  return unknown > 0 ? t('workflow.thereBut', { count: unknown, load }) : t('workflow.there', { load });
}

function LoadButton({ load }: { load: Extract<Outcome, { kind: 'there' }>['load'] }) {
  const { t } = useTranslation();
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
  const { t } = useTranslation();
  const workflow = useWorkflow((state) => state.workflow);
  if (workflow === null) return null;
  const choose = async (): Promise<void> => {
    const found = await attempt('workflows.packs', { text: workflow.text });
    if (found === undefined) return;
    newProfile({ name: (workflow.name ?? '').replace(/\.[^.]+$/u, ''), packs: found.packs });
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

function PrimaryButton({ outcome, work }: { outcome: Outcome; work: Work }): ReactNode {
  const { t } = useTranslation();
  if (outcome.kind === 'there') return <LoadButton load={outcome.load} />;
  if (outcome.kind === 'stuck' && outcome.broken > 0) {
    return (
      <Button tone="primary" onClick={showWhy}>
        {t('workflow.showWhy')}
      </Button>
    );
  }
  if (outcome.kind !== 'open') return null;
  return (
    <Button tone="primary" data-testid="workflow-go" disabled={isNoWork(work)} onClick={() => void orderWork(work)}>
      {isNoWork(work) ? t('workflow.nothingChosen') : nameWork(work, t)}
    </Button>
  );
}

/** The sign of how it stands: green only where really everything is there. */
function OutcomeSign({ kind, isGood }: { kind: Outcome['kind']; isGood: boolean }) {
  if (isGood) return <CircleCheck aria-hidden size={18} className="shrink-0 text-green-text" />;
  if (kind === 'open') return <Download aria-hidden size={18} className="shrink-0 text-accent-text" />;
  if (kind === 'busy') return null;
  return <CircleAlert aria-hidden size={18} className="shrink-0 text-amber-text" />;
}

/** What is left aside while the rest is fetched: nobody is known to have it. */
function Nowhere({ needs, models }: NeedsHeadProps) {
  const { t } = useTranslation();
  const words = describeUnknown(needs.unknown.length, models, t);
  if (words === '') return null;
  return <p className="mt-0.5 text-sm text-muted">{t('workflow.nowhere', { what: words })}</p>;
}

/** The answer at one look: what is missing and how large it is, or that all is there; and the one button for it. */
export function NeedsHead(props: NeedsHeadProps) {
  const { needs, rows, models, verdicts } = props;
  const { t } = useTranslation();
  const state = useComfyStatus().data?.state;
  const refusal = useComfyOrders((orders) => orders.refusal);
  const outcome = readOutcome(rows, { models, verdicts, unknown: needs.unknown.length, state });
  const words = useOutcomeWords(outcome, props);
  const isGood = outcome.kind === 'there' && outcome.remaining + outcome.models === 0 && needs.unknown.length === 0;
  const isRefused = outcome.kind === 'there' && refusal !== null;
  return (
    <div className="mt-3 flex items-center gap-3 rounded-panel border border-border bg-raised px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex min-w-0 items-center gap-2" aria-live="polite" data-testid="workflow-outcome">
          <OutcomeSign kind={outcome.kind} isGood={isGood} />
          <span className="min-w-0 font-medium break-words">{isRefused ? describeError(refusal).text : words}</span>
        </p>
        {outcome.kind === 'open' && <Nowhere {...props} />}
        {outcome.kind === 'busy' && (
          <div className="mt-2 max-w-100">
            <ProgressBar isThin fraction={outcome.done / outcome.total} label={t('workflow.progress')} />
          </div>
        )}
      </div>
      <div className="flex shrink-0 flex-wrap items-center justify-end gap-2">
        {(outcome.kind === 'there' || outcome.kind === 'stuck') && <LeanButton />}
        <PrimaryButton outcome={outcome} work={listWork({ rows, models, verdicts })} />
      </div>
    </div>
  );
}
