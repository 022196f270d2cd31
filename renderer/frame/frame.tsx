import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { t } from 'i18next';
import type { OperationOutput } from '../../src/contract/operations';
import { Button } from '../components/button';
import { FailureNotice } from '../components/feedback/failure-notice';
import { showFailure, useFailure } from '../state/installation/failure';
import { useStartupDone } from '../startup/startup-done';
import { ConnectInstead } from '../state/installation/connect-instead';
import { Offered, useRemote } from '../state/installation/remote';
import { openSecurity } from '../state/settings/settings-actions';
import { useDecisionToasts } from './packages/use-decision-toasts';
import { useUnneededToasts } from './packages/use-unneeded-toasts';
import { useReportUpdates } from './use-report-updates';
import { shortenPath } from '../texts/formatting';
import { showFolder } from './installation-actions';
import { ConnectionBar } from './connection-bar';
import { Announcer } from './announcer';
import { Rail } from './rail';
import { useSuccessToasts } from './undo/use-success-toasts';
import { useShortcuts } from './use-shortcuts';

const DropZone = lazy(async () => ({ default: (await import('./drop-zone')).DropZone }));
const Palette = lazy(async () => ({ default: (await import('./palette')).Palette }));
const ShortcutSheet = lazy(async () => ({ default: (await import('./shortcut-sheet')).ShortcutSheet }));
const UndoDialog = lazy(async () => ({ default: (await import('./undo/undo-dialog')).UndoDialog }));

/** Lies above the place: what is shown there never moves for it. */
function FailureBanner() {
  const failure = useFailure((state) => state.failure);
  if (!failure) return null;
  const leaveForSecurity = (): void => {
    showFailure(null);
    openSecurity();
  };
  const open = (folder: string): void => {
    showFailure(null);
    void showFolder(folder);
  };
  const { meant } = failure.details;
  return (
    <div
      data-testid="failure-banner"
      className="absolute bottom-4 left-4 z-30 w-[min(40rem,calc(100%-2rem))] rounded-panel bg-raised shadow-float"
    >
      <FailureNotice title={t('failure.general')} error={failure}>
        {typeof meant === 'string' && (
          <Button size="small" tone="primary" title={meant} onClick={() => open(meant)}>
            {t('failure.openFolder', { folder: shortenPath(meant, 40) })}
          </Button>
        )}
        {failure.code === 'policy-denied' && (
          <Offered operation="config.change">
            <Button size="small" tone="primary" onClick={leaveForSecurity}>
              {t('failure.openSecurity')}
            </Button>
          </Offered>
        )}
        <ConnectInstead error={failure} onDone={() => showFailure(null)} />
        <Button size="small" onClick={() => showFailure(null)}>
          {t('app.dismiss')}
        </Button>
      </FailureNotice>
    </div>
  );
}

/** The title of the window says that what it shows is on another machine. */
function useWindowTitle(): void {
  const title = useRemote()?.title;
  useEffect(() => {
    if (title === undefined) return undefined;
    const usual = document.title;
    document.title = `${title} – ${usual}`;
    return () => void (document.title = usual);
  }, [title]);
}

/** What surrounds every place once a ComfyUI folder is open. */
export function Frame({
  current,
  children,
}: {
  current: OperationOutput<'installation.current'>;
  children: ReactNode;
}) {
  useShortcuts();
  useWindowTitle();
  useSuccessToasts();
  useUnneededToasts();
  useDecisionToasts();
  useReportUpdates(current.installation?.rootDir ?? null);
  const isStartupDone = useStartupDone();
  return (
    <div className="flex h-full min-w-0">
      <Rail current={current} />
      <main tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
        <div className="relative min-h-0 flex-1">
          <div data-place className="h-full">
            {children}
          </div>
          <FailureBanner />
        </div>
        <ConnectionBar />
      </main>
      {isStartupDone && (
        <Suspense fallback={null}>
          <DropZone />
          <Palette />
          <ShortcutSheet />
          <UndoDialog />
        </Suspense>
      )}
      <Announcer />
    </div>
  );
}
