import { join } from 'node:path';
import { msg } from '../../../contract/text/message';
import { AppError } from '../../../contract/errors';
import { describeBytes } from '../../../contract/text/size-text';
import { hostOf } from '../../../base/http/failure';
import { pathExists } from '../../../base/files/files';
import { createPatience, isPassing, waitOrThrow } from '../../../base/http/ranges/patience';
import type { JobContext } from '../../../base/async/job';
import { alreadyThere, judgeElsewhere, judgeExisting } from './existing-file';
import { fetchModelFile } from './fetch-model-file';
import { toHub } from './listed';
import type { InstalledModel, ModelInstall } from './model-install';
import { askServer, assertSafeAddress, joinFacts } from './remote-facts';
import { withPartFolder } from '../places/part-folder';
import { placeModel } from '../places/staging';

/** The paths where ComfyUI would find a file of this name, the target first. */
async function findNamesakes({ target, otherDirs, name }: ModelInstall): Promise<string[]> {
  const paths = [target.dir, ...otherDirs.filter((dir) => dir !== target.dir)].map((dir) => join(dir, name));
  const areThere = await Promise.all(paths.map(pathExists));
  return paths.filter((_, index) => areThere[index]);
}

/** The end of an install whose model is there already; null when it is not. Throws `model-exists` when something else is in its place. */
async function findPresent(install: ModelInstall, job: JobContext): Promise<InstalledModel | null> {
  const { url, network, hashes, told } = install;
  const namesakes = await findNamesakes(install);
  if (namesakes.length === 0) return null;
  job.report({ phase: msg`Checking`, message: install.name });
  const answered = await askServer({ url, name: told.name }, network, job.signal);
  const known = { ...told, ...joinFacts(told, answered ?? told) };
  const comparing = { hashes, job };
  for (const path of namesakes) {
    const why =
      path === join(install.target.dir, install.name)
        ? await judgeExisting(path, known, comparing)
        : await judgeElsewhere(path, known, comparing);
    if (why !== null) return alreadyThere(path, why);
  }
  return null;
}

const ofAddress: readonly string[] = [
  'download-failed',
  'download-stalled',
  'network-failed',
  'verification-failed',
  'model-invalid',
];

/** Whether a failure is of one address, so that another one need not have it. */
function isOfAddress(error: unknown): error is AppError {
  return error instanceof AppError && ofAddress.includes(error.code);
}

/**
 * Installs a model that is one file. Its addresses are asked in turn, and why one failed is a warning. One that the network broke is asked again after the
 * others; with a single address that is waited out where it happens.
 */
export async function installFile(install: ModelInstall, job: JobContext): Promise<InstalledModel> {
  const { network, name } = install;
  const rounds = createPatience({ url: install.url, stallMs: network.stallMs }, job);
  const failed = new Set<string>();
  for (let sources: readonly string[] = [install.params.url, ...install.mirrors]; ;) {
    const [source = '', ...mirrors] = sources;
    const url = toHub(source, network.hubUrl);
    try {
      return await installFrom({ ...install, url, mirrors, params: { ...install.params, url: source } }, job);
    } catch (error) {
      const [next] = mirrors;
      if (next === undefined || !isOfAddress(error) || job.signal.aborted) throw error;
      if (!failed.has(source))
        job.warn(msg`${hostOf(url)} did not deliver "${name}", so ${hostOf(next)} was asked: ${error.words.message}`);
      failed.add(source);
      sources = isPassing(error) ? [...mirrors, source] : mirrors;
      if (failed.has(next)) await waitOrThrow(rounds, error, job);
    }
  }
}

async function installFrom(install: ModelInstall, job: JobContext): Promise<InstalledModel> {
  const { url, target, network, params, told } = install;
  assertSafeAddress(url, network);
  const path = join(target.dir, install.name);
  return withPartFolder({ downloadsDir: install.downloadsDir, path, roots: target.roots }, job, async (folder) => {
    // Somebody may have put it there while another download to this path was waited for.
    const present = await findPresent(install, job);
    if (present !== null) return present;
    const isOneOfSeveral = install.mirrors.length > 0;
    const fetched = await fetchModelFile({ url, folder, network, told, isOneOfSeveral }, job);
    await placeModel(fetched.file, path, target);
    await install.hashes.remember({ [path]: fetched.sha256 }, params.url);
    const size = describeBytes(fetched.bytes);
    const message = fetched.isHashVerified
      ? msg`Downloaded "${install.name}" (${size}, SHA-256 verified) to ${path}`
      : msg`Downloaded "${install.name}" (${size}) to ${path}`;
    return { message, placed: [path] };
  });
}
