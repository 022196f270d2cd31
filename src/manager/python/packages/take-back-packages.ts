import { basename, dirname } from 'node:path';
import { removeInside } from '../../../base/files/move-files';
import type { JobContext } from '../../../base/async/job';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import { bringAllBack, describe, type BringBackContext } from './bring-back';
import { isSameDistribution, type PackageDifference } from './package-difference';
import type { KnownDistribution } from './package-journal';
import { listAll } from './package-place';
import type { PackageStore } from './package-store';
import { listProtected, placesNow, removePlaces, type ProtectedPlaces } from './take-away';

/** What of a difference does not stand any more as the change left it. Pure. */
export function findOthers({ before, after }: PackageDifference, now: readonly KnownDistribution[]): string[] {
  const byPath = new Map(now.map((one) => [one.infoPath, one]));
  const changed = after.filter((one) => {
    const there = byPath.get(one.infoPath);
    return there === undefined || !isSameDistribution(one, there);
  });
  // Of what the change took away nothing may be there: somebody has installed it again.
  const names = new Set(after.map(({ name }) => name));
  const back = before.filter(({ name }) => !names.has(name) && now.some((one) => one.name === name));
  return [...new Set([...changed, ...back].map(({ name }) => name))];
}

/** Takes away what the change had brought, but for what belongs to something that stays or came back. */
async function takeAwayBrought(
  brought: readonly { known: KnownDistribution; places: readonly string[] }[],
  protectedPlaces: ProtectedPlaces,
  job: JobContext,
): Promise<void> {
  for (const { known, places } of brought) {
    const { infoPath } = known;
    await removePlaces(infoPath, places, protectedPlaces);
    if (protectedPlaces.folders.has(infoPath)) continue;
    await removeInside(dirname(infoPath), basename(infoPath));
    job.log(`${describe(known)} was taken away.`);
  }
}

function notBroughtBack(missed: readonly { known: KnownDistribution; reason: string }[]): AppError {
  const names = missed.map(({ known }) => describe(known));
  return new AppError(
    'requirements-failed',
    `These Python packages could not be put back as they were: ${names.join(', ')}. ${missed[0]?.reason ?? ''}`.trim(),
    { remedy: msg`Try again when the package index can be reached.`, details: { notReverted: names } },
  );
}

/**
 * Takes a difference back: the very files that were there, from the store and without a network where they are kept. What the change brought goes,
 * with nothing that belongs to another. Throws `requirements-failed` naming what could not be had, `disk-full`.
 */
export async function takeDifferenceBack(
  difference: PackageDifference,
  context: BringBackContext,
  job: JobContext,
): Promise<void> {
  const { store, call } = context;
  const { before: wanted, after } = difference;
  const brought: { known: KnownDistribution; places: string[] }[] = [];
  // Before anything comes back: a record may come back into the place of another one.
  for (const known of after) brought.push({ known, places: await placesNow(known) });
  const asOfMs = Date.parse(difference.asOf);
  const { byTool, missed } = await bringAllBack({ wanted, asOfMs: Number.isNaN(asOfMs) ? 0 : asOfMs }, context, job);
  if (missed.length > 0) throw notBroughtBack(missed);
  const going = new Set(after.map(({ infoPath }) => infoPath));
  const now = await store.identify(await listAll(call.environment));
  const staying = now.filter(({ infoPath }) => !going.has(infoPath));
  await takeAwayBrought(brought, await listProtected([...wanted, ...staying], store, byTool), job);
}

/** Names and versions that only the index can bring back. */
export async function findNotHeld({ before }: PackageDifference, store: PackageStore): Promise<string[]> {
  const names: string[] = [];
  for (const known of before) if (!(await store.has(known))) names.push(describe(known));
  return names;
}
