import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { QueryPlace } from '../../components/feedback/query-place';
import { SkeletonRows } from '../../components/feedback/skeleton';
import { copyText } from '../../state/queue/actions';
import { DoctorPanel } from './doctor/doctor-panel';
import { useEnvironment } from './comfy-environment';
import { EnvironmentCheckPanel } from './environment-check';
import { EnvironmentFacts } from './environment-facts';
import { EnvironmentsPanel } from './environments-panel';
import { EnvironmentPackages } from './environment-packages';

/** What ComfyUI runs in: Python, torch and what it was built for, every package, and whether they fit together. */
export function EnvironmentView() {
  const { t } = useTranslation();
  const environment = useEnvironment();
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  return (
    <QueryPlace
      query={environment}
      failedTitle={t('comfy.environment.failedTitle')}
      onRetry={() => void environment.refetch()}
      onCopy={copyText}
      loading={<SkeletonRows label={t('comfy.environment.loading')} />}
    >
      {(data) => (
        <div ref={setScroller} className="min-h-0 flex-1 overflow-y-auto" data-testid="environment">
          <div className="mx-auto max-w-240 px-4 pt-4 pb-6">
            <EnvironmentFacts environment={data} />
            <EnvironmentsPanel />
            <DoctorPanel />
            <EnvironmentCheckPanel />
            <EnvironmentPackages packages={data.packages} scroller={scroller} />
          </div>
        </div>
      )}
    </QueryPlace>
  );
}
