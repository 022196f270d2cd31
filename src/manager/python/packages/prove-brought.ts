import { msg } from '../../../contract/text/message';
import { dirname, join } from 'node:path';
import type { JobContext } from '../../../base/async/job';
import { together } from '../../../base/async/together';
import { listNames } from '../../../base/files/files';
import { statOrNull } from '../../../base/files/stat';
import { syncFiles, syncFolders } from '../../../base/files/sync';
import { createDamageCheck } from './distribution-files';
import type { JournalEntry, KnownDistribution } from './package-journal';
import { placesNow } from './take-away';

/** Whether an installer wrote the distribution since; one that came back at the same version has the same RECORD, written anew. */
function isWrittenSince({ infoPath }: KnownDistribution, sinceMs: number): boolean {
  const found = statOrNull(join(infoPath, 'RECORD')) ?? statOrNull(infoPath);
  return found !== null && found.ctimeMs >= sinceMs;
}

/** What RECORD names, and what else lies beside it. */
async function filesOf(known: KnownDistribution): Promise<string[]> {
  const [named, beside] = await Promise.all([placesNow(known), listNames(known.infoPath)]);
  return [...named, ...beside.map((name) => join(known.infoPath, name))];
}

/**
 * Waits until the files of the distributions that were written since a moment (RFC 3339) are on the disk: no installer does, and after a power cut they
 * would be there with empty files. What Python compiled is left out; it is made anew. Throws `disk-full`.
 */
async function syncBrought(installed: readonly KnownDistribution[], since: string): Promise<void> {
  const sinceMs = Date.parse(since);
  const brought = installed.filter((one) => isWrittenSince(one, sinceMs));
  const files = new Set((await Promise.all(brought.map(filesOf))).flat());
  await syncFiles(files);
  await syncFolders(new Set([...files].map((file) => dirname(file))));
}

/** What the change brought and did not finish, as a script does that does not look at what pip says. */
async function warnOfHalves(
  { before }: JournalEntry,
  after: readonly KnownDistribution[],
  job: JobContext,
): Promise<void> {
  const infos = new Set(before.map(({ infoPath }) => infoPath));
  const findDamage = createDamageCheck();
  for (const one of after.filter(({ infoPath }) => !infos.has(infoPath))) {
    // Each record is looked at by itself, also where two are of one package.
    const damage = await findDamage({ ...one, hasTwin: false });
    if (damage !== null) job.warn(msg`${one.name} ${one.version} was installed only in part: ${damage}.`);
  }
}

/** Sees to it that what a change brought is whole, and on the disk: only then may it be told of as installed. `after`: what is there now. */
export async function proveBrought(
  entry: JournalEntry,
  after: readonly KnownDistribution[],
  job: JobContext,
): Promise<void> {
  await together(warnOfHalves(entry, after, job), syncBrought(after, entry.startedAt));
}
