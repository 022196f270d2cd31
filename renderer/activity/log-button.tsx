import { ScrollText } from 'lucide-react';
import { t } from 'i18next';
import { IconButton } from '../components/icon-button';
import { go, useLocation } from '../navigation/location-store';

/** Opens the log of a task at the foot of the place. */
export function LogButton({ uiId }: { uiId: string }) {
  const isShown = useLocation((state) => state.taskId === uiId);
  return (
    <IconButton
      isCompact
      aria-pressed={isShown}
      label={isShown ? t('log.close') : t('app.showLog')}
      icon={<ScrollText size={15} />}
      className={isShown ? 'bg-pressed text-text' : ''}
      onClick={() => go({ taskId: isShown ? null : uiId })}
    />
  );
}
