import type { LocalPack } from '../../../contract/packs/local-packs';
import { choiceFor, splitGroups } from '../../python/requirements/optional-groups';
import type { PackCopy } from './inventory';

/** Packs with their chosen groups as they were shown last: what says the same is the same object. */
const shown = new WeakMap<LocalPack, { names: string; pack: LocalPack }>();

function withNames(pack: LocalPack, names: string): LocalPack {
  const known = shown.get(pack);
  if (known?.names === names) return known.pack;
  const now = { ...pack, groups: splitGroups(names) };
  shown.set(pack, { names, pack: now });
  return now;
}

/** The packs with their chosen optional groups on them. `copies`: what each stands for, at the same place; `chosen`: as they are kept. */
export function withGroups(
  packs: readonly LocalPack[],
  copies: readonly PackCopy[],
  chosen: ReadonlyMap<string, string>,
): LocalPack[] {
  if (chosen.size === 0) return [...packs];
  return packs.map((pack, at) => {
    const copy = copies[at];
    const names = copy === undefined ? undefined : choiceFor(chosen, copy.originName);
    return names === undefined ? pack : withNames(pack, names);
  });
}
