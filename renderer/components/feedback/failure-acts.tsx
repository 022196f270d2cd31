import { t } from 'i18next';
import { go } from '../../navigation/location-store';
import { Button } from '../button';

interface FailureActsProps {
  uiId: string;
  /** The policy refused it, and the person can allow it here. */
  isRefused: boolean;
  onRetry: () => void;
  onOpenSecurity: () => void;
}

/** What can be done about a task that failed: another try, or what allows it, and its log. */
export function FailureActs({ uiId, isRefused, onRetry, onOpenSecurity }: FailureActsProps) {
  return (
    <>
      <Button size="small" onClick={onRetry}>
        {isRefused ? t('policy.allow') : t('app.tryAgain')}
      </Button>
      {isRefused && (
        <Button size="small" tone="quiet" onClick={onOpenSecurity}>
          {t('failure.openSecurity')}
        </Button>
      )}
      <Button size="small" tone="quiet" onClick={() => go({ place: 'activity', taskId: uiId })}>
        {t('app.showLog')}
      </Button>
    </>
  );
}
