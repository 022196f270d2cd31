import { shortenVersion } from '../../src/contract/text/version';
import { percentOf } from '../../src/contract/text/percent';
import { CircleAlert, CircleCheck, CircleX, Clock3, Download, Power, X } from 'lucide-react';
import { t } from 'i18next';
import type { WorkflowCandidate } from '../../src/contract/workflows';
import { Chip } from '../components/chip';
import { IconButton } from '../components/icon-button';
import { ProgressRing } from '../components/feedback/progress';
import { attempt } from '../state/queue/actions';
import { describeStep } from '../texts/core-sentences';
import { useQueue } from '../state/queue/queue-store';
import { isLacking, type PackRow, type RowProgress } from './workflow-rows';

type BusyProgress = Extract<RowProgress, { phase: 'running' | 'waiting' }>;

/** What a row is busy with: a ring, the phase in words, and the way out. */
export function RowBusy({ name, progress: { uiId, phase, kind } }: { name: string; progress: BusyProgress }) {
  const report = useQueue((state) => state.progress[uiId]);
  const fraction = report?.fraction ?? null;
  const share = fraction === null ? '' : `${percentOf(fraction)} %`;
  const words =
    phase === 'waiting' ? t('states.waiting') : [describeStep(report).phase || t('states.starting'), share].join(' ');
  return (
    <span className="flex w-44 animate-fade items-center gap-2" data-testid="workflow-row-busy">
      {phase === 'running' ? (
        <ProgressRing fraction={fraction} label={t(`task.doing.${kind}`, { name })} />
      ) : (
        <Clock3 aria-hidden size={15} className="shrink-0 text-faint" />
      )}
      <span className="min-w-0 flex-1 truncate text-sm text-soft tabular">{words}</span>
      <IconButton
        isCompact
        label={t('actions.cancelFor', { name })}
        icon={<X size={14} />}
        onClick={() => void attempt('queue.cancel', { ui_id: uiId })}
      />
    </span>
  );
}

function installedWords({ installedVersion }: WorkflowCandidate): string {
  if (installedVersion === null) return t('workflow.states.installed');
  return t('workflow.states.installedAs', { version: shortenVersion(installedVersion) });
}

function StateChip({ row }: { row: PackRow }) {
  const { candidate, pack } = row;
  const { state } = candidate;
  if (isLacking(row)) {
    return (
      <Chip tone="amber" icon={<CircleAlert size={12} />}>
        {installedWords(candidate)}
      </Chip>
    );
  }
  if (state === 'installed') {
    const isWaiting = pack.load === 'waiting';
    return (
      <Chip tone={isWaiting ? 'amber' : 'green'} icon={isWaiting ? <Power size={12} /> : <CircleCheck size={12} />}>
        {isWaiting ? t('workflow.states.unloaded') : installedWords(candidate)}
      </Chip>
    );
  }
  if (state === 'failed-import') {
    return (
      <Chip tone="red" icon={<CircleX size={12} />}>
        {t('workflow.states.failed-import')}
      </Chip>
    );
  }
  return (
    <Chip tone="amber" icon={state === 'missing' ? <Download size={12} /> : <Power size={12} />}>
      {t(`workflow.states.${state}`)}
    </Chip>
  );
}

/** The right end of a row: its state, or what the queue is doing with it. */
export function RowEnd({ row }: { row: PackRow }) {
  const { progress, candidate } = row;
  if (progress.phase === 'running' || progress.phase === 'waiting') {
    return <RowBusy name={candidate.title} progress={progress} />;
  }
  return <StateChip row={row} />;
}
