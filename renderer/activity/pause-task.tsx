import { Pause, Play } from 'lucide-react';
import { t } from 'i18next';
import { IconButton } from '../components/icon-button';
import { attempt } from '../state/queue/actions';

interface PauseTaskProps {
  uiId: string;
  name: string;
  isPaused: boolean;
}

/** Pauses one download, or lets it go on where it was. */
export function PauseTask({ uiId, name, isPaused }: PauseTaskProps) {
  return (
    <IconButton
      isCompact
      label={isPaused ? t('activity.resumeTask', { name }) : t('activity.pauseTask', { name })}
      icon={isPaused ? <Play size={15} /> : <Pause size={15} />}
      onClick={() => void attempt('queue.pauseTask', { ui_id: uiId, paused: !isPaused })}
    />
  );
}
