import { CircleHelp, Clock3, X } from 'lucide-react';
import { percentOf } from '../../src/contract/text/percent';
import { t } from 'i18next';
import { Button } from '../components/button';
import { Hint, IconButton } from '../components/icon-button';
import { ProgressRing } from '../components/feedback/progress';
import type { BusyActivity } from '../state/packs/pack-activity';
import { openPlan } from '../state/packs/plan/pending-plans';
import { useQueue } from '../state/queue/queue-store';
import { knowKind } from '../../src/contract/text/task-words';
import { describeStep } from '../texts/core-sentences';
import { usePackCommands } from './pack-commands';

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
  const progress = useQueue((state) => ('uiId' in activity ? state.progress[activity.uiId] : undefined));
  if (activity.phase !== 'running') {
    const phase = t(`states.${activity.phase}`);
    return { phase, hint: phase, fraction: null };
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

/** How far it is: a ring or a clock with the phase in words; a button where the person has to decide. */
function Phase({ activity, title, tabIndex }: { activity: BusyActivity; title: string; tabIndex: number | undefined }) {
  const { phase, hint, fraction } = useBusyWords(activity);
  if (activity.phase === 'decision') {
    return (
      <Button
        size="small"
        tone="tinted"
        data-testid="decide"
        tabIndex={tabIndex}
        className="min-w-0"
        icon={<CircleHelp size={13} />}
        onClick={() => openPlan(activity.planId)}
      >
        <span className="truncate">{phase}</span>
      </Button>
    );
  }
  return (
    <>
      {activity.phase === 'waiting' ? (
        <Clock3 aria-hidden size={15} className="shrink-0 text-faint" />
      ) : (
        <ProgressRing fraction={fraction} label={title} />
      )}
      <Hint text={hint}>
        <span className="min-w-0 truncate text-sm text-soft tabular">{phase}</span>
      </Hint>
    </>
  );
}

/** What a pack is busy with, and the way out. */
export function BusyCell({ activity, name, tabIndex }: BusyCellProps) {
  const { cancel } = usePackCommands();
  const title = t(`task.doing.${knowKind(activity.kind)}`, { name });
  return (
    <span className="flex w-full animate-fade items-center gap-2">
      <Phase activity={activity} title={title} tabIndex={tabIndex} />
      <IconButton
        isCompact
        className="ml-auto"
        tabIndex={tabIndex}
        label={t('actions.cancelFor', { name })}
        icon={<X size={14} />}
        onClick={() => cancel(activity)}
      />
    </span>
  );
}
