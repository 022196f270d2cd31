import { notifyManager, type QueryKey } from '@tanstack/react-query';
import type { EventPayload } from '../../../src/contract/events';
import { onAnother, speakAbout } from '../../bridge';
import { forgetScrolling } from '../../hooks/saved-scroll';
import { noSelection } from '../../navigation/location';
import { go } from '../../navigation/location-store';
import { closeInstallationDialogs } from '../../navigation/window-store';
import { countAnnouncement } from './generation';
import { installationQuery } from './installation-queries';
import { queryClient } from '../query-client';

/** What is known whichever installation is shown, by the first word of its key. */
const shared: ReadonlySet<unknown> = new Set(['installation', 'installations', 'suggestions', 'recognition']);

const isOfInstallation = (key: QueryKey | undefined): boolean => key !== undefined && !shared.has(key[0]);
const ofInstallation = { predicate: ({ queryKey }: { queryKey: QueryKey }) => isOfInstallation(queryKey) };

/**
 * Another installation is shown: all that was known of the former one goes at once, so that nothing of it is seen under the new name. Stores of an
 * installation (`createInstallationStore`) forget by themselves. The place and its filters stay; what was selected there does not exist any more.
 */
function forgetFormer(): void {
  const writes = queryClient.getMutationCache();
  for (const write of writes.getAll()) if (isOfInstallation(write.options.mutationKey)) writes.remove(write);
  void queryClient.resetQueries(ofInstallation);
  closeInstallationDialogs();
  forgetScrolling();
  go(noSelection);
}

/** Takes in which installation is shown, as an event brought it. */
export function acceptShown({ installation, apiPort }: EventPayload<'cmd-installation-changed'>): void {
  countAnnouncement();
  notifyManager.batch(() => {
    queryClient.setQueryData(
      installationQuery.queryKey,
      (before) => before && { ...before, installation, apiPort: apiPort ?? before.apiPort },
    );
    // At the start its rows are there before its core is: they stay until the core has its own.
    void queryClient.invalidateQueries(ofInstallation);
    void queryClient.invalidateQueries({ queryKey: installationQuery.queryKey });
  });
}

/** Lets every call say which installation the window is about, and forgets the former one; returns its undo. */
export function followShown(): () => void {
  const announce = (): void =>
    speakAbout(queryClient.getQueryData(installationQuery.queryKey)?.installation?.rootDir ?? null);
  announce();
  onAnother(forgetFormer);
  return queryClient.getQueryCache().subscribe(({ query }) => {
    const [area] = query.queryKey as readonly unknown[];
    if (area === 'installation') announce();
  });
}
