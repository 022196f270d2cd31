import { Clock3, X } from 'lucide-react';
import { percentOf } from '../../src/contract/text/percent';
import { t } from 'i18next';
import { IconButton } from '../components/icon-button';
import { ProgressRing } from '../components/feedback/progress';
import { attempt } from '../state/queue/actions';
import { useQueue } from '../state/queue/queue-store';
import { describeStep } from '../texts/core-sentences';
import { formatBytes } from '../texts/formatting';
import type { ModelActivity } from './model-activity';

interface ModelBusyProps {
  name: string;
  activity: ModelActivity;
  tabIndex?: number;
}

function useWords({ uiId, phase }: ModelActivity): { words: string; fraction: number | null } {
  const progress = useQueue((state) => state.progress[uiId]);
  const rate = useQueue((state) => state.rates[uiId]);
  if (phase !== 'running') return { words: t('states.waiting'), fraction: null };
  const fraction = progress?.fraction ?? null;
  const speed = rate?.bytesPerSecond == null ? '' : t('activity.speed', { speed: formatBytes(rate.bytesPerSecond) });
  const share = fraction === null ? describeStep(progress).phase || t('states.starting') : `${percentOf(fraction)} %`;
  return { words: [share, speed].filter(Boolean).join(' · '), fraction };
}

/** A download, or a move to the trash, that runs or waits: how far it is, and the way out. */
export function ModelBusy({ name, activity, tabIndex }: ModelBusyProps) {
  const { words, fraction } = useWords(activity);
  const { kind, uiId, phase } = activity;
  return (
    <span className="flex w-full animate-fade items-center gap-2">
      {phase === 'running' ? (
        <ProgressRing fraction={fraction} label={t(`task.doing.${kind}`, { name })} />
      ) : (
        <Clock3 aria-hidden size={15} className="shrink-0 text-faint" />
      )}
      <span className="min-w-0 truncate text-sm text-soft tabular">{words}</span>
      <IconButton
        isCompact
        className="ml-auto"
        tabIndex={tabIndex}
        label={t('actions.cancelFor', { name })}
        icon={<X size={14} />}
        onClick={() => void attempt('queue.cancel', { ui_id: uiId })}
      />
    </span>
  );
}
