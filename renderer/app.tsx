import { QueryClientProvider } from '@tanstack/react-query';
import { describeError } from './texts/core-sentences';
import { Tooltip } from 'radix-ui';
import { lazy, Suspense } from 'react';
import { t } from 'i18next';
import { ErrorScreen } from './components/feedback/error-screen';
import { Frame } from './frame/frame';
import { ScreenGuard } from './frame/screen-guard';
import { PacksView } from './packs/packs-view';
import { useLocation } from './navigation/location-store';
import { queryClient } from './state/query-client';
import { useInstallation } from './state/installation/installation-queries';
import { useStartupDone } from './startup/startup-done';
import { useLanguage } from './hooks/use-language';
import { useDelayed } from './hooks/use-delayed';
import { writeFailureDetails } from './texts/failure-details';

// The list of packs is what most starts begin with; the other places are loaded when they are first shown.
const News = lazy(async () => ({ default: (await import('./frame/toaster')).News }));
const ActivityView = lazy(async () => ({ default: (await import('./activity/activity-view')).ActivityView }));
const LaunchCheckDialog = lazy(async () => ({
  default: (await import('./comfyui/launch-check/launch-check-dialog')).LaunchCheckDialog,
}));
const LeanDialog = lazy(async () => ({ default: (await import('./comfyui/lean/lean-dialog')).LeanDialog }));
const BisectDialog = lazy(async () => ({ default: (await import('./comfyui/bisect/bisect-dialog')).BisectDialog }));
const ComfyView = lazy(async () => ({ default: (await import('./comfyui/comfy-view')).ComfyView }));
const HomeView = lazy(async () => ({ default: (await import('./home/home-view')).HomeView }));
const SettingsView = lazy(async () => ({ default: (await import('./settings/settings-view')).SettingsView }));
const NewEnvironmentDialog = lazy(async () => ({
  default: (await import('./environments/new-environment-dialog')).NewEnvironmentDialog,
}));
const PackDialogs = lazy(async () => ({ default: (await import('./packs/pack-dialogs')).PackDialogs }));
const WorkflowView = lazy(async () => ({ default: (await import('./workflow/workflow-view')).WorkflowView }));
const WorkflowQuestion = lazy(async () => ({
  default: (await import('./workflow/workflow-question')).WorkflowQuestion,
}));
const ModelsView = lazy(async () => ({ default: (await import('./models/models-view')).ModelsView }));
const ModelListDialog = lazy(async () => ({
  default: (await import('./models/lists/model-list-dialog')).ModelListDialog,
}));
const OnboardingView = lazy(async () => ({ default: (await import('./onboarding/onboarding-view')).OnboardingView }));
const ImportDialog = lazy(async () => ({ default: (await import('./snapshots/import-dialog')).ImportDialog }));
const ConnectDialog = lazy(async () => ({ default: (await import('./remote/connect-dialog')).ConnectDialog }));
const SetupDialog = lazy(async () => ({ default: (await import('./setup/setup-dialog')).SetupDialog }));
const SnapshotsView = lazy(async () => ({ default: (await import('./snapshots/snapshots-view')).SnapshotsView }));

function CurrentPlace() {
  const place = useLocation((state) => state.place);
  if (place === 'home') return <HomeView />;
  if (place === 'packs') return <PacksView />;
  if (place === 'models') return <ModelsView />;
  if (place === 'workflow') return <WorkflowView />;
  if (place === 'snapshots') return <SnapshotsView />;
  if (place === 'settings') return <SettingsView />;
  return place === 'comfyui' ? <ComfyView /> : <ActivityView />;
}

function Screens() {
  const installation = useInstallation();
  const isSlow = useDelayed(installation.isPending);
  const isStartupDone = useStartupDone();
  if (installation.error) {
    return (
      <ErrorScreen
        title={t('failure.start')}
        {...describeError(installation.error)}
        retryLabel={t('app.tryAgain')}
        onRetry={() => void installation.refetch()}
        details={writeFailureDetails(installation.error)}
      />
    );
  }
  if (!installation.data) return <p className="p-6 text-muted">{isSlow ? t('app.loading') : ''}</p>;
  if (!installation.data.installation) return <OnboardingView />;
  return (
    <Frame current={installation.data}>
      {/* With another installation a place begins anew, because what it kept belonged to the former one. */}
      <Suspense fallback={null}>
        <CurrentPlace key={installation.data.installation.rootDir} />
      </Suspense>
      {isStartupDone && (
        <Suspense fallback={null}>
          <PackDialogs key={`packs ${installation.data.installation.rootDir}`} />
          <NewEnvironmentDialog key={`environments ${installation.data.installation.rootDir}`} />
          <BisectDialog />
          <LeanDialog />
          <LaunchCheckDialog />
          <ImportDialog />
          <ModelListDialog />
          <WorkflowQuestion />
        </Suspense>
      )}
    </Frame>
  );
}

/** The window. Another language draws all of it anew, with what is open and typed. */
export function App() {
  useLanguage();
  const isStartupDone = useStartupDone();
  return (
    <QueryClientProvider client={queryClient}>
      <Tooltip.Provider delayDuration={450} skipDelayDuration={200}>
        <ScreenGuard>
          <Suspense fallback={null}>
            <Screens />
          </Suspense>
        </ScreenGuard>
        {isStartupDone && (
          <Suspense fallback={null}>
            <News />
            <SetupDialog />
            <ConnectDialog />
          </Suspense>
        )}
      </Tooltip.Provider>
    </QueryClientProvider>
  );
}
