import { dirname, join, sep } from 'node:path';
import { isInside, listNames, pathExists } from '../../../base/files/files';
import { movePath } from '../../../base/files/move-files';
import type { JobContext } from '../../../base/async/job';
import { toAppError } from '../../../contract/errors';
import { bringAllBack, describe, type BringBackContext, type Missed } from './bring-back';
import { createDamageCheck, haveRecordedSizes } from './distribution-files';
import type { JournalEntry, KnownDistribution, WrittenEntry } from './package-journal';
import type { PackageStore } from './package-store';
import { listAll } from './package-place';
import type { Distribution } from './packages';
import { clearUp, listProtected, placesNow, takeAway } from './take-away';

/** How packages were brought back to what was written down; each is named with its version. */
export interface Repair {
  restored: string[];
  removed: string[];
  /** How many files and folders went that the change had left beside. */
  cleared: number;
  /** What could not be brought back, and why. */
  owed: Missed[];
}

/** pip moves a folder aside as `~ame`, beside its place, before it deletes it; such a one goes back where its place is free. */
async function bringBackHalfRemoved({ names }: JournalEntry, job: JobContext): Promise<void> {
  for (const [folder, before] of Object.entries(names)) {
    const now = new Set(await listNames(folder));
    for (const moved of [...now].filter((name) => name.startsWith('~'))) {
      const end = /^~[-~.=%0-9]*(.+)$/.exec(moved)?.[1] ?? '';
      const places = before.filter((name) => name.length === moved.length && name.endsWith(end) && !now.has(name));
      const [place, ...others] = places;
      if (place === undefined || others.length > 0) continue;
      await movePath(join(folder, moved), join(folder, place));
      job.log(`${moved} is ${place} again.`);
      now.add(place);
    }
  }
}

async function isWrong(known: KnownDistribution, store: PackageStore, asOfMs: number): Promise<boolean> {
  const { name, version, infoPath, record } = known;
  if (!(await pathExists(infoPath))) return true;
  const differs = await store.differs(known, asOfMs);
  if (differs !== null) return differs;
  // It is not kept: without RECORD nothing is known of its files.
  if (record === null) return false;
  const distribution = { name, version, infoPath, hasTwin: false };
  return (await createDamageCheck()(distribution)) !== null || !(await haveRecordedSizes(distribution));
}

/** The folders at the top of site-packages that files lie in. */
function topFolders(sitePackages: string, places: readonly string[]): string[] {
  return places.flatMap((place) => {
    if (!isInside(sitePackages, place)) return [];
    const [top = '', ...below] = place.slice(sitePackages.length + 1).split(sep);
    return below.length === 0 ? [] : [join(sitePackages, top)];
  });
}

/** What of an entry may be otherwise: what the change was to move, and what shares a file with something that came. */
async function listMoving({ before, moving }: JournalEntry, added: readonly Distribution[]) {
  if (moving === null) return before;
  const brought = new Set((await Promise.all(added.map(placesNow))).flat());
  const names = new Set(moving);
  const isUnder = async (one: KnownDistribution): Promise<boolean> =>
    brought.size > 0 && (await placesNow(one)).some((place) => brought.has(place));
  const chosen = await Promise.all(before.map(async (one) => names.has(one.name) || isUnder(one)));
  return before.filter((_one, at) => chosen[at]);
}

/** What the entry wrote down and is not so any more. What is owed counts as settled where somebody has installed another version meanwhile. */
async function findWrong(
  { state, startedAt }: JournalEntry,
  { moving, now }: { moving: readonly KnownDistribution[]; now: readonly Distribution[] },
  store: PackageStore,
) {
  const findDamage = createDamageCheck();
  const wrong: KnownDistribution[] = [];
  for (const known of moving) {
    const other = now.find(({ name, infoPath }) => name === known.name && infoPath !== known.infoPath);
    const isSettled = state === 'owed' && other !== undefined && (await findDamage(other)) === null;
    if (!isSettled && (await isWrong(known, store, Date.parse(startedAt)))) wrong.push(known);
  }
  return wrong;
}

/** What differs from an entry: what is wrong of what it wrote down, and what came. */
async function compare(entry: JournalEntry, store: PackageStore) {
  const now = await listAll(entry.environment);
  const infos = new Set(entry.before.map(({ infoPath }) => infoPath));
  const added = entry.state === 'owed' ? [] : now.filter(({ infoPath }) => !infos.has(infoPath));
  const moving = await listMoving(entry, added);
  return { wrong: await findWrong(entry, { moving, now }, store), added };
}

/** The folders that distributions lie in, as they are kept. */
async function foldersOf(distributions: readonly KnownDistribution[], store: PackageStore): Promise<string[]> {
  const folders = distributions.map(({ infoPath }) => infoPath);
  for (const known of distributions)
    folders.push(...topFolders(dirname(known.infoPath), (await store.placesOf(known)) ?? []));
  return folders;
}

/** Holds what is whole of them: it is not lost by being taken back. Answers the folders they lie in. */
async function keepAdded(added: readonly Distribution[], store: PackageStore, job: JobContext): Promise<string[]> {
  const findDamage = createDamageCheck();
  const folders: string[] = [];
  for (const distribution of added) {
    folders.push(...topFolders(dirname(distribution.infoPath), await placesNow(distribution)));
    if ((await findDamage(distribution)) !== null) continue;
    await store
      .keep(await store.identify([distribution]))
      .catch((error: unknown) => job.log(toAppError(error).message));
  }
  return folders;
}

/**
 * Brings the packages back to what an entry wrote down: what is missing, damaged or changed is put back, file by file from the store, else by
 * the tool, and what was added is taken away, unless it stands for what cannot be had. That is answered as owed; everything else is done all the
 * same. Throws `disk-full`.
 */
export async function putRight(
  { entry, writtenMs }: WrittenEntry,
  context: BringBackContext,
  job: JobContext,
): Promise<Repair> {
  const { store } = context;
  const { before } = entry;
  await bringBackHalfRemoved(entry, job);
  const { wrong, added } = await compare(entry, store);
  const changed = new Set([...(await keepAdded(added, store, job)), ...(await foldersOf(wrong, store))]);
  const asOfMs = Date.parse(entry.startedAt);
  const { restored, byTool, missed: owed } = await bringAllBack({ wanted: wrong, asOfMs }, context, job);
  const missed = new Set(owed.map(({ known: { name } }) => name));
  const staying = await store.identify(added.filter(({ name }) => missed.has(name)));
  const going = added.filter(({ name }) => !missed.has(name));
  const protectedPlaces = await listProtected([...before, ...staying], store, byTool);
  for (const distribution of going) {
    if (await pathExists(distribution.infoPath)) await takeAway(distribution, protectedPlaces);
    job.log(`${describe(distribution)} was not there before and was taken away.`);
  }
  const cleared = await clearUp(entry, { protectedPlaces, changed, sinceMs: writtenMs });
  if (cleared > 0) job.log(`${cleared} leftovers of the change were removed.`);
  return { restored: restored.map(describe), removed: going.map(describe), cleared, owed };
}
