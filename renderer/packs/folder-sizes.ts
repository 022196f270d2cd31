import { useQueries } from '@tanstack/react-query';
import { call } from '../bridge';
import type { PackRecord } from '../state/packs/pack-record';

/** The sizes of more packs are not asked for, because each needs a walk through a folder. */
const maxMeasured = 40;

/** What installed packs take on disk, in bytes by key, as far as it is known by now; nothing is asked of longer lists. */
export function useFolderSizes(records: readonly PackRecord[]): ReadonlyMap<string, number> {
  const measured = records.length > maxMeasured ? [] : records.filter(({ local }) => local !== null);
  const queries = measured.map(({ key, local }) => ({
    queryKey: ['packs', 'size', key],
    queryFn: async () => (await call('packs.details', { key: local?.key ?? key })).onDisk?.sizeBytes ?? null,
  }));
  const answers = useQueries({ queries });
  return new Map(
    measured.flatMap(({ key }, position) => {
      const size = answers[position]?.data;
      return typeof size === 'number' ? [[key, size] as const] : [];
    }),
  );
}
