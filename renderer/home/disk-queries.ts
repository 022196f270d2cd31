import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { DiskLeftover, DiskUsage } from '../../src/contract/disk';
import type { AppError } from '../../src/contract/errors';
import { call } from '../bridge';
import { attempt } from '../state/queue/actions';
import { createStop } from '../state/stop';
import { queryClient } from '../state/query-client';

/** As long as the core itself takes a measure for a young one. */
const youngMs = 10 * 60 * 1000;

/** The room of the volumes now, and the sizes measured last; costs nothing. */
const cachedQuery = queryOptions({
  queryKey: ['disk', 'kept'],
  queryFn: (): Promise<DiskUsage> => call('disk.usage', { mode: 'kept' }),
  refetchOnMount: 'always',
});

const walk = createStop();

/** A measure tells of the room as well: what is kept is read again. */
async function measure(mode: 'cache' | 'fresh'): Promise<DiskUsage> {
  const usage = await call('disk.usage', { mode }, walk.signal());
  forget('disk', 'kept');
  return usage;
}

const measuredQuery = queryOptions({
  queryKey: ['disk', 'measured'],
  queryFn: () => measure('cache'),
  staleTime: youngMs,
});

const leftoversQuery = queryOptions({
  queryKey: ['disk', 'leftovers'],
  queryFn: async (): Promise<DiskLeftover[]> => (await call('disk.leftovers', {})).items,
  refetchOnMount: 'always',
});

function forget(...queryKey: string[]): void {
  void queryClient.invalidateQueries({ queryKey });
}

/** What the disk looks like as far as it is known now. */
export interface DiskState {
  usage: DiskUsage | null;
  isMeasuring: boolean;
  /** Why it could not be measured; a walk that was stopped is no failure. */
  error: AppError | null;
}

/** The later measure of the two; of the same one that with the room of now. */
function chooseUsage(cached: DiskUsage | undefined, measured: DiskUsage | undefined): DiskUsage | null {
  if (cached === undefined || measured === undefined) return measured ?? cached ?? null;
  return (cached.measuredAt ?? '') >= (measured.measuredAt ?? '') ? cached : measured;
}

/** Shows at once what was measured last, and measures again when that is old. */
export function useDisk(): DiskState {
  const cached = useQuery(cachedQuery);
  const measured = useQuery({ ...measuredQuery, enabled: cached.isFetched });
  const usage = chooseUsage(cached.data, measured.data);
  const error = measured.error ?? cached.error;
  return { usage, isMeasuring: measured.isFetching, error: error?.code === 'cancelled' ? null : error };
}

/** The room of the volumes, read again whenever the queue has come to its end (renderer/state/queue/load-queue.ts). */
export function useVolumes(): DiskUsage | undefined {
  return useQuery(cachedQuery).data;
}

/** Walks over the disk now, however young the last walk is. */
export async function measureDisk(): Promise<void> {
  const fresh = { ...measuredQuery, queryFn: () => measure('fresh'), staleTime: 0 };
  // Why it failed is in the query, and is shown there.
  await queryClient.query(fresh).catch(() => undefined);
}

/** Ends the walk that is under way. */
export const stopMeasuring = walk.stop;

/** What of this app's own can go. */
export function useLeftovers(): UseQueryResult<DiskLeftover[]> {
  return useQuery(leftoversQuery);
}

/** Deletes leftovers. Answers what was freed and what could not be; undefined when it was refused, which is shown above the place. */
export async function cleanLeftovers(ids: readonly string[]): ReturnType<typeof attempt<'disk.clean'>> {
  const cleaned = await attempt('disk.clean', { ids: [...ids] });
  forget('disk', 'leftovers');
  // What lay in the trash was the way back of changes.
  forget('undo');
  if (cleaned) void measureDisk();
  return cleaned;
}
