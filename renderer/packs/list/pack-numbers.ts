import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { findMisfit } from '../../../src/contract/library/pack-fit';
import type { Machine } from '../../../src/contract/library/pack-needs';
import { call } from '../../bridge';
import { isOfDisk, type PackSort } from '../../navigation/filters';
import { useComfyStatus } from '../../state/comfyui/comfy-queries';
import type { PackIndex } from '../../state/packs/pack-index';
import { lastSegment } from '../../texts/formatting';

type Numbers = ReadonlyMap<string, number>;

const noNumbers: Numbers = new Map();

/** How long ComfyUI took at its last start to import each pack, in seconds by key. */
function useImportSeconds({ findByName }: PackIndex, isWanted: boolean): Numbers {
  const imports = useComfyStatus().data?.imports;
  return useMemo(() => {
    if (!isWanted || !imports) return noNumbers;
    return new Map(
      imports.flatMap(({ path, seconds }) => {
        const key = findByName(lastSegment(path))?.key;
        return key === undefined ? [] : [[key, seconds] as const];
      }),
    );
  }, [imports, findByName, isWanted]);
}

/** What each pack takes on disk, in bytes by key; measured when somebody sorts by it. */
function useSizes({ listOnDisk }: PackIndex, isWanted: boolean): Numbers {
  const { data } = useQuery({
    queryKey: ['packs', 'sizes'],
    queryFn: async () => (await call('packs.sizes', {})).sizes,
    enabled: isWanted,
  });
  return useMemo(() => {
    if (!isWanted || data === undefined) return noNumbers;
    return new Map(
      listOnDisk().flatMap(({ key, local }) => {
        const size = data[local?.key ?? key];
        return size === undefined ? [] : [[key, size] as const];
      }),
    );
  }, [data, listOnDisk, isWanted]);
}

/** When each pack came, in milliseconds since 1970 by key. */
function readInstalled({ listOnDisk }: PackIndex): Numbers {
  return new Map(
    listOnDisk().flatMap(({ key, local }) =>
      local?.installedAt === undefined ? [] : [[key, Date.parse(local.installedAt)] as const],
    ),
  );
}

/** What packs on disk are sorted by; nothing where the sort is an order of the whole list. */
export function useNumbers(packIndex: PackIndex, sort: PackSort): Numbers {
  const seconds = useImportSeconds(packIndex, sort === 'import-time');
  const sizes = useSizes(packIndex, sort === 'size');
  const installed = useMemo(() => (sort === 'installed' ? readInstalled(packIndex) : noNumbers), [packIndex, sort]);
  return isOfDisk(sort) ? { 'import-time': seconds, size: sizes, installed }[sort] : noNumbers;
}

const noKeys: ReadonlySet<string> = new Set();

/** Keys of the packs that say that they do not run here. */
function findUnfit({ inOrder }: PackIndex, machine: Machine): ReadonlySet<string> {
  const records = inOrder('stars').map(({ record }) => record);
  return new Set(records.filter(({ needs }) => findMisfit(needs, machine) !== null).map(({ key }) => key));
}

/** Those packs, where a search asks for them. */
export function useUnfit(packIndex: PackIndex, machine: Machine, isWanted: boolean): ReadonlySet<string> {
  return useMemo(() => (isWanted ? findUnfit(packIndex, machine) : noKeys), [packIndex, machine, isWanted]);
}
