import { queryOptions, replaceEqualDeep, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { type AppError, toAppError } from '../../../src/contract/errors';
import { applyPackListChange } from '../../../src/contract/packs/pack-list-change';
import type { LocalPack } from '../../../src/contract/packs/local-packs';
import type { PackVersion } from '../../../src/contract/packs/catalogue-packs';
import { call } from '../../bridge';
import { showFailure } from '../installation/failure';
import { queryClient } from '../query-client';
import { type CachedCatalogue, loadCatalogue } from './catalogue-loader';

/** The packs on disk as the window knows them, and which answer of the core that was; null for what an earlier run prepared. */
export interface KnownPacks {
  revision: string | null;
  packs: LocalPack[];
}

const localPacksKey = ['packs', 'local'] as const;

/** Of thousands of packs a task changes one: what is known already is not asked for again, and stays the same objects. */
async function readLocalPacks(): Promise<KnownPacks> {
  const known = queryClient.getQueryData<KnownPacks>(localPacksKey);
  const since = known?.revision ?? undefined;
  const answer = await call('packs.local', since === undefined ? {} : { since });
  const { revision } = answer;
  if (answer.isWhole) return { revision, packs: replaceEqualDeep(known?.packs, answer.packs) };
  return { revision, packs: applyPackListChange(known?.packs ?? [], answer) };
}

export const localPacksQuery = queryOptions({
  queryKey: localPacksKey,
  queryFn: readLocalPacks,
  structuralSharing: false,
});

/** The copy on disk, for the startup view; no network. */
export const cachedCatalogueQuery = queryOptions({
  queryKey: ['catalogue', 'local'],
  queryFn: () => loadCatalogue('local'),
  structuralSharing: false,
});

const catalogueQuery = queryOptions({
  queryKey: ['catalogue', 'cache'],
  queryFn: () => loadCatalogue('cache'),
  structuralSharing: false,
});

/** The best catalogue known now: the current one, until then the copy on disk. */
export interface CatalogueState {
  catalogue: CachedCatalogue | null;
  isRefreshing: boolean;
  error: AppError | null;
}

/** Shows the copy on disk at once and replaces it by the current catalogue when that is there. */
export function useCatalogue(): CatalogueState {
  const cached = useQuery(cachedCatalogueQuery);
  // The two are not asked for at once: they are mostly the same megabytes, and would delay the startup view.
  const current = useQuery({ ...catalogueQuery, enabled: cached.isFetched });
  const hasCached = cached.data !== undefined && cached.data.rows > 0;
  const catalogue = current.data ?? (hasCached ? cached.data : undefined) ?? null;
  return { catalogue, isRefreshing: current.isFetching, error: catalogue ? null : current.error };
}

/** Fetches the catalogue now, whatever its age. */
async function refreshCatalogue(): Promise<void> {
  const refreshing = { ...catalogueQuery, queryFn: () => loadCatalogue('remote'), staleTime: 0 };
  await queryClient.query(refreshing);
}

export const versionsQuery = (key: string) =>
  queryOptions({ queryKey: ['versions', key], queryFn: () => call('packs.versions', { key }) });

/** Versions of a pack; asked for once it is looked at. */
export function useVersions(key: string, isWanted: boolean): UseQueryResult<PackVersion[]> {
  return useQuery({ ...versionsQuery(key), select: ({ versions }) => versions, enabled: isWanted });
}

/** Fetches the catalogue now; a failure is shown above the place. */
export function refreshNow(): void {
  refreshCatalogue().catch((thrown: unknown) => showFailure(toAppError(thrown)));
}
