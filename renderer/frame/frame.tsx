import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
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
import { shortenPath } from '../texts/formatting';
import { showFolder } from './installation-actions';
import { ConnectionBar } from './connection-bar';
import { Rail } from './rail';
import { useSuccessToasts } from './undo/use-success-toasts';
import { useShortcuts } from './use-shortcuts';
import { percentOf } from '../../src/contract/text/percent';
import { useNow } from '../hooks/use-now';
import { useRunning } from './use-running';
import { call } from '../bridge';
import { listUpdates } from '../state/packs/pack-index';
import { usePacks } from '../state/packs/use-packs';

/** The window waits, because right after a change other work is more urgent. */
const delayMs = 1000;

/**
 * Tells the tray how many packs have an update. The window knows it from the list it shows; the core would have to read the whole
 * catalogue for this one number.
 */
function useReportUpdates(folder: string | null): void {
  const { packIndex, isLoading } = usePacks();
  useEffect(() => {
    if (isLoading || folder === null) return undefined;
    const report = () => {
      const count = listUpdates(packIndex).length;
      // A failure does no harm: the tray then lacks the row.
      call('desktop.noteUpdates', { folder, count }).catch(() => undefined);
    };
    const timer = window.setTimeout(report, delayMs);
    return () => window.clearTimeout(timer);
  }, [packIndex, isLoading, folder]);
}

const everyMs = 5000;

/** Tells screen readers which task runs, at most once in five seconds, and nothing while the window is hidden. */
function Announcer() {
  const running = useRunning();
  const percent = running?.fraction == null ? null : percentOf(running.fraction);
  const words = running
    ? percent === null
      ? t('status.progress', { task: running.title, phase: running.phase })
      : t('status.progressPercent', { task: running.title, phase: running.phase, percent })
    : '';
  const latest = useRef(words);
  const [spoken, setSpoken] = useState('');
  useEffect(() => {
    latest.current = words;
  }, [words]);
  const nowMs = useNow(everyMs);
  useEffect(() => setSpoken(latest.current), [nowMs]);
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {spoken}
    </div>
  );
}

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
