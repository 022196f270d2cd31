import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { JobContext } from '../../../base/async/job';
import { listNames, readTextIfPresent } from '../../../base/files/files';
import { syncFiles, syncFolder } from '../../../base/files/sync';
import { createDamageLook } from './distribution-files';
import { placesOf } from './held-distribution';
import type { JournalEntry, KnownDistribution } from './package-journal';
import { listAll } from './package-place';
import { parseRecord } from './record';

/** Whether an installer wrote the distribution since; one that came back at the same version has the same RECORD, written anew. */
async function isWrittenSince({ infoPath }: KnownDistribution, sinceMs: number): Promise<boolean> {
  const found = await stat(join(infoPath, 'RECORD')).catch(() => stat(infoPath).catch(() => null));
  return found !== null && found.ctimeMs >= sinceMs;
}

async function filesOf({ infoPath }: KnownDistribution): Promise<string[]> {
  const rows = parseRecord((await readTextIfPresent(join(infoPath, 'RECORD'))) ?? '');
  const places = placesOf(dirname(infoPath), rows).map(({ place }) => place);
  return [...places, ...(await listNames(infoPath)).map((name) => join(infoPath, name))];
}

/**
 * Waits until the files of the distributions that were written since a moment (RFC 3339) are on the disk: no installer does, and after a power cut they
 * would be there with empty files. What Python compiled is left out; it is made anew. Throws `disk-full`.
 */
async function syncBrought(installed: readonly KnownDistribution[], since: string): Promise<void> {
  const sinceMs = Date.parse(since);
  const files = new Set<string>();
  for (const one of installed)
    if (await isWrittenSince(one, sinceMs)) for (const file of await filesOf(one)) files.add(file);
  await syncFiles(files);
  for (const folder of new Set([...files].map((file) => dirname(file))))
    await syncFolder(folder).catch(() => undefined);
}

/** What the change brought and did not finish, as a script does that does not look at what pip says. */
async function warnOfHalves({ before, environment }: JournalEntry, job: JobContext): Promise<void> {
  const infos = new Set(before.map(({ infoPath }) => infoPath));
  const findDamage = createDamageLook();
  for (const one of await listAll(environment)) {
    const damage = infos.has(one.infoPath) ? null : await findDamage(one);
    if (damage !== null) job.warn(`${one.name} ${one.version} was installed only in part: ${damage}.`);
  }
}

/** Sees to it that what a change brought is whole, and on the disk: only then may it be told of as installed. `after`: what is there now. */
export async function proveBrought(
  entry: JournalEntry,
  after: readonly KnownDistribution[],
  job: JobContext,
): Promise<void> {
  await warnOfHalves(entry, job);
  await syncBrought(after, entry.startedAt);
}
