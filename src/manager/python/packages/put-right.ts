import { dirname, join, sep } from 'node:path';
import { isInside, listNames, movePath, pathExists } from '../../../base/files/files';
import type { JobContext } from '../../../base/async/job';
import { toAppError } from '../../../contract/errors';
import { createDamageLook, haveRecordedSizes } from './distribution-files';
import { toExactLine } from './frozen-packages';
import { isReinstalledOffline, reinstall } from './mend';
import type { JournalEntry, KnownDistribution, WrittenEntry } from './package-journal';
import type { PackageStore } from './package-store';
import { listAll } from './package-place';
import type { Distribution } from './packages';
import { clearUp, listKept, placesNow, takeAway } from './take-away';
import { explainInstallFailure } from '../install-failure';
import type { ChangingCall } from '../tool';

/** How packages were brought back to what was written down; each is named with its version. */
export interface Repair {
  restored: string[];
  removed: string[];
  /** How many files and folders went that the change had left beside. */
  cleared: number;
  /** What could not be brought back, and why. */
  owed: { known: KnownDistribution; reason: string }[];
}

export interface PutRightContext {
  store: PackageStore;
  /** For what the store does not hold; its environment is the one that was written down. */
  call: ChangingCall;
}

/** pip moves a folder aside as `~ame`, beside its place, before it deletes it; such a one goes back where its place is free. */
async function bringBackHalfRemoved({ names }: JournalEntry, job: JobContext): Promise<void> {
  for (const [folder, before] of Object.entries(names)) {
    const now = new Set(await listNames(folder));
    for (const aside of [...now].filter((name) => name.startsWith('~'))) {
      const end = /^~[-~.=%0-9]*(.+)$/.exec(aside)?.[1] ?? '';
      const places = before.filter((name) => name.length === aside.length && name.endsWith(end) && !now.has(name));
      const [place, ...others] = places;
      if (place === undefined || others.length > 0) continue;
      await movePath(join(folder, aside), join(folder, place));
      job.log(`${aside} is ${place} again.`);
      now.add(place);
    }
  }
}

async function isWrong(known: KnownDistribution, store: PackageStore): Promise<boolean> {
  const { name, version, infoPath, record } = known;
  if (!(await pathExists(infoPath))) return true;
  const differs = await store.differs(known);
  if (differs !== null) return differs;
  // It is not held: without RECORD nothing is known of its files.
  if (record === null) return false;
  const distribution = { name, version, infoPath, hasTwin: false };
  return (await createDamageLook()(distribution)) !== null || !(await haveRecordedSizes(distribution));
}

/** The folders at the top of site-packages that files lie in. */
function topFolders(sitePackages: string, places: readonly string[]): string[] {
  return places.flatMap((place) => {
    if (!isInside(sitePackages, place)) return [];
    const [top = '', ...below] = place.slice(sitePackages.length + 1).split(sep);
    return below.length === 0 ? [] : [join(sitePackages, top)];
  });
}

const describe = ({ name, version }: Pick<Distribution, 'name' | 'version'>): string => `${name} ${version}`;

/** How a distribution came back, or why it did not. */
type Return = { by: 'store' | 'tool' } | { reason: string };

/** From the store, else by the tool from what it has kept, else from the index. */
async function bringBack(known: KnownDistribution, { store, call }: PutRightContext, job: JobContext): Promise<Return> {
  if (await store.restore(known)) return { by: 'store' };
  job.log(`${describe(known)} is not held, or no longer as it was; ${call.environment.tool} installs it.`);
  const wanted = { name: known.name, line: toExactLine(known) };
  try {
    if (await isReinstalledOffline(call, wanted, job)) return { by: 'tool' };
    await reinstall(call, wanted, job);
    return { by: 'tool' };
  } catch (error) {
    const { message, details } = toAppError(error);
    const { output } = details;
    const told = explainInstallFailure({
      packName: describe(known),
      output: typeof output === 'string' ? output : message,
      protectedLines: [],
    });
    return { reason: told.message };
  }
}

