import { CircleHelp } from 'lucide-react';
import { percentOf } from '../../src/contract/text/percent';
import { t } from 'i18next';
import { Button } from '../components/button';
import { BusyCell, BusyPhase } from '../components/feedback/busy-cell';
import { cancelActivity } from '../state/acts/pack-acts';
import type { BusyActivity } from '../state/packs/pack-activity';
import { openPlan } from '../state/packs/plan/pending-plans';
import { useQueue } from '../state/queue/queue-store';
import { knowKind } from '../../src/contract/text/task-words';
import { describeStep } from '../texts/core-sentences';

interface PackBusyProps {
  activity: BusyActivity;
  name: string;
  tabIndex?: number;
}

interface BusyWords {
  words: string;
  hint: string;
  fraction: number | null;
}

function useBusyWords(activity: BusyActivity): BusyWords {
  const progress = useQueue((state) => ('uiId' in activity ? state.progress[activity.uiId] : undefined));
  if (activity.phase !== 'running') {
    const words = t(`states.${activity.phase}`);
    return { words, hint: words, fraction: null };
  }
  const step = describeStep(progress);
  const phase = step.phase || t('states.starting');
  const fraction = progress?.fraction ?? null;
  const percent = fraction === null ? '' : `${percentOf(fraction)} %`;
  return {
    words: [percent, phase].filter(Boolean).join(' · '),
    hint: [percent, phase, step.message].filter(Boolean).join(' · '),
    fraction,
  };
}

/** How far it is; a button where the person has to decide. */
function Phase({ activity, name, tabIndex }: PackBusyProps) {
  const told = useBusyWords(activity);
  const { phase } = activity;
  if (phase === 'decision') {
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
        <span className="truncate">{told.words}</span>
      </Button>
    );
  }
  const title = t(`task.doing.${knowKind(activity.kind)}`, { name });
  return <BusyPhase phase={phase === 'waiting' ? phase : 'running'} title={title} {...told} />;
}

/** What a pack is busy with, and the way out. */
export function PackBusy(props: PackBusyProps) {
  const { activity, name, tabIndex } = props;
  return (
    <BusyCell name={name} tabIndex={tabIndex} onCancel={() => cancelActivity(activity)}>
      <Phase {...props} />
    </BusyCell>
  );
}
