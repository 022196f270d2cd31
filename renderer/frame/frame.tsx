import { lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Toaster } from 'sonner';
import type { OperationOutput } from '../../src/contract/operations';
import { Button } from '../components/button';
import { FailureNotice } from '../components/failure-notice';
import { copyText } from '../state/actions';
import { showFailure, useQueue } from '../state/queue-store';
import { useStartOver } from '../state/start-over';
import { openSecurity } from '../state/settings-actions';
import { useTheme } from '../state/theme';
import { useTellUpdates } from '../state/use-tell-updates';
import { Announcer } from './announcer';
import { DropZone } from './drop-zone';
import { Rail } from './rail';
import { useGoodNews } from './use-good-news';
import { useShortcuts } from './use-shortcuts';

const Palette = lazy(async () => ({ default: (await import('./palette')).Palette }));
const ShortcutSheet = lazy(async () => ({ default: (await import('./shortcut-sheet')).ShortcutSheet }));

function FailureBanner() {
  const { t } = useTranslation();
  const failure = useQueue((state) => state.failure);
  if (!failure) return null;
  const leaveForSecurity = (): void => {
    showFailure(null);
    openSecurity();
  };
  return (
    <div className="px-4 pt-3">
      <FailureNotice title={t('failure.general')} error={failure} onCopy={copyText}>
        {failure.code === 'policy-denied' && (
          <Button size="small" tone="primary" onClick={leaveForSecurity}>
            {t('failure.openSecurity')}
          </Button>
        )}
        <Button size="small" onClick={() => showFailure(null)}>
          {t('app.dismiss')}
        </Button>
      </FailureNotice>
    </div>
  );
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
  useGoodNews();
  useTellUpdates(current.installation?.rootDir ?? null);
  const isStartOver = useStartOver();
  return (
    <div className="flex h-full min-w-0">
      <Rail current={current} />
      <main className="flex min-w-0 flex-1 flex-col">
        <FailureBanner />
        <div className="min-h-0 flex-1">{children}</div>
      </main>
      <DropZone />
      {isStartOver && (
        <Suspense fallback={null}>
          <Palette />
          <ShortcutSheet />
        </Suspense>
      )}
      <Announcer />
    </div>
  );
}

/** Where good news appear, in the colours of the window. */
export function News() {
  const theme = useTheme((state) => state.theme);
  return (
    <Toaster
      theme={theme}
      position="bottom-right"
      offset={16}
      gap={8}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-[356px] items-start gap-2.5 rounded-panel border border-border-strong bg-raised px-3.5 py-3 font-sans text-base text-text shadow-float',
          title: 'font-medium',
          description: 'text-muted!',
          icon: 'mt-0.5 shrink-0 text-green-text',
          content: 'min-w-0 flex-1',
        },
      }}
    />
  );
}
