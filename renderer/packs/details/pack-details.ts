import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { OperationOutput } from '../../../src/contract/operations';
import type { PackRequirement } from '../../../src/contract/packs/pack-details';
import { call } from '../../bridge';
import type { PackRecord } from '../../state/packs/pack-record';
import { listPackKinds } from '../../state/packs/pack-task';
import { queryClient } from '../../state/query-client';
import { versionsQuery } from '../../state/packs/pack-queries';

/** How the core finds a pack of the list: by its place when it is on disk. */
function refOf(record: PackRecord): string {
  return record.local?.key ?? record.registryId ?? record.key;
}

/** What is known of a pack without asking its repository. */
export function usePackDetails(record: PackRecord): UseQueryResult<OperationOutput<'packs.details'>> {
  const key = refOf(record);
  return useQuery({ queryKey: ['packs', 'details', key], queryFn: () => call('packs.details', { key }) });
}

/** The picture of a pack as a `data:` address; null until it is there, and where it has none. */
export function usePackPicture(url: string | undefined): string | null {
  const { data } = useQuery({
    queryKey: ['pack-picture', url],
    queryFn: async () => (url === undefined ? null : (await call('packs.picture', { url })).data),
    enabled: url !== undefined,
  });
  return data ?? null;
}

/** An answer that came over the network, and how to ask for it again. */
export interface RequestedAnswer<T> {
  query: UseQueryResult<T>;
  /** Asks again, however young the kept answer is. */
  askAgain: () => void;
}

/** Which pack, and whether its answer is wanted yet. */
interface Question {
  record: PackRecord;
  isWanted?: boolean;
}

type Ask<T> = (question: { key: string; fresh: boolean }) => Promise<T>;

/** Forgotten with everything else about packs when those on disk change. */
function useRequested<T>(name: string, { record, isWanted = true }: Question, ask: Ask<T>): RequestedAnswer<T> {
  const key = refOf(record);
  const optionsFor = (fresh: boolean) =>
    queryOptions({ queryKey: ['packs', name, key], queryFn: () => ask({ key, fresh }) });
  const askAgain = (): void => {
    // Why it failed is in the query itself.
    queryClient.query({ ...optionsFor(true), staleTime: 0 }).catch(() => undefined);
  };
  return { query: useQuery({ ...optionsFor(false), enabled: isWanted }), askAgain };
}

export function usePackReadme(record: PackRecord): RequestedAnswer<OperationOutput<'packs.readme'>> {
  return useRequested('readme', { record }, (question) => call('packs.readme', question));
}

export function usePackRequirements(
  record: PackRecord,
  isWanted = true,
): RequestedAnswer<OperationOutput<'packs.requirements'>> {
  return useRequested('requirements', { record, isWanted }, (question) => call('packs.requirements', question));
}

/** What an installation would bring; a line that is left out on purpose stays as it is. */
export function isLacking({ standing, note }: PackRequirement): boolean {
  return note === null && (standing === 'missing' || standing === 'unmet');
}

/** Whether something is broken that installing the requirements again may mend: the pack did not load, or lacks one of them. */
export function useNeedsReinstall(record: PackRecord): boolean {
  const canReinstall = listPackKinds(record).includes('fix');
  // Of a pack on disk only files are read.
  const { data } = usePackRequirements(record, canReinstall).query;
  if (!canReinstall) return false;
  return record.local?.standing?.state === 'did-not-load' || (data?.requirements ?? []).some(isLacking);
}

/** How far git is ahead; a repository is asked, so only who shows it uses this. */
export function usePackNightly(record: PackRecord): RequestedAnswer<OperationOutput<'packs.nightly'>> {
  return useRequested('nightly', { record }, (question) => call('packs.nightly', question));
}

/** The rows of the version picker and how fresh they are. */
export function usePackVersions(record: PackRecord): UseQueryResult<OperationOutput<'packs.versions'>> {
  return useQuery(versionsQuery(record.registryId ?? record.key));
}
