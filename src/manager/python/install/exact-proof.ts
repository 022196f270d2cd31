import { freeze } from '../packages/frozen-packages';
import { versionsOf, type Distribution } from '../packages/packages';
import { comes, isSameVersion, type ExactChange } from '../plan/changes';
import { commitOf, placeOfAddress } from '../requirements/address';

/** Whether a distribution came from an address, by what its installer wrote beside its metadata (`direct_url.json`, PEP 610). */
async function isFrom(distribution: Distribution, address: string): Promise<boolean> {
  const { address: own } = await freeze(distribution);
  if (own === null || placeOfAddress(own) !== placeOfAddress(address)) return false;
  const commit = commitOf(address);
  return commit === null || commit === commitOf(own);
}

async function isAsPlanned(change: ExactChange, distribution: Distribution | undefined): Promise<boolean> {
  if (!comes(change)) return distribution === undefined;
  if (distribution === undefined) return false;
  const { to, address } = change;
  if (to !== null && !isSameVersion(distribution.version, to)) return false;
  return address === null || isFrom(distribution, address);
}

/** The names of changes that have not happened: by name and version, and what came from an address by the address. */
async function findUndone(
  changes: readonly ExactChange[],
  installed: ReadonlyMap<string, Distribution>,
): Promise<string[]> {
  const done = await Promise.all(changes.map((change) => isAsPlanned(change, installed.get(change.name))));
  return changes.filter((_, at) => done[at] !== true).map(({ name }) => name);
}

/** What a resolve found, and what was there before. */
interface ExactChanges {
  /** Name to version. */
  before: ReadonlyMap<string, string>;
  changes: readonly ExactChange[];
}

/** The names of packages that are not as these changes, and no other, would have left them. */
export async function findUnproven(
  { before, changes }: ExactChanges,
  installed: ReadonlyMap<string, Distribution>,
): Promise<string[]> {
  const after = versionsOf(installed);
  const planned = new Set(changes.map(({ name }) => name));
  const others = [...new Set([...before.keys(), ...after.keys()])].filter((name) => !planned.has(name));
  const moved = others.filter((name) => before.get(name) !== after.get(name));
  return [...(await findUndone(changes, installed)), ...moved];
}
