import { useMutation } from '@tanstack/react-query';
import { Unplug } from 'lucide-react';
import { t } from 'i18next';
import type { InstallationRow } from '../../src/contract/installation';
import type { Connection } from '../../src/contract/remote/connection';
import { call } from '../bridge';
import { Button } from '../components/button';
import { useNow } from '../hooks/use-now';
import { showConnect } from '../navigation/window-store';
import { describePlace } from '../state/installation/remote';
import { useInstallations } from '../state/installation/installation-queries';
import { describeError } from '../texts/core-sentences';
import { formatSentences, formatSince } from '../texts/formatting';
import { askToClose } from './installation-actions';

/** What is wrong with the connection, and what happens about it. */
function useWords(name: string, { state, since, error }: Connection): { title: string; text: string } {
  const time = formatSince(Date.parse(since), useNow(60_000));
  const { text = '', remedy = '' } = error === undefined ? {} : describeError(error);
  return state === 'ended'
    ? { title: t('remote.ended', { name, time }), text: formatSentences(text, remedy) }
    : { title: t('remote.broken', { name, time }), text: formatSentences(t('remote.brokenText'), text) };
}

function Bar({ row, connection }: { row: InstallationRow; connection: Connection }) {
  const { title, text } = useWords(row.name, connection);
  // Why it failed again stands in the row.
  const { mutate, isPending } = useMutation({ mutationFn: () => call('remote.retry', { folder: row.folder }) });
  const { whole } = describePlace({ ...row, rootDir: row.folder });
  return (
    <div
      role="alert"
      data-testid="connection-bar"
      className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-2 border-t border-amber-border bg-amber-tint px-4 py-2"
    >
      <Unplug aria-hidden size={16} className="shrink-0 text-amber-text" />
      <div className="min-w-60 flex-1">
        <p className="font-medium break-words">{title}</p>
        <p className="text-sm break-words text-soft selectable">{text}</p>
      </div>
      <Button size="small" data-testid="connection-close" onClick={() => void askToClose(row)}>
        {t('app.close')}
      </Button>
      {connection.state === 'ended' || connection.error?.code === 'not-served' ? (
        <Button size="small" tone="primary" data-testid="connection-anew" onClick={() => showConnect(whole)}>
          {t('remote.anew')}
        </Button>
      ) : (
        <Button
          size="small"
          tone="primary"
          data-testid="connection-retry"
          waitsFor={isPending ? t('remote.connecting') : undefined}
          onClick={() => mutate()}
        >
          {t('remote.retry')}
        </Button>
      )}
    </div>
  );
}

/** The shown installation and how its connection is, where it is on another machine that cannot be reached; else null. */
export function useBroken(): { row: InstallationRow; connection: Connection } | null {
  const row = useInstallations().find(({ isShown }) => isShown);
  if (row?.connection === undefined || row.connection.state === 'connected') return null;
  return { row, connection: row.connection };
}

/** That the shown installation, on another machine, cannot be reached. It stands below the place, so that nothing there moves for it. */
export function ConnectionBar() {
  const broken = useBroken();
  return broken && <Bar {...broken} />;
}
