import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { PackageUse, PackageUses } from '../../../src/contract/python/package-uses';
import { call } from '../../bridge';
import { queryClient } from '../query-client';

/** Below `python`, so that the end of the queue makes it old. */
const usesQuery = queryOptions({
  queryKey: ['python', 'uses'],
  queryFn: () => call('python.uses', {}),
  refetchOnMount: 'always',
});

/** Who needs the installed packages. */
export function usePackageUses(): UseQueryResult<PackageUses> {
  return useQuery(usesQuery);
}

/** The packages that nobody needs any more, of an answer. Pure. */
export function listUnneeded({ packages }: PackageUses): PackageUse[] {
  return packages.filter(({ standing }) => standing === 'unneeded');
}

/** The same, read now. */
export async function readUnneeded(): Promise<PackageUse[]> {
  return listUnneeded(await queryClient.query({ ...usesQuery, staleTime: 0 }));
}
