import { dirname, join } from 'node:path';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import { describeBytes } from '../../../contract/text/size-text';
import { ensureFolder, pathExists } from '../../../base/files/files';
import { movePath } from '../../../base/files/move-files';
import { isFreeOfLinks } from '../../../base/files/quarantine';
import { partPath, readClaimed } from '../../../base/http/ranges/part';
import { withPatience } from '../../../base/http/ranges/patience';
import { stopIfCancelled, type JobContext } from '../../../base/async/job';
import { findFault, type Told } from '../gate/gate';
import { readHash, type Comparing } from '../ledger/read-hash';
import { alreadyThere } from './existing-file';
import { assertRoom } from '../places/room';
import { fetchModelFile } from './fetch-model-file';
import { listRepository, type HubFile } from './hub';
import type { InstalledModel, ModelInstall } from './model-install';
import { forgetIfSpoiled, shortHash, withPartFolder } from '../places/part-folder';
import { modelExists, placeModel } from '../places/staging';

/** `owner/name` of what is to be installed: written plainly, or as the hub's address. */
function repositoryOf({ params, url, network }: ModelInstall): string {
  const text = url.startsWith(`${network.hubUrl}/`) ? url.slice(network.hubUrl.length + 1).replace(/\/+$/, '') : url;
  if (/^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(text)) return text;
  throw new AppError('invalid-input', msg`"${params.url}" is not the name of a Hugging Face repository.`, {
    remedy: msg`Give it as owner/name.`,
  });
}

/** What the list of the repository says of a file. */
function toldOf({ path, sizeBytes, sha256 }: HubFile): Told {
  return { name: path, sizeBytes, sha256, isVouched: sha256 !== null, mayBeEmpty: sizeBytes === 0 };
}

async function judgeFolder(path: string, files: readonly HubFile[], comparing: Comparing): Promise<InstalledModel> {
  for (const file of files) {
    const inside = join(path, ...file.path.split('/'));
    if (!(await pathExists(inside))) throw modelExists(path, msg`is there, but incomplete: "${file.path}" is missing`);
    const fault = await findFault(inside, toldOf(file), () => readHash(inside, comparing));
    if (fault !== null)
      throw modelExists(path, msg`is there, but "${file.path}" is not what was ordered (${fault.reason})`);
  }
  return alreadyThere(path, msg`all ${files.length} files are those of the repository`);
}

/** The job of one file as a part of the whole: bytes count on from what came before. */
function partOf(job: JobContext, done: { bytes: number }, about: { total: number; path: string }): JobContext {
  return {
    ...job,
    report: (step) => {
      if (step.bytesDone === undefined) job.report(step);
      else
        job.report({ ...step, message: about.path, bytesDone: done.bytes + step.bytesDone, bytesTotal: about.total });
    },
  };
}

/** A file of a repository: where its part grows, and where it lies once all of them are there. */
interface FilePart {
  file: HubFile;
  own: string;
  to: string;
}

/** How much of a file is there. Takes it back where a kill came while the files were put together. */
async function bytesThere({ own, to }: FilePart, folder: string): Promise<number> {
  const part = partPath(own);
  if (!(await pathExists(part)) && (await isFreeOfLinks(to, folder)) && (await pathExists(to)))
    await movePath(to, part);
  return ((await readClaimed(own))?.done ?? []).reduce((sum, [from, end]) => sum + end - from, 0);
}

/**
 * Fetches every file, each into a part of its own, and puts all of them together at the end: so a kill costs what one of them had in flight. What is there is
 * proven again by its host and its hash. Answers the folder, the sum of bytes and the hashes by path inside the repository.
 */
async function fetchAll(
  files: readonly HubFile[],
  { folder, install: { network } }: { folder: string; install: ModelInstall },
  job: JobContext,
): Promise<{ dir: string; bytes: number; hashes: [string, string][] }> {
  const dir = join(folder, 'repository');
  const total = files.reduce((sum, file) => sum + (file.sizeBytes ?? 0), 0);
  const parts = files.map((file): FilePart => {
    return { file, own: join(folder, shortHash(file.path)), to: join(dir, ...file.path.split('/')) };
  });
  let there = 0;
  for (const part of parts) there += await bytesThere(part, folder);
  await assertRoom(folder, Math.max(0, total - there));
  const done = { bytes: 0 };
  const hashes: [string, string][] = [];
  for (const { file, own } of parts) {
    stopIfCancelled(job);
    const { path, url } = file;
    await ensureFolder(own);
    const input = { url, folder: own, network, told: toldOf(file) };
    const fetched = await fetchModelFile(input, partOf(job, done, { total, path })).catch(async (error: unknown) => {
      await forgetIfSpoiled(own, error);
      throw error;
    });
    done.bytes += fetched.bytes;
    hashes.push([path, fetched.sha256]);
  }
  for (const { own, to } of parts) {
    await ensureFolder(dirname(to));
    await movePath(partPath(own), to);
  }
  return { dir, bytes: done.bytes, hashes };
}

/**
 * Installs a whole repository of the hub: listed with sizes, every file fetched and proven, the folder moved into place at the end. A folder that is there
 * counts only when it is whole.
 */
export async function installRepository(install: ModelInstall, job: JobContext): Promise<InstalledModel> {
  const { target, network } = install;
  const repo = repositoryOf(install);
  job.report({ phase: msg`Listing`, message: repo });
  const files = await withPatience({ url: network.hubUrl, stallMs: network.stallMs }, job, () =>
    listRepository(repo, network, { signal: job.signal }),
  );
  const path = join(target.dir, install.name);
  return withPartFolder({ downloadsDir: install.downloadsDir, path, roots: target.roots }, job, async (folder) => {
    if (await pathExists(path)) return judgeFolder(path, files, { hashes: install.hashes, job });
    const { dir, bytes, hashes } = await fetchAll(files, { folder, install }, job);
    await placeModel(dir, path, target);
    await install.hashes.remember(
      Object.fromEntries(hashes.map(([file, sha256]) => [join(path, ...file.split('/')), sha256])),
    );
    const message = msg`Downloaded the ${files.length} files of "${repo}" (${describeBytes(bytes)}) to ${path}`;
    return { message, placed: [path] };
  });
}
