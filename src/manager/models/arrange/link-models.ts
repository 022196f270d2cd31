import { realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { stopIfCancelled, type JobContext } from '../../../base/async/job';
import { ensureFolder } from '../../../base/files/files';
import { removeInside } from '../../../base/files/move-files';
import { tryLink } from '../../../base/files/hard-links';
import { AppError } from '../../../contract/errors';
import type { LinkModelsParams } from '../../../contract/models';
import type { AppSettings } from '../../../contract/settings';
import { done } from '../../../contract/tasks/task-outcome';
import type { TaskOutcome } from '../../../contract/tasks/tasks';
import { msg } from '../../../contract/text/message';
import { describeBytes } from '../../../contract/text/size-text';
import type { Move } from '../../records/change-record';
import { isModelTrash } from '../../records/trash-places';
import { modelNotFound } from '../places/model-not-found';
import type { ModelRun } from '../places/model-run';
import { trashLimit, type ModelTrash } from '../trash/model-trash';
import type { MakeChange } from '../trash/remove-model';
import { isSameState, stateOf, type FileIdentity } from '../ledger/known-hashes';
import type { WalkedModels } from '../ledger/local-models';
import { readRange } from '../places/model-content';

/** What linking models asks. */
export interface LinkSource {
  settings: AppSettings;
  list: () => Promise<WalkedModels>;
  trash: Pick<ModelTrash, 'placeWithinReach' | 'folders'>;
  change: MakeChange;
}

/** A listed model, and what it was when it was listed. */
interface Listed extends FileIdentity {
  path: string;
}

const differs = (kept: string, other: string): AppError =>
  new AppError(
    'verification-failed',
    msg`"${basename(other)}" has not the same content as "${basename(kept)}", so no file was changed.`,
    { remedy: msg`Keep both, or read the list of models again.`, details: { path: other } },
  );

const onOtherDisk = (kept: string, other: string): AppError =>
  new AppError(
    'invalid-input',
    msg`"${other}" cannot share its content with "${kept}": they lie on different disks, or the disk cannot give a file two names.`,
    { remedy: msg`Move one of them to the trash if you need it only once.`, details: { path: other } },
  );

function findListed({ identities }: WalkedModels, path: string): Listed {
  const identity = identities.get(path);
  if (identity === undefined) throw modelNotFound(path);
  return { path, ...identity };
}

const pieceBytes = 8 * 1024 * 1024;

/** How far the comparison of several files is, in bytes. */
interface ComparedBytes {
  done: number;
  total: number;
}

/** Whether two files have the same bytes, read side by side. Adds to `compared` and reports it. Throws `cancelled`. */
async function isSameContent(
  files: readonly [string, string],
  compared: ComparedBytes,
  job: JobContext,
): Promise<boolean> {
  for (let position = 0; ; position += pieceBytes) {
    stopIfCancelled(job);
    const read = (file: string) => readRange(file, position, pieceBytes);
    const [one, two] = await Promise.all([read(files[0]), read(files[1])]);
    if (!one.equals(two)) return false;
    if (one.length === 0) return true;
    compared.done += one.length;
    job.report({ phase: msg`Comparing`, bytesDone: compared.done, bytesTotal: compared.total });
  }
}

/** Proves by every byte that the others are the same as the one that stays, and that none was changed meanwhile. */
async function proveSame(kept: Listed, others: readonly Listed[], job: JobContext): Promise<void> {
  const compared = { done: 0, total: others.reduce((sum, { size }) => sum + size, 0) };
  for (const other of others) {
    if (other.size !== kept.size || !(await isSameContent([kept.path, other.path], compared, job)))
      throw differs(kept.path, other.path);
  }
  for (const { path, ...identity } of [kept, ...others]) {
    const now = await stateOf(path);
    if (now === null || !isSameState(now, identity)) throw differs(kept.path, path);
  }
}

/** A fresh place in the trash of the volume. Of another volume only a folder that no link leads to. */
async function placeInTrash(path: string, trash: LinkSource['trash']): Promise<string> {
  const place = await trash.placeWithinReach(path);
  const isSafe = place !== null && (!isModelTrash(place) || (await trash.folders()).includes(dirname(place)));
  if (isSafe) return place;
  throw new AppError(
    'trash-refused',
    msg`"${basename(path)}" was left where it is: a link or a mount leads from the model folder to another place, where this installation has no trash.`,
    { remedy: msg`Name that place in extra_model_paths.yaml beside main.py.`, details: { path } },
  );
}

/** Makes the new names aside, then puts each in the place of a copy, which goes to the trash: one change for all. */
async function replaceByNames(
  { path: kept }: Listed,
  others: readonly Listed[],
  { trash, change, task }: LinkSource & Pick<ModelRun, 'task'>,
): Promise<void> {
  const moves: Move[] = [];
  const made: string[] = [];
  try {
    for (const { path } of others) {
      const [away, fresh] = [await placeInTrash(path, trash), await placeInTrash(path, trash)];
      await ensureFolder(dirname(fresh));
      // A name of the file itself, and not of a link that leads to it.
      if (!(await tryLink(await realpath(kept), fresh))) throw onOtherDisk(kept, path);
      made.push(fresh);
      moves.push({ from: path, to: away }, { from: fresh, to: path });
    }
    await change(moves, { task });
  } catch (error) {
    for (const path of made) await removeInside(dirname(path), basename(path));
    throw error;
  }
}

/**
 * Keeps one of several models with the same content and makes the others further names of it (hard links), as one change that can be taken back: the copies go
 * to the trash, and their space is freed when that is emptied. What is larger than the trash may be goes at its next tidying, which it warns of. The bytes are compared now, whatever was known of them. Throws `policy-denied`,
 * `model-not-found`, `verification-failed`, `invalid-input`, `trash-refused`, `cancelled`, `disk-full`, `file-held`; then every file is as it was.
 */
export async function linkModels(
  { path, others }: LinkModelsParams,
  { job, authorise, task }: ModelRun,
  source: LinkSource,
): Promise<TaskOutcome> {
  authorise('arrange-models');
  const walked = await source.list();
  const kept = findListed(walked, path);
  const listed = [...new Set(others)].map((other) => findListed(walked, other));
  const copies = listed.filter(({ dev, ino }) => dev !== kept.dev || ino !== kept.ino);
  const name = basename(path);
  if (copies.length === 0) return done(msg`"${name}" and the others are one file already.`);
  for (const copy of copies) if (copy.dev !== kept.dev) throw onOtherDisk(path, copy.path);
  await proveSame(kept, copies, job);
  stopIfCancelled(job);
  await replaceByNames(kept, copies, { ...source, task });
  const freed = kept.size * new Set(copies.map(({ ino }) => ino)).size;
  const limit = trashLimit(source.settings);
  if (freed > limit) {
    job.warn(
      msg`The trash of this installation keeps ${describeBytes(limit)} at most, so the copies go for good when it is tidied next: Undo cannot bring them back after that.`,
    );
  }
  const bytes = describeBytes(freed);
  return done(
    copies.length === 1
      ? msg`"${name}" and its copy are one file now. ${bytes} are freed when the trash is emptied.`
      : msg`"${name}" and its ${copies.length} copies are one file now. ${bytes} are freed when the trash is emptied.`,
  );
}
