import { queryOptions, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { DuplicateGroup, HashingProgress } from '../../../src/contract/models';
import { call } from '../../bridge';
import { queryClient } from '../../state/query-client';

const whileHashingMs = 2000;

const duplicatesQuery = queryOptions({
  queryKey: ['models', 'duplicates'],
  queryFn: () => call('models.duplicates', {}),
  refetchOnMount: 'always',
  refetchInterval: ({ state }) => (state.data?.hashing == null ? false : whileHashingMs),
});

const noGroups: readonly DuplicateGroup[] = [];

/** What is known of files that lie on disk more than once; null before the first answer. */
export interface Duplicates {
  isKnown: boolean;
  groups: readonly DuplicateGroup[];
  /** What has still to be read; null where nothing is under way. */
  hashing: HashingProgress | null;
  /** The settings say that files are not read in the background. */
  isHashingOff: boolean;
  /** What the trash keeps of copies that are linked, in bytes. */
  trashBytes: number;
}

/** The files that lie on disk more than once. More are found while files are read in the background; when that is over the list is asked for anew, for the hashes. */
export function useDuplicates(): Duplicates {
  const { data } = useQuery(duplicatesQuery);
  const hashing = data?.hashing ?? null;
  const isHashing = hashing !== null;
  useEffect(() => {
    if (!isHashing) return undefined;
    return () => void queryClient.invalidateQueries({ queryKey: ['models', 'local'] });
  }, [isHashing]);
  return {
    isKnown: data !== undefined,
    groups: data?.groups ?? noGroups,
    hashing,
    isHashingOff: data?.isHashingOff ?? false,
    trashBytes: data?.trashBytes ?? 0,
  };
}

/** The other places of what lies on disk more than once, by path. Names of one file are no other places. Pure. */
export function findCopies(groups: readonly DuplicateGroup[]): ReadonlyMap<string, readonly string[]> {
  const others = ({ files }: DuplicateGroup) =>
    files.map(({ path, copy }) => [path, files.filter((one) => one.copy !== copy).map((one) => one.path)] as const);
  return new Map(groups.flatMap(others));
}

/** The copies of one content that can become one file: the first of a disk stays, the others become further names of it. Pure. */
export function listLinks({ files }: DuplicateGroup): { path: string; others: string[] }[] {
  const disks = [...new Set(files.map(({ disk }) => disk))];
  return disks.flatMap((disk) => {
    const [kept, ...rest] = files.filter((file) => file.disk === disk);
    const others = rest.filter(({ copy }) => copy !== kept?.copy).map(({ path }) => path);
    return kept === undefined || others.length === 0 ? [] : [{ path: kept.path, others }];
  });
}
