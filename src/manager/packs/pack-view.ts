import type { InstalledPacks, LocalPack } from '../../contract/packs';
import { choosePacks, toInstalledPacks, toLocalPack, type PackCopy } from './inventory';

/** What is on disk, in the forms it is asked for. Frozen, and the same objects as long as nothing about them changed. */
export interface PackView {
  /** Every copy of every pack, enabled ones first. */
  copies: PackCopy[];
  /** One entry per pack: its active copy, else its newest disabled one. */
  list: LocalPack[];
  /** The list as the map of `customnode/installed`. */
  installed: InstalledPacks;
}

function freeze(items: object): void {
  for (const item of Object.values(items) as unknown[]) Object.freeze(item);
  Object.freeze(items);
}

/** The older of two values when they say the same. */
function preferKnown<T>(known: T | undefined, fresh: T): T {
  return known !== undefined && JSON.stringify(known) === JSON.stringify(fresh) ? known : fresh;
}

/** Puts copies into the forms they are asked for; a form that says the same as before stays the same object. */
export function composeView(copies: readonly PackCopy[], before: PackView | null): PackView {
  const isSame = before?.copies.length === copies.length && before.copies.every((one, at) => one === copies[at]);
  if (before !== null && isSame) return before;
  const list = preferKnown(before?.list, choosePacks(copies).map(toLocalPack));
  const installed = list === before?.list ? before.installed : preferKnown(before?.installed, toInstalledPacks(list));
  const view = { copies: [...copies], list, installed };
  for (const form of Object.values(view)) freeze(form);
  return Object.freeze(view);
}
