import { lstat, readdir } from 'node:fs/promises';
import { msg } from '../../../contract/text/message';
import { dirname, join } from 'node:path';
import { unpackArchive } from '../../../base/archives/archive';
import { pathExists } from '../../../base/files/files';
import { removeInside } from '../../../base/files/move-files';
import type { JobContext } from '../../../base/async/job';
import { alreadyThere } from './existing-file';
import { fetchModelFile } from './fetch-model-file';
import { passGate, untold } from '../gate/gate';
import { hashFile } from '../places/model-content';
import type { InstalledModel, ModelInstall } from './model-install';
import { assertInRoots } from '../places/real-place';
import { withPartFolder } from '../places/part-folder';
import { modelExists, placeModel } from '../places/staging';
import type { ModelTarget } from '../places/target';

/** Beside the zip, in the folder of its part. */
const contentName = 'content';

/** The folder whose content counts: a single top folder is the archive's own wrapping. */
async function contentOf(dir: string): Promise<string> {
  const [only, ...others] = await readdir(dir, { withFileTypes: true });
  return only?.isDirectory() === true && others.length === 0 ? join(dir, only.name) : dir;
}

/** The files below a folder, as paths relative to it. */
async function filesBelow(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  const nested = entries.map(async (entry) => {
    if (!entry.isDirectory()) return [entry.name];
    return (await filesBelow(join(dir, entry.name))).map((name) => join(entry.name, name));
  });
  return (await Promise.all(nested)).flat();
}

/** Which files of the archive are not there yet. One that is there with another content ends it: nothing is overwritten. */
async function findMissing(from: string, to: string, job: JobContext): Promise<string[]> {
  const missing: string[] = [];
  for (const name of await filesBelow(from)) {
    const [ours, theirs] = [join(from, name), join(to, name)];
    const found = await lstat(theirs).catch(() => null);
    if (found === null) missing.push(name);
    else if (!found.isFile() || found.size !== (await lstat(ours)).size || !(await isSame(ours, theirs, job))) {
      throw modelExists(theirs, msg`is there with other content than in the archive`);
    }
  }
  return missing;
}

async function isSame(one: string, other: string, job: JobContext): Promise<boolean> {
  return (await hashFile(one, job)) === (await hashFile(other, job));
}

/** Adds what is missing to a folder that is there; what was added goes again when one of them fails. */
async function addFiles(names: readonly string[], paths: { from: string; to: string }, roots: string[]): Promise<void> {
  const added: string[] = [];
  const target: ModelTarget = { dir: paths.to, roots, pack: null };
  try {
    for (const name of names) await assertInRoots(dirname(join(paths.to, name)), [paths.to]);
    for (const name of names) {
      await placeModel(join(paths.from, name), join(paths.to, name), target);
      added.push(name);
    }
  } catch (error) {
    for (const name of added) await removeInside(paths.to, name);
    throw error;
  }
}

async function merge(
  from: string,
  to: string,
  about: { install: ModelInstall; job: JobContext },
): Promise<InstalledModel> {
  const { install, job } = about;
  if (!(await lstat(to)).isDirectory()) throw modelExists(to, msg`is there and no folder`);
  await assertInRoots(to, install.target.roots);
  const missing = await findMissing(from, to, job);
  if (missing.length === 0) return alreadyThere(to, msg`every file of the archive is in it`);
  await addFiles(missing, { from, to }, install.target.roots);
  const archive = install.params.filename;
  const message =
    missing.length === 1
      ? msg`Added 1 file of "${archive}" to ${to}`
      : msg`Added ${missing.length} files of "${archive}" to ${to}`;
  return { message, placed: missing.map((name) => join(to, name)) };
}

/**
 * Installs a model that comes as a zip: unpacked under the limits into a folder named without the ending, a single top folder moved up,
 * the zip itself thrown away (weak point W32). Into a folder that is there only missing files are added.
 */
export async function installArchive(install: ModelInstall, job: JobContext): Promise<InstalledModel> {
  const { params, target, url, network } = install;
  const to = join(target.dir, install.name);
  const place = { downloadsDir: install.downloadsDir, path: to, roots: target.roots };
  return withPartFolder(place, job, async (folder) => {
    const { file } = await fetchModelFile({ url, folder, network, told: install.told }, job);
    // What a kill has left half unpacked.
    await removeInside(folder, contentName);
    try {
      const dir = join(folder, contentName);
      await unpackArchive({ file, dir, name: params.filename, limits: install.archiveLimits }, job);
      const content = await contentOf(dir);
      for (const name of await filesBelow(content))
        await passGate(join(content, name), { ...untold(name), mayBeEmpty: true });
      if (await pathExists(to)) return await merge(content, to, { install, job });
      await placeModel(content, to, target);
      return { message: msg`Unpacked "${params.filename}" to ${to}`, placed: [to] };
    } finally {
      await removeInside(folder, contentName);
    }
  });
}
