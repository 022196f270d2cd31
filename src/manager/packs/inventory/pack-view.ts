import { isDeepStrictEqual } from 'node:util';
import { toLongRecord } from '../../../base/text/long-record';
import type { InstalledPacks, LocalPack } from '../../../contract/packs/local-packs';
import { choosePacks, toInstalledPack, toLocalPack, type PackCopy } from './inventory';

/** What is on disk, in the forms it is asked for. Frozen, and the same objects as long as nothing about them changed. */
export interface PackView {
  /** Every copy of every pack, enabled ones first. */
  copies: PackCopy[];
  /** One entry per pack: its active copy, else its newest disabled one. */
  list: LocalPack[];
  /** The copy that each pack of the list stands for, at the same place. */
  chosen: PackCopy[];
  /** The list as the map of `customnode/installed`. */
  installed: InstalledPacks;
}

/** What was made of a copy or pack that lives: of 2,000 packs an operation changes one, and the others are not made again. */
const localOf = new WeakMap<PackCopy, LocalPack>();
const entryOf = new WeakMap<LocalPack, InstalledPacks[string] | null>();

function readLocal(copy: PackCopy): LocalPack {
  const known = localOf.get(copy);
  if (known !== undefined) return known;
  const local = Object.freeze(toLocalPack(Object.freeze(copy)));
  localOf.set(copy, local);
  return local;
}

function readEntry(pack: LocalPack): InstalledPacks[string] | null {
  const known = entryOf.get(pack);
  if (known !== undefined) return known;
  const entry = toInstalledPack(pack);
  entryOf.set(pack, Object.freeze(entry));
  return entry;
}

/** Whether two lists say the same; what is the same object is not looked into. */
function haveSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, at) => one === b[at] || isDeepStrictEqual(one, b[at]));
}

/** The place of the next pack that the map shows, from `at` on. */
function nextShown(packs: readonly LocalPack[], at: number): number {
  let next = at;
  for (let pack = packs[next]; pack !== undefined && readEntry(pack) === null; pack = packs[next]) next += 1;
  return next;
}

/** Whether two lists are the same map; it is not made to find out, and the first difference is the last thing looked at. */
function showSame(a: readonly LocalPack[], b: readonly LocalPack[]): boolean {
  for (let [at, other] = [nextShown(a, 0), nextShown(b, 0)]; ;) {
    const [one, two] = [a[at], b[other]];
    if (one === undefined || two === undefined) return one === two;
    const isSame = one === two || (one.key === two.key && isDeepStrictEqual(readEntry(one), readEntry(two)));
    if (!isSame) return false;
    at = nextShown(a, at + 1);
    other = nextShown(b, other + 1);
  }
}

/** Packs as the map of `customnode/installed`. */
export function composeInstalled(packs: readonly LocalPack[]): InstalledPacks {
  const shown = packs.flatMap((pack) => {
    const entry = readEntry(pack);
    return entry === null ? [] : [[pack.key, entry] as const];
  });
  return toLongRecord(shown);
}

/** Puts copies into the forms they are asked for; a form that says the same as before stays the same object. */
export function composeView(copies: readonly PackCopy[], before: PackView | null): PackView {
  const isSame = before?.copies.length === copies.length && before.copies.every((one, at) => one === copies[at]);
  if (before !== null && isSame) return before;
  const chosen = choosePacks(copies);
  const list = chosen.map(readLocal);
  if (before !== null && haveSame(before.list, list)) return freeze({ ...before, copies: [...copies], chosen });
  const isKnown = before !== null && showSame(before.list, list);
  return freeze({ copies: [...copies], chosen, list, installed: isKnown ? before.installed : composeInstalled(list) });
}

function freeze(view: PackView): PackView {
  for (const form of Object.values(view)) Object.freeze(form);
  return Object.freeze(view);
}
