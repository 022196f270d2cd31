import { notifyManager } from '@tanstack/react-query';
import type { EventPayload } from '../../src/contract/events';
import { speakAbout } from '../bridge';
import { noSelection } from '../navigation/location';
import { useLocation } from '../navigation/location-store';
import { openLog } from './queue/log-store';
import { closePermissionQuestion } from './settings/permissions';
import { installationQuery, queryClient } from './queries';
import { clearSelection } from './packs/pack-selection';
import { resetQueue } from './queue/queue-store';
import { closeImport } from './snapshots/snapshot-question';
import { closeInstallationDialogs } from '../navigation/window-store';

/** What is known whichever installation is shown. */
const shared: ReadonlySet<unknown> = new Set(['installation', 'installations', 'suggestions', 'recognition']);

/** Counts switches: what was asked of one installation is no answer about the next. */
let switches = 0;

/** Which switch this is; an answer that comes after another one is of no use. */
export function countSwitches(): number {
  return switches;
}

/**
 * Another installation is shown: everything that was the former one's goes at once, so that nothing of it is seen under the new name. The
 * place and its filters stay; what was selected there does not exist any more.
 */
export function acceptShown({ installation, apiPort }: EventPayload<'cmd-installation-changed'>): void {
  switches += 1;
  const known = queryClient.getQueryData(installationQuery.queryKey);
  const isAnother = known?.installation?.rootDir !== installation?.rootDir;
  resetQueue();
  clearSelection();
  // At the start of the app the hash says what was looked at before a reload.
  if (known?.installation && isAnother) {
    void openLog(null);
    closeInstallationDialogs();
    closeImport();
    closePermissionQuestion();
    useLocation.getState().go(noSelection);
  }
  notifyManager.batch(() => {
    queryClient.setQueryData(
      installationQuery.queryKey,
      (before) => before && { ...before, installation, apiPort: apiPort ?? before.apiPort },
    );
    const ofThis = { predicate: ({ queryKey }: { queryKey: readonly unknown[] }) => !shared.has(queryKey[0]) };
    // At the start its rows are there before its core is: they stay until the core has its own.
    void (isAnother ? queryClient.resetQueries(ofThis) : queryClient.invalidateQueries(ofThis));
    void queryClient.invalidateQueries({ queryKey: installationQuery.queryKey });
  });
}

/** Lets every call say which installation the window is about; returns its undo. */
export function followShown(): () => void {
  const say = (): void =>
    speakAbout(queryClient.getQueryData(installationQuery.queryKey)?.installation?.rootDir ?? null);
  say();
  return queryClient.getQueryCache().subscribe(({ query }) => {
    const [area] = query.queryKey as readonly unknown[];
    if (area === 'installation') say();
  });
}
