import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import { describeBytes } from '../../../contract/text/size-text';
import { ensureFolder, movePath, pathExists, removeInside } from '../../../base/files/files';
import { stopIfCancelled, type JobContext } from '../../../base/async/job';
import { alreadyThere } from './existing-file';
import { assertRoom } from '../places/room';
import { fetchModelFile } from './fetch-model-file';
import { listRepository, type HubFile } from './hub';
import type { InstalledModel, ModelInstall } from './model-install';
import { modelExists, placeModel, withStaging } from '../places/staging';

/** `owner/name` of what is to be installed: written plainly, or as the hub's address. */
function repositoryOf({ params, url, network }: ModelInstall): string {
  const text = url.startsWith(`${network.hubUrl}/`) ? url.slice(network.hubUrl.length + 1).replace(/\/+$/, '') : url;
  if (/^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(text)) return text;
  throw new AppError('invalid-input', msg`"${params.url}" is not the name of a Hugging Face repository.`, {
    remedy: msg`Give it as owner/name.`,
  });
}

async function judgeFolder(path: string, files: readonly HubFile[]): Promise<InstalledModel> {
  for (const file of files) {
    const found = await stat(join(path, ...file.path.split('/'))).catch(() => null);
    if (found === null) throw modelExists(path, msg`is there, but incomplete: "${file.path}" is missing`);
    if (file.sizeBytes !== null && found.size !== file.sizeBytes) {
      throw modelExists(path, msg`is there, but "${file.path}" has ${found.size} of ${file.sizeBytes} bytes`);
    }
  }
  return alreadyThere(path, msg`all ${files.length} files have their size`);
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

/** Fetches every file; answers the sum of bytes and the hashes by path inside the repository. */
async function fetchAll(
  files: readonly HubFile[],
  to: { dir: string; install: ModelInstall },
  job: JobContext,
): Promise<{ bytes: number; hashes: [string, string][] }> {
  const total = files.reduce((sum, file) => sum + (file.sizeBytes ?? 0), 0);
  await assertRoom(dirname(to.dir), total);
  const done = { bytes: 0 };
  const hashes: [string, string][] = [];
  for (const { path, url, sizeBytes, sha256 } of files) {
    stopIfCancelled(job);
    const file = join(to.dir, ...path.split('/'));
    await ensureFolder(dirname(file));
    const { network } = to.install;
    const folder = `${to.dir}-download`;
    await ensureFolder(folder);
    const input = { url, folder, name: path, network, expected: { sizeBytes, sha256 }, mayBeEmpty: sizeBytes === 0 };
    const fetched = await fetchModelFile(input, partOf(job, done, { total, path }));
    await movePath(fetched.file, file);
    await removeInside(dirname(folder), basename(folder));
    done.bytes += fetched.bytes;
    hashes.push([path, fetched.sha256]);
  }
  return { bytes: done.bytes, hashes };
}

/**
 * Installs a whole repository of the hub: listed with sizes, every file fetched into staging and proven, the folder moved into place
 * at the end. A folder that is there counts only when it is whole.
 */
export async function installRepository(install: ModelInstall, job: JobContext): Promise<InstalledModel> {
  const { target, network } = install;
  const repo = repositoryOf(install);
  job.report({ phase: msg`Listing`, message: repo });
  const files = await listRepository(repo, network, { signal: job.signal });
  const path = join(target.dir, install.name);
  if (await pathExists(path)) return judgeFolder(path, files);
  return withStaging({ stagingDir: install.stagingDir, dir: target.dir }, async (staging) => {
    const dir = join(staging, 'repository');
    const { bytes, hashes } = await fetchAll(files, { dir, install }, job);
    await placeModel(dir, path, target);
    await install.hashes.remember(
      Object.fromEntries(hashes.map(([file, sha256]) => [join(path, ...file.split('/')), sha256])),
    );
    const message = msg`Downloaded the ${files.length} files of "${repo}" (${describeBytes(bytes)}) to ${path}`;
    return { message, placed: [path] };
  });
}
