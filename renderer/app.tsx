import { QueryClientProvider } from '@tanstack/react-query';
import { Tooltip } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { ActivityView } from './activity/activity-view';
import { ComfyView } from './comfyui/comfy-view';
import { ErrorScreen } from './components/error-screen';
import { Frame, News } from './frame/frame';
import { ScreenGuard } from './frame/screen-guard';
import { ModelsView } from './models/models-view';
import { OnboardingView } from './onboarding/onboarding-view';
import { PacksView } from './packs/packs-view';
import { SnapshotsView } from './snapshots/snapshots-view';
import { copyText } from './state/actions';
import { useLocation } from './state/location-store';
import { queryClient, useInstallation } from './state/queries';
import { useDelayed } from './state/use-delayed';

function CurrentPlace() {
  const place = useLocation((state) => state.place);
  if (place === 'packs') return <PacksView />;
  if (place === 'models') return <ModelsView />;
  if (place === 'snapshots') return <SnapshotsView />;
  return place === 'comfyui' ? <ComfyView /> : <ActivityView />;
}

function Screens() {
  const { t } = useTranslation();
  const installation = useInstallation();
  const isSlow = useDelayed(installation.isPending);
  if (installation.error) {
    const { code, message, remedy } = installation.error;
    return (
      <ErrorScreen
        title={t('failure.start')}
        text={message}
        remedy={remedy}
        retryLabel={t('app.tryAgain')}
        copyLabel={t('app.copyDetails')}
        onRetry={() => void installation.refetch()}
        onCopy={() => copyText([code, message, remedy].filter(Boolean).join('\n'))}
      />
    );
  }
  if (!installation.data) return <p className="p-6 text-muted">{isSlow ? t('app.loading') : ''}</p>;
  if (!installation.data.installation) return <OnboardingView />;
  return (
    <Frame current={installation.data}>
      <CurrentPlace />
    </Frame>
  );
}

/** The window. */
export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <Tooltip.Provider delayDuration={450} skipDelayDuration={200}>
        <ScreenGuard>
          <Screens />
        </ScreenGuard>
        <News />
      </Tooltip.Provider>
    </QueryClientProvider>
  );
}
