import { useState } from 'react';
import { t } from 'i18next';
import { QueryPlace } from '../../components/feedback/query-place';
import { SkeletonRows } from '../../components/feedback/skeleton';
import { usePackageRequest } from '../../state/comfyui/package-request';
import { PackagePlanDialog } from './change-package-dialog';
import { DoctorPanel } from './doctor/doctor-panel';
import { useEnvironment } from './comfy-environment';
import { EnvironmentFacts } from './environment-facts';
import { EnvironmentsPanel } from './environments-panel';
import { EnvironmentPackages } from './environment-packages';

/** The plan of a package that another place asked for. */
function RequestedPackage() {
  const line = usePackageRequest((state) => state.line);
  if (line === null) return null;
  return <PackagePlanDialog line={line} onClose={() => usePackageRequest.setState({ line: null })} />;
}

/** What ComfyUI runs in: Python, torch and what it was built for, every package, and whether they fit together. */
export function EnvironmentView() {
  const environment = useEnvironment();
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  return (
    <QueryPlace
      query={environment}
      failedTitle={t('comfy.environment.failedTitle')}
      loading={<SkeletonRows label={t('comfy.environment.loading')} />}
    >
      {(data) => (
        <div ref={setScroller} className="min-h-0 flex-1 scroll-steady" data-testid="environment">
          <div className="mx-auto max-w-240 px-4 pt-4 pr-1.5 pb-6">
            <DoctorPanel />
            <EnvironmentFacts environment={data} />
            <EnvironmentsPanel />
            <EnvironmentPackages packages={data.packages} scroller={scroller} />
          </div>
          <RequestedPackage />
        </div>
      )}
    </QueryPlace>
  );
}
