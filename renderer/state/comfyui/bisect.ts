import { queryOptions, useQuery } from '@tanstack/react-query';
import type { BisectQuestion, BisectVerdict, BisectView } from '../../../src/contract/operations/bisect';
import { call } from '../../bridge';
import { usePacks } from '../packs/use-packs';
import { attempt } from '../queue/actions';
import { useComfyStatus } from './comfy-queries';
import { queryClient } from '../query-client';
import { createSharedWrite, type WriteState } from '../shared-write';

const viewQuery = queryOptions({ queryKey: ['comfyui', 'bisect'], queryFn: () => call('bisect.view', {}) });

/** The search for the pack that breaks ComfyUI as it stands; undefined until it is known. */
export function useBisect(): BisectView | undefined {
  return useQuery(viewQuery).data;
}

/** Takes in how the search stands, as an event or an operation brought it. */
export function acceptBisect(view: BisectView): void {
  queryClient.setQueryData(viewQuery.queryKey, view);
}

/** Whether a search is under way: ComfyUI takes no other order meanwhile. */
export function isSearching(view: BisectView | undefined): boolean {
  return view !== undefined && view.phase !== 'idle' && view.phase !== 'done';
}

/**
 * Whether what was found is no trouble any more: ComfyUI runs, and none of the packs is in it. A function of how things are, so that a pack which comes back
 * is the one that was found again.
 */
export function useIsSettled(view: BisectView | undefined): boolean {
  const { findByName } = usePacks().packIndex;
  const isRunning = useComfyStatus().data?.state === 'running';
  if (!isRunning || view?.result?.outcome !== 'found') return false;
  const isOut = (name: string): boolean => {
    const local = findByName(name)?.local ?? null;
    return local === null || (!local.enabled && local.standing?.state !== 'waits-for-restart');
  };
  return view.result.packs.every(isOut);
}

/** How many starts find one among so many packs; one more shows first that it is well without them. */
export function startsAtMost(packs: number, isControlFirst: boolean): number {
  const halvings = packs <= 1 ? 0 : Math.ceil(Math.log2(packs));
  return halvings + 1 + (isControlFirst ? 1 : 0);
}

const begins = createSharedWrite<BisectQuestion, BisectView>({
  key: ['comfyui', 'bisect-begin'],
  run: (question, by) => by('bisect.begin', question),
  onDone: acceptBisect,
});

/** How the newest request for a search goes, or why it was refused. */
export function useBisectBegin(): WriteState<BisectQuestion, BisectView> {
  return begins.use();
}

/** Begins a search. Answers whether it was begun. */
export function beginBisect(question: BisectQuestion): Promise<boolean> {
  return begins.start(question);
}

/** Forgets why the last request was refused. */
export function forgetBisectRefusal(): void {
  begins.forget();
}

/** The person's word about the start of this number. */
export async function answerBisect(start: number, verdict: BisectVerdict): Promise<void> {
  const view = await attempt('bisect.answer', { start, verdict });
  if (view) acceptBisect(view);
}

const cancels = createSharedWrite<null, BisectView | null>({
  key: ['comfyui', 'bisect-cancel'],
  run: async (_, by) => (await attempt('bisect.cancel', {}, by)) ?? null,
  onDone: (view) => {
    if (view) acceptBisect(view);
  },
});

/** Whether a search is being cancelled: it takes until ComfyUI is started again as it was. */
export function useIsCancelling(): boolean {
  return cancels.use().isPending;
}

/** Ends the search and starts ComfyUI again as it was; puts a result away. */
export async function cancelBisect(): Promise<void> {
  await cancels.start(null);
}
