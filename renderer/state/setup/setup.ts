import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { create } from 'zustand';
import type { SetupCheck, SetupChoice, SetupOffer, SetupView } from '../../../src/contract/operations/setup';
import { beginSession, call } from '../../bridge';
import { showSetup, useWindow } from '../../navigation/window-store';
import { installationQuery } from '../installation/installation-queries';
import { queryClient } from '../query-client';
import { attempt } from '../queue/actions';
import { loadQueue } from '../queue/load-queue';
import { createSharedWrite, type WriteState } from '../shared-write';

const viewQuery = queryOptions({ queryKey: ['installations', 'setup'], queryFn: () => call('setup.view', {}) });

const offerQuery = queryOptions({
  queryKey: ['installations', 'setup-offer'],
  queryFn: () => call('setup.offer', {}),
  refetchOnMount: 'always',
});

/** What the person wants to happen when it is there, and what has come of it. It outlives the form, which is gone by then. */
export const useSetupRequest = create<{ startsComfy: boolean; installed: string | null }>(() => ({
  startsComfy: true,
  installed: null,
}));

/** How an installation of ComfyUI from nothing goes; undefined until it is known. */
export function useSetup(): SetupView | undefined {
  return useQuery(viewQuery).data;
}

/** What an installation can be made of on this machine. */
export function useSetupOffer(): UseQueryResult<SetupOffer> {
  return useQuery(offerQuery);
}

/** What speaks against a request; asked anew whenever it is another one. */
export function useSetupCheck(choice: SetupChoice | null): UseQueryResult<SetupCheck> {
  return useQuery({
    queryKey: ['installations', 'setup-check', choice],
    queryFn: () => call('setup.check', choice ?? { parent: '' }),
    enabled: choice !== null,
    placeholderData: (before) => before,
    gcTime: 0,
  });
}

/** Whether something is under way, or waits for a person. */
export function isSetupOpen(view: SetupView | undefined): boolean {
  return view !== undefined && view.phase !== 'idle';
}

/** What is done of all steps, 0 to 1: each counts the same, for what they take differs by machine. */
export function setupFraction({ steps }: SetupView): number {
  const parts = steps.map(({ state, fraction }) => (state === 'done' ? 1 : state === 'running' ? (fraction ?? 0) : 0));
  return steps.length === 0 ? 0 : parts.reduce((sum, part) => sum + part, 0) / steps.length;
}

/** Began in this window, so that it ends in it: what a command line installs, that opens. */
let isOurs = false;

/** Takes in how it goes, as an event or an operation brought it; what is there is opened. */
export function acceptSetup(view: SetupView): void {
  queryClient.setQueryData(viewQuery.queryKey, view);
  if (view.phase !== 'done' || !isOurs) return;
  isOurs = false;
  const hasOther = queryClient.getQueryData(installationQuery.queryKey)?.installation != null;
  // Whoever put the dialog away works with another installation by now, and is not taken away from there.
  if (!hasOther || useWindow.getState().isSetupOpen) void openInstalled();
}

/** Opens what was installed, and starts it if that was wished. */
export async function openInstalled(): Promise<void> {
  const folder = queryClient.getQueryData(viewQuery.queryKey)?.folder ?? null;
  if (folder === null) return;
  const opened = await attempt('installation.open', { folder });
  if (opened === undefined) return;
  await queryClient.invalidateQueries({ queryKey: installationQuery.queryKey });
  await loadQueue();
  const session = beginSession();
  // Whoever watched it to its end is told of it, and led on; whoever did not has the installation in sight.
  useSetupRequest.setState({ installed: useWindow.getState().isSetupOpen ? folder : null });
  await cancelSetup();
  if (useSetupRequest.getState().installed === null) showSetup(false);
  if (useSetupRequest.getState().startsComfy) await attempt('comfyui.start', {}, session.call);
}

/** Puts away what was told at the end of an installation. */
export function leaveSetup(): void {
  useSetupRequest.setState({ installed: null });
  showSetup(false);
}

const begins = createSharedWrite<SetupChoice, SetupView>({
  key: ['installations', 'setup-begin'],
  run: async (choice, by) => {
    isOurs = true;
    return by('setup.begin', choice);
  },
  onDone: acceptSetup,
});

/** How the newest request for an installation goes, or why it was refused. */
export function useSetupBegin(): WriteState<SetupChoice, SetupView> {
  return begins.use();
}

/** Begins an installation. */
export async function beginSetup(choice: SetupChoice): Promise<void> {
  await begins.start(choice);
}

/** Forgets why the last request was refused. */
export function forgetSetupRefusal(): void {
  begins.forget();
}

/** Goes on with one that failed or was stopped. */
export async function resumeSetup(): Promise<void> {
  isOurs = true;
  const view = await attempt('setup.resume', {});
  if (view) acceptSetup(view);
}

/** Ends it, and removes what was prepared; puts away one that is done. */
export async function cancelSetup(): Promise<void> {
  isOurs = false;
  const view = await attempt('setup.cancel', {});
  if (view) acceptSetup(view);
}
