import { repositoryKey } from '../../base/git/address';
import { isAtVersion, type ExactPack } from '../packs/exact/exact-pack';
import type { PackCopy } from '../packs/inventory/inventory';

/** Which copy on disk stands for which recorded pack. */
export interface Matching {
  pairs: readonly { pack: ExactPack; copy: PackCopy | null }[];
  /** Registry packs and clones that no recorded pack claims. */
  unclaimed: readonly PackCopy[];
}

function groupOfPack(pack: ExactPack): string {
  return pack.kind === 'registry' ? `id:${pack.id.toLowerCase()}` : `repo:${repositoryKey(pack.url) ?? pack.url}`;
}

/** A text that is equal for a recorded pack and the copies that may stand for it; null for copies that only their place tells apart. */
export function groupOfCopy({ source, registryId, repository }: PackCopy): string | null {
  if (source === 'registry') return registryId === null ? null : `id:${registryId.toLowerCase()}`;
  if (source !== 'git' || repository === null) return null;
  return `repo:${repositoryKey(repository) ?? repository}`;
}

/** How well a copy fits. Clones of one remote are told apart by their folder, versions of a registry pack by their number. */
function score(pack: ExactPack, copy: PackCopy): number {
  const isThere = pack.folder !== null && pack.folder.toLowerCase() === copy.originName.toLowerCase();
  const folder = isThere ? (pack.kind === 'git' ? 8 : 1) : 0;
  return folder + (isAtVersion(copy, pack) ? 4 : 0) + (copy.enabled === pack.isEnabled ? 2 : 0);
}

function pairUp(packs: readonly ExactPack[], copies: readonly PackCopy[]): Map<ExactPack, PackCopy> {
  const offers = packs.flatMap((pack) => copies.map((copy) => ({ pack, copy, score: score(pack, copy) })));
  const pairs = new Map<ExactPack, PackCopy>();
  const taken = new Set<PackCopy>();
  for (const { pack, copy } of offers.sort((a, b) => b.score - a.score)) {
    if (pairs.has(pack) || taken.has(copy)) continue;
    pairs.set(pack, copy);
    taken.add(copy);
  }
  return pairs;
}

/** Finds for each recorded pack the copy that fits best; a copy stands for one pack only. Pure. */
export function matchCopies(packs: readonly ExactPack[], copies: readonly PackCopy[]): Matching {
  const byGroup = new Map<string, { packs: ExactPack[]; copies: PackCopy[] }>();
  const groupNamed = (name: string) => {
    const group = byGroup.get(name) ?? { packs: [], copies: [] };
    byGroup.set(name, group);
    return group;
  };
  for (const pack of packs) groupNamed(groupOfPack(pack)).packs.push(pack);
  for (const copy of copies) {
    const name = groupOfCopy(copy);
    if (name !== null) groupNamed(name).copies.push(copy);
  }
  const pairs = new Map<ExactPack, PackCopy>();
  for (const group of byGroup.values()) {
    for (const [pack, copy] of pairUp(group.packs, group.copies)) pairs.set(pack, copy);
  }
  const claimed = new Set(pairs.values());
  const isPack = ({ source }: PackCopy) => source === 'registry' || source === 'git';
  return {
    pairs: packs.map((pack) => ({ pack, copy: pairs.get(pack) ?? null })),
    unclaimed: copies.filter((copy) => isPack(copy) && !claimed.has(copy)),
  };
}
