import { basename, relative } from 'node:path';
import type { JobContext } from '../../../base/async/job';
import { someNames } from '../../../base/text/some-names';
import { AppError, toAppError } from '../../../contract/errors';
import type { EditedFiles } from '../../../contract/packs/pack-params';
import { msg, packMessage } from '../../../contract/text/message';
import type { PackCopy } from '../inventory/inventory';
import { findEditedFiles } from '../inventory/release-files';
import type { PackContext, PackRun } from './pack-run';
import { stageRegistryPack, stageSecondClone, type StagedPack } from './stage';
import type { Move } from './swap-moves';

const shownNames = 5;

/**
 * The files of a copy that a person has edited, as its release or its commit tells; null where nobody knows. A read: nothing of the pack runs. Throws what git
 * says of a damaged clone.
 */
export async function listEditedFiles(
  { paths, git }: Pick<PackContext, 'git'> & { paths: Pick<PackContext['paths'], 'desktopDir' | 'stagingDir'> },
  copy: Pick<PackCopy, 'source' | 'dir' | 'version'>,
  job: JobContext,
): Promise<string[] | null> {
  const { source, dir, version } = copy;
  if (source === 'registry') return findEditedFiles(paths.desktopDir, dir);
  return source === 'git' ? git.changedFiles({ dir, commit: version, workDir: paths.stagingDir }, job) : null;
}

/**
 * The same for a change of it: a release that another program has unpacked is compared with the archive of its version. Null where that cannot be had, so
 * that it has to be told. Throws `cancelled`.
 */
export async function compareEditedFiles(context: PackContext, copy: PackCopy, run: PackRun): Promise<string[] | null> {
  const known = await listEditedFiles(context, copy, run.job);
  if (known !== null || copy.source !== 'registry') return known;
  const base = await stageBase(context, copy, run).catch((error: unknown) => {
    const { code, message } = toAppError(error);
    if (code === 'cancelled') throw error;
    run.job.log(`The release could not be compared with its archive: ${message}`);
    return null;
  });
  if (base === null) return null;
  try {
    return await findEditedFiles(context.paths.desktopDir, base.dir, copy.dir);
  } finally {
    await base.discard();
  }
}

/** The error for a clone with edits of which nobody has said what becomes of them. */
export function editsInTheWay(copy: PackCopy, files: readonly string[]): AppError {
  return new AppError(
    'local-changes',
    msg`"${packMessage(copy.name)}" has local edits, which were kept: ${someNames(files, shownNames)}. Nothing was changed.`,
    {
      remedy: msg`Update it from the review of updates, which asks what to do with them. Or commit, move or undo the edits in that folder, then try again.`,
      details: { files },
    },
  );
}

/** What becomes of edited files: each is in one of these. */
interface SettledEdits {
  /** Copies of them are kept beside the new ones. */
  kept: string[];
  /** The new ones have the edits too. */
  carried: string[];
  replaced: string[];
}

/** The version that a copy was before it was edited. */
async function stageBase(context: PackContext, copy: PackCopy, run: PackRun): Promise<StagedPack> {
  if (copy.source === 'git') return stageSecondClone(context, { dir: copy.dir, advance: () => Promise.resolve() }, run);
  const record = await context.catalogue.resolveVersion(copy.registryId ?? copy.key, copy.version, run.job.signal);
  return stageRegistryPack(context, record, run);
}

/**
 * Settles what becomes of edited files in the version that is staged: `carry` takes edits along where they apply cleanly, and keeps a copy of the others.
 * Throws what it takes to have the version that they were edited in.
 */
export async function settleEdits(
  context: PackContext,
  input: { copy: PackCopy; staged: StagedPack; edited: readonly string[]; choice: EditedFiles },
  run: PackRun,
): Promise<SettledEdits> {
  const { copy, staged, edited, choice } = input;
  const settled: SettledEdits = { kept: [], carried: [], replaced: [] };
  if (edited.length === 0 || choice !== 'carry') {
    settled[choice === 'replace' ? 'replaced' : 'kept'].push(...edited);
    return settled;
  }
  const base = await stageBase(context, copy, run);
  try {
    for (const name of edited) {
      const file = { name, editedDir: copy.dir, baseDir: base.dir, nextDir: staged.dir };
      const isCarried = await context.git.carryEdits(file, run.job);
      settled[isCarried ? 'carried' : 'kept'].push(name);
    }
  } finally {
    await base.discard();
  }
  return settled;
}

/** Says that a release was replaced of which nobody knows how it was. */
export function reportUnknownEdits(copy: PackCopy, { job }: PackRun): void {
  job.warn(
    msg`It is not known whether you edited files of "${packMessage(copy.name)}": another program installed it, and its release could not be had to compare. Undo brings back its folder as it was.`,
  );
}

/** Says what became of edited files, once it is done. `moves` are those of the copies. */
export function reportEdits(
  copy: PackCopy,
  { carried, replaced, moves }: Omit<SettledEdits, 'kept'> & { moves: readonly Move[] },
  { job }: PackRun,
): void {
  const pack = packMessage(copy.name);
  const kept = moves.map(({ from, to }) => `${relative(copy.dir, from)} (${basename(to)})`);
  if (kept.length > 0)
    job.warn(
      msg`"${pack}" had edited files, which the new ones do not contain: ${someNames(kept, shownNames)}. Each is kept in the folder of the pack, under the name in brackets.`,
    );
  if (carried.length > 0)
    job.warn(msg`"${pack}" had edited files, and the new ones have the edits too: ${someNames(carried, shownNames)}.`);
  if (replaced.length > 0)
    job.warn(
      msg`"${pack}" had edited files, which were replaced: ${someNames(replaced, shownNames)}. Undo brings them back.`,
    );
}
