import { Clock3, X } from 'lucide-react';
import { percentOf } from '../../src/contract/text/percent';
import { useTranslation } from 'react-i18next';
import { Hint, IconButton } from '../components/icon-button';
import { ProgressRing } from '../components/feedback/progress';
import type { PackActivity } from '../state/packs/pack-activity';
import { useQueue } from '../state/queue/queue-store';
import { knowKind } from '../../src/contract/text/task-words';
import { describeStep } from '../texts/core-sentences';
import { usePackCommands } from './pack-commands';

export type BusyActivity = Exclude<PackActivity, { phase: 'failed' }>;

interface BusyCellProps {
  activity: BusyActivity;
  name: string;
  tabIndex?: number;
}

interface BusyWords {
  phase: string;
  hint: string;
  fraction: number | null;
}

function useBusyWords(activity: BusyActivity): BusyWords {
  const { t } = useTranslation();
  const progress = useQueue((state) => state.progress[activity.uiId]);
  if (activity.phase === 'waiting') {
    return { phase: t('states.waiting'), hint: t('states.waiting'), fraction: null };
  }
  const step = describeStep(progress);
  const phase = step.phase || t('states.starting');
  const fraction = progress?.fraction ?? null;
  const percent = fraction === null ? '' : `${percentOf(fraction)} %`;
  return {
    phase: [percent, phase].filter(Boolean).join(' · '),
    hint: [percent, phase, step.message].filter(Boolean).join(' · '),
    fraction,
  };
}

/** What a pack is busy with: a ring, the phase in words, and the way out. */
export function BusyCell({ activity, name, tabIndex }: BusyCellProps) {
  const { t } = useTranslation();
  const { cancel } = usePackCommands();
  const { phase, hint, fraction } = useBusyWords(activity);
  const title = t(`task.doing.${knowKind(activity.kind)}`, { name });
  return (
    <span className="flex w-full animate-fade items-center gap-2">
      {activity.phase === 'running' ? (
        <ProgressRing fraction={fraction} label={title} />
      ) : (
        <Clock3 aria-hidden size={15} className="shrink-0 text-faint" />
      )}
      <Hint text={hint}>
        <span className="min-w-0 truncate text-sm text-soft tabular">{phase}</span>
      </Hint>
      <IconButton
        isCompact
        className="ml-auto"
        tabIndex={tabIndex}
        label={t('actions.cancelFor', { name })}
        icon={<X size={14} />}
        onClick={activity.stop ?? (() => cancel(activity.uiId))}
      />
    </span>
  );
}
