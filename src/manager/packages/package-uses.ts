import { basename } from 'node:path';
import { AppError } from '../../contract/errors';
import type { PackageUse, PackageUses, PackageWhy } from '../../contract/python/package-uses';
import type { TaskKind } from '../../contract/tasks/tasks';
import { msg } from '../../contract/text/message';
import type { Areas } from '../areas';
import type { PackCopy } from '../packs/inventory/inventory';
import { hasInstallScript } from '../python/scripts/install-script';
import { normaliseName } from '../python/packages/packages';
import { parseRequirement } from '../python/requirements/requirement';
import type { PackageOrigin, UsesQuestion } from '../python/uses/package-uses';
import { findArrivals, type PackageArrival } from '../records/package-arrivals';

/** What the uses of packages are read from. */
export type UsesAreas = Pick<Areas, 'python' | 'packs' | 'records'>;

/** Changes whose packages are those of a pack. */
const packKinds: ReadonlySet<string> = new Set<TaskKind>([
  ...(['install', 'install-archive', 'update', 'fix', 'enable'] as const),
]);

/** The names and extras that a task of a person's own named. */
function namedIn(target: string): { name: string | null; extras: readonly string[] }[] {
  return target.split(', ').map(parseRequirement);
}

const fold = (name: string): string => name.replace(/\.disabled$|@[\w.+-]+$/u, '').toLowerCase();

interface Copies {
  list: readonly PackCopy[];
  withScript: ReadonlySet<PackCopy>;
}

/** Whose a package is; null where one of the changes that brought it was neither a pack's nor a person's own by name. */
function originOf(name: string, { infoPath, tasks, places }: PackageArrival, copies: Copies): PackageOrigin | null {
  const own = tasks.filter(({ kind }) => kind === 'install-packages');
  const ofPacks = tasks.filter(({ kind }) => packKinds.has(kind));
  if (own.length + ofPacks.length < tasks.length) return null;
  const byHand = own.flatMap(({ target }) => namedIn(target)).find((one) => one.name === name) ?? null;
  const names = new Set([
    ...ofPacks.map(({ target }) => fold(target)),
    ...places.map((place) => fold(basename(place))),
  ]);
  const there = copies.list.filter((copy) =>
    [copy.key, copy.name, copy.originName, copy.registryId].some((one) => one !== null && names.has(fold(one))),
  );
  const cameWith = [...new Set(tasks.map(({ target }) => target))];
  return { infoPath, byHand, cameWith, hasScript: there.some((copy) => copies.withScript.has(copy)) };
}

function foldersOf(copies: readonly PackCopy[]): UsesQuestion['packs'] {
  return copies.map(({ originName: name, dir, enabled }) => ({ name, dir, isEnabled: enabled }));
}

/**
 * Who needs each installed package: ComfyUI, enabled and disabled packs, other packages, a person. Only what a change of a pack brought, and what came with a
 * package that a person asked for, can count as unneeded. From files alone. Throws `environment-missing`.
 */
export function readPackageUses(areas: UsesAreas): Promise<PackageUses> {
  return judgeUses(areas, findArrivals(areas.records.list()));
}

async function judgeUses(
  { python, packs }: Pick<UsesAreas, 'python' | 'packs'>,
  arrivals: ReadonlyMap<string, PackageArrival>,
): Promise<PackageUses> {
  const all = await packs.copies();
  const list = all.filter(({ source }) => source !== 'file');
  const scripted = await Promise.all(list.map(async (copy) => ((await hasInstallScript(copy.dir)) ? [copy] : [])));
  const copies: Copies = { list, withScript: new Set(scripted.flat()) };
  const origins = [...arrivals].flatMap(([name, arrival]) => {
    const origin = originOf(name, arrival, copies);
    return origin === null ? [] : [[name, origin] as const];
  });
  return python.reports.packageUses({ packs: foldersOf(list), origins: new Map(origins) });
}

/** Why one package is there. Throws `environment-missing`, and `not-found` for one that is not installed. */
export async function readPackageWhy(areas: UsesAreas, name: string): Promise<PackageWhy> {
  const [reasons, { packages }] = await Promise.all([
    areas.python.reports.packageReasons(name),
    readPackageUses(areas),
  ]);
  const own = normaliseName(name);
  const use = packages.find((one) => one.name === own);
  if (use === undefined)
    throw new AppError('not-found', msg`${name} is not installed.`, {
      remedy: msg`Read the list of packages again.`,
    });
  return { ...reasons, use };
}

/**
 * The packages that nobody needs any more of those that the changes of a pack brought; reads nothing where the records know of none. Never fails: the task of
 * a pack is done whatever is known of packages.
 */
export async function findLeftovers(areas: UsesAreas, target: string): Promise<PackageUse[]> {
  const arrivals = findArrivals(areas.records.list());
  const isOf = ({ tasks, places }: PackageArrival): boolean =>
    tasks.some((task) => fold(task.target) === fold(target)) ||
    places.some((place) => fold(basename(place)) === fold(target));
  if (![...arrivals.values()].some(isOf)) return [];
  const { packages } = await judgeUses(areas, arrivals).catch((): PackageUses => ({ packages: [], unread: [] }));
  return packages.filter(({ standing }) => standing === 'unneeded');
}
