import { percentOf } from '../../src/contract/text/percent';
import { t } from 'i18next';
import { BusyCell, BusyPhase } from '../components/feedback/busy-cell';
import { attempt } from '../state/queue/actions';
import { useQueue } from '../state/queue/queue-store';
import { describeStep } from '../texts/core-sentences';
import { formatBytes } from '../texts/formatting';
import type { BusyModel } from './model-activity';

interface ModelBusyProps {
  name: string;
  activity: BusyModel;
  tabIndex?: number;
}

function useWords({ uiId, phase }: BusyModel): { words: string; fraction: number | null } {
  const progress = useQueue((state) => state.progress[uiId]);
  const rate = useQueue((state) => state.rates[uiId]);
  if (phase === 'paused') return { words: t('activity.taskPaused'), fraction: null };
  if (phase !== 'running') return { words: t('states.waiting'), fraction: null };
  const fraction = progress?.fraction ?? null;
  const speed = rate?.bytesPerSecond == null ? '' : t('activity.speed', { speed: formatBytes(rate.bytesPerSecond) });
  const share = fraction === null ? describeStep(progress).phase || t('states.starting') : `${percentOf(fraction)} %`;
  return { words: [share, speed].filter(Boolean).join(' · '), fraction };
}

/** A download, or a move to the trash, that runs, waits or is paused: how far it is, and the way out. */
export function ModelBusy({ name, activity, tabIndex }: ModelBusyProps) {
  const told = useWords(activity);
  const { kind, uiId, phase } = activity;
  return (
    <BusyCell name={name} tabIndex={tabIndex} onCancel={() => void attempt('queue.cancel', { ui_id: uiId })}>
      <BusyPhase phase={phase} title={t(`task.doing.${kind}`, { name })} {...told} />
    </BusyCell>
  );
}
