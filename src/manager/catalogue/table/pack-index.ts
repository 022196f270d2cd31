import { forEachInSlices, type TimeSlice } from '../../../base/async/time-slice';
import type { CataloguePack } from '../../../contract/packs/catalogue-packs';
import { isGitAddress } from '../../../contract/text/git-address';
import { addressKey } from '../sources/addresses';
import type { MergedPack } from './merge';

/** Finds lines of one catalogue without scanning it. */
export interface PackIndex {
  /** By registry id, catalogue key, the list's own id, `owner/repo`, address, or repository name when only one pack has it. Null when none. */
  find(ref: string): CataloguePack | null;
}

function addFirst(map: Map<string, CataloguePack>, key: string, pack: CataloguePack): void {
  if (!map.has(key)) map.set(key, pack);
}

function repositoryName(pack: CataloguePack): string | null {
  return pack.repository === null ? null : (pack.repository.split('/').at(-1)?.toLowerCase() ?? null);
}

/** Names that exactly one repository has: picking one of several would install somebody else's code. */
async function indexNames(merged: readonly MergedPack[], slice: TimeSlice): Promise<Map<string, CataloguePack>> {
  const byName = new Map<string, CataloguePack | null>();
  await forEachInSlices(merged, slice, ({ pack }) => {
    const name = repositoryName(pack);
    if (name === null) return;
    const known = byName.get(name);
    const isOther =
      known === null ||
      (known !== undefined && addressKey(known.repository ?? '') !== addressKey(pack.repository ?? ''));
    byName.set(name, isOther ? null : (known ?? pack));
  });
  return new Map([...byName].filter((entry): entry is [string, CataloguePack] => entry[1] !== null));
}

/** Makes the maps of one catalogue, giving way to other work. */
export async function createPackIndex(merged: readonly MergedPack[], slice: TimeSlice): Promise<PackIndex> {
  const byId = new Map<string, CataloguePack>();
  const byKey = new Map<string, CataloguePack>();
  const byListId = new Map<string, CataloguePack>();
  const byAddress = new Map<string, CataloguePack>();
  await forEachInSlices(merged, slice, ({ pack, catalogueId }) => {
    if (pack.registryId !== null) addFirst(byId, pack.registryId.toLowerCase(), pack);
    addFirst(byKey, pack.key.toLowerCase(), pack);
    if (catalogueId !== null) addFirst(byListId, catalogueId.toLowerCase(), pack);
    for (const url of [pack.repository, ...pack.files]) if (url !== null) addFirst(byAddress, addressKey(url), pack);
  });
  const byName = await indexNames(merged, slice);
  return {
    find: (ref) => {
      const isAddress = isGitAddress(ref) || ref.includes('/');
      if (isAddress) return byAddress.get(addressKey(ref)) ?? byKey.get(ref.toLowerCase()) ?? null;
      const folded = ref.toLowerCase();
      return byId.get(folded) ?? byKey.get(folded) ?? byListId.get(folded) ?? byName.get(folded) ?? null;
    },
  };
}
