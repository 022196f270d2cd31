import { createEmitter } from '../../../base/async/emitter';
import {
  groupsKeyOf,
  isGroupsKeyOfId,
  joinGroups,
  readGroupsIn,
  splitGroups,
} from '../../python/requirements/optional-groups';
import type { PackCopy } from '../inventory/inventory';
import type { PackContext } from './pack-run';

/** Chosen optional groups: the folder of a pack to the names of its groups. */
type Choices = Readonly<Record<string, readonly string[]>>;

/** The groups of one pack. */
interface Choice {
  /** What its folder is called when it is enabled. */
  folder: string;
  names: readonly string[];
}

/** What comes of the choices that an installation brings. */
export interface ChoicePlan {
  taken: Choice[];
  /** How many packs have a choice of their own here, which stays. */
  here: number;
  /** What nobody could install: the pack is not here, or has no such group in its version. */
  left: Choice[];
}

/** The way of chosen optional groups to another installation. No package comes with them: what they ask for is told as every other requirement that is not met. */
export interface CarriedChoices {
  /** What is chosen here, by the folded names of folders. */
  list(): Promise<Choices>;
  /** What of these can be taken over; nothing is changed. */
  plan(given: Choices): Promise<ChoicePlan>;
  /** Takes over what was planned, but for packs that have got a choice meanwhile. */
  takeIn(plan: Pick<ChoicePlan, 'taken'>): Promise<void>;
  onChange(listener: () => void): () => void;
}

type Sources = Pick<PackContext, 'groups'> & { copies: () => Promise<readonly PackCopy[]> };

/** The copies that can have groups, by the key of their choice: an enabled one before others. */
function byKey(copies: readonly PackCopy[]): ReadonlyMap<string, PackCopy> {
  const found = new Map<string, PackCopy>();
  for (const copy of copies) {
    const key = groupsKeyOf(copy.originName);
    if (copy.source !== 'file' && (copy.enabled || !found.has(key))) found.set(key, copy);
  }
  return found;
}

/** Splits a choice by what the pack has. */
async function judge(
  { folder, names }: Choice,
  copy: PackCopy | undefined,
): Promise<Pick<ChoicePlan, 'taken' | 'left'>> {
  const known = copy === undefined ? null : await readGroupsIn(copy.dir);
  const [own, gone] = [
    names.filter((name) => known?.has(name) === true),
    names.filter((name) => known?.has(name) !== true),
  ];
  const one = copy?.originName ?? folder;
  return {
    taken: own.length === 0 ? [] : [{ folder: one, names: own }],
    left: gone.length === 0 ? [] : [{ folder: one, names: gone }],
  };
}

/** Makes the way out and in. */
export function createCarriedChoices({ groups, copies }: Sources): CarriedChoices {
  const changed = createEmitter<null>();
  return {
    async list() {
      const own = [...(await groups.read())].filter(([key]) => !isGroupsKeyOfId(key));
      return Object.fromEntries(own.map(([key, text]) => [key, splitGroups(text)]));
    },
    async plan(given) {
      const [now, there] = [await groups.read(), byKey(await copies())];
      const choices = Object.entries(given).flatMap(([folder, names]) => {
        const own = splitGroups(joinGroups(names));
        return own.length === 0 ? [] : [{ folder, names: own }];
      });
      const coming = choices.filter(({ folder }) => !now.has(groupsKeyOf(folder)));
      const judged = await Promise.all(coming.map((one) => judge(one, there.get(groupsKeyOf(one.folder)))));
      return {
        taken: judged.flatMap(({ taken }) => taken),
        here: choices.length - coming.length,
        left: judged.flatMap(({ left }) => left),
      };
    },
    async takeIn({ taken }) {
      const now = await groups.read();
      const remember = taken
        .map(({ folder, names }) => [groupsKeyOf(folder), joinGroups(names)] as const)
        .filter(([key]) => !now.has(key));
      if (remember.length === 0) return;
      await groups.apply(await groups.plan({ remember }));
      changed.emit(null);
    },
    onChange: (listener) => changed.on(listener),
  };
}

/** Groups as they are told: `face-pack [swap, video]`. Pure. */
export const tellChoice = ({ folder, names }: Choice): string => `${folder} [${names.join(', ')}]`;
