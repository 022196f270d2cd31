import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../../src/contract/errors';
import { FailedPlace } from '../../components/feedback/failed-place';
import { SkeletonRows } from '../../components/feedback/skeleton';
import { copyText } from '../../state/queue/actions';
import { useEnvironment } from './comfy-environment';
import { useDelayed } from '../../hooks/use-delayed';
import { EnvironmentCheckPanel } from './environment-check';
import { EnvironmentFacts } from './environment-facts';
import { EnvironmentPackages } from './environment-packages';

function FailedEnvironment({ error, onRetry }: { error: AppError; onRetry: () => void }) {
  const { t } = useTranslation();
  return <FailedPlace title={t('comfy.environment.failedTitle')} error={error} onRetry={onRetry} onCopy={copyText} />;
}

/** What ComfyUI runs in: Python, torch and what it was built for, every package, and whether they fit together. */
export function EnvironmentView() {
  const { t } = useTranslation();
  const { data, error, isPending, refetch } = useEnvironment();
  const isSlow = useDelayed(isPending);
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  if (!data) {
    if (error) return <FailedEnvironment error={error} onRetry={() => void refetch()} />;
    return isSlow ? <SkeletonRows label={t('comfy.environment.loading')} /> : null;
  }
  return (
    <div ref={setScroller} className="min-h-0 flex-1 overflow-y-auto" data-testid="environment">
      <div className="mx-auto max-w-240 px-4 pt-4 pb-6">
        <EnvironmentFacts environment={data} />
        <EnvironmentCheckPanel />
        <EnvironmentPackages packages={data.packages} scroller={scroller} />
      </div>
    </div>
  );
}