/** What the entry wrote down and is not so any more. What is owed counts as settled where somebody has installed another version meanwhile. */
async function findWrong({ before, state }: JournalEntry, now: readonly Distribution[], store: PackageStore) {
  const findDamage = createDamageLook();
  const wrong: KnownDistribution[] = [];
  for (const known of before) {
    const other = now.find(({ name, infoPath }) => name === known.name && infoPath !== known.infoPath);
    const isSettled = state === 'owed' && other !== undefined && (await findDamage(other)) === null;
    if (!isSettled && (await isWrong(known, store))) wrong.push(known);
  }
  return wrong;
}

/** What differs from an entry: what is wrong of what it wrote down, and what came. */
async function compare(entry: JournalEntry, store: PackageStore) {
  const now = await listAll(entry.environment);
  const infos = new Set(entry.before.map(({ infoPath }) => infoPath));
  const added = entry.state === 'owed' ? [] : now.filter(({ infoPath }) => !infos.has(infoPath));
  return { wrong: await findWrong(entry, now, store), added };
}

/** The folders that distributions lie in, as they are held. */
async function foldersOf(distributions: readonly KnownDistribution[], store: PackageStore): Promise<string[]> {
  const folders = distributions.map(({ infoPath }) => infoPath);
  for (const known of distributions)
    folders.push(...topFolders(dirname(known.infoPath), (await store.placesOf(known)) ?? []));
  return folders;
}

/** Puts back what is wrong; also answers what the tool installed anew. */
async function bringAllBack(wrong: readonly KnownDistribution[], context: PutRightContext, job: JobContext) {
  const restored: KnownDistribution[] = [];
  const byTool = new Set<KnownDistribution>();
  const owed: Repair['owed'] = [];
  for (const known of wrong) {
    const came = await bringBack(known, context, job);
    job.log('by' in came ? `${describe(known)} was put back.` : came.reason);
    if ('reason' in came) owed.push({ known, reason: came.reason });
    else restored.push(known);
    if ('by' in came && came.by === 'tool') byTool.add(known);
  }
  return { restored, byTool, owed };
}

/** Holds what is whole of them: it is not lost by being taken back. Answers the folders they lie in. */
async function holdAdded(added: readonly Distribution[], store: PackageStore, job: JobContext): Promise<string[]> {
  const findDamage = createDamageLook();
  const folders: string[] = [];
  for (const distribution of added) {
    folders.push(...topFolders(dirname(distribution.infoPath), await placesNow(distribution)));
    if ((await findDamage(distribution)) !== null) continue;
    await store.hold([distribution]).catch((error: unknown) => job.log(toAppError(error).message));
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
  context: PutRightContext,
  job: JobContext,
): Promise<Repair> {
  const { store } = context;
  const { before } = entry;
  await bringBackHalfRemoved(entry, job);
  const { wrong, added } = await compare(entry, store);
  const changed = new Set([...(await holdAdded(added, store, job)), ...(await foldersOf(wrong, store))]);
  const { restored, byTool, owed } = await bringAllBack(wrong, context, job);
  const missed = new Set(owed.map(({ known: { name } }) => name));
  const staying = await store.identify(added.filter(({ name }) => missed.has(name)));
  const going = added.filter(({ name }) => !missed.has(name));
  const kept = await listKept([...before, ...staying], store, byTool);
  for (const distribution of going) {
    if (await pathExists(distribution.infoPath)) await takeAway(distribution, kept);
    job.log(`${describe(distribution)} was not there before and was taken away.`);
  }
  const cleared = await clearUp(entry, { kept, changed, sinceMs: writtenMs });
  if (cleared > 0) job.log(`${cleared} leftovers of the change were removed.`);
  return { restored: restored.map(describe), removed: going.map(describe), cleared, owed };
}
