import { join } from 'node:path';
import type { GitOptions } from '../../base/git/command';
import { findGitFolder, listTagNames } from '../../base/git/files';
import { createGit } from '../../base/git/git';
import type { JobContext } from '../../base/async/job';
import { ensureFolder, pathExists, writePlain } from '../../base/files/files';
import { movePath } from '../../base/files/move-files';
import { removeEmpty } from '../../base/files/replace-file';
import { AppError } from '../../contract/errors';
import type { Installation } from '../../contract/installation';
import type { SetupStepName } from '../../contract/operations/setup';
import type { AppSettings } from '../../contract/settings';
import { msg } from '../../contract/text/message';
import { listReleases } from '../comfyui/code/tags';
import { recogniseInstallation } from '../comfyui/environment/recognise';
import { proveStart } from '../comfyui/process/prove-start';
import { fillEnvironment, proveConsistent } from '../python/making/fill-environment';
import type { MakingTools } from '../python/making/find-pythons';
import { fixMoved } from '../python/making/fix-moved';
import { installTorch } from '../python/making/install-torch';
import { makeEnvironment, reopenEnvironment, type NewEnvironment } from '../python/making/make-environment';
import { argumentsFor } from '../python/making/torch-builds';
import { pinInstalledTorch } from '../python/making/torch-pins';
import { checkTarget } from './check-target';
import { environmentName, removePart, type SetupRecord, type Staging } from './staging';

/** What the steps of one installation work with. */
export interface StepContext {
  staging: Staging;
  record: SetupRecord;
  settings: AppSettings;
  gitOptions: GitOptions;
  tools: MakingTools;
  platform: NodeJS.Platform;
}

type Step = (context: StepContext, job: JobContext) => Promise<void>;

function notComfy(repository: string): AppError {
  return new AppError('verification-failed', msg`What was cloned from ${repository} is not a ComfyUI.`, {
    remedy: msg`Check the setting comfyui.repository.`,
  });
}

/** The name to check out, or null for the newest commit. Throws `version-not-found` where there is no release. */
function chooseRef(codeDir: string, version: string): string | null {
  if (version === 'nightly') return null;
  if (version !== 'stable') return version;
  const folder = findGitFolder(codeDir);
  const newest = folder === null ? undefined : listReleases(listTagNames(folder))[0];
  if (newest !== undefined) return newest;
  throw new AppError('version-not-found', msg`The repository of ComfyUI has no release (a tag vX.Y.Z).`, {
    remedy: msg`Choose the newest commit instead.`,
  });
}

const clone: Step = async ({ staging, record, settings, gitOptions }, job) => {
  const { codeDir } = staging;
  if (await pathExists(codeDir)) await removePart(staging, codeDir);
  const git = createGit(gitOptions);
  const url = settings['comfyui.repository'];
  await git.clone({ url, dir: codeDir, ref: null }, job);
  const ref = chooseRef(codeDir, record.choice.version);
  if (ref !== null) await git.checkout({ dir: codeDir, ref }, job);
  if (!(await pathExists(join(codeDir, 'main.py')))) throw notComfy(url);
};

const environment: Step = async ({ staging, record, settings, tools }, job) => {
  job.report({ phase: msg`Preparing`, message: msg`Python ${record.python}` });
  await makeEnvironment({ dir: staging.environmentDir, python: record.python, tools, settings }, job);
};

async function openMade({ staging, tools }: StepContext): Promise<NewEnvironment> {
  const made = await reopenEnvironment(staging.environmentDir, tools);
  if (made !== null) return made;
  throw new AppError('environment-missing', msg`The environment that was created for ComfyUI no longer runs.`, {
    remedy: msg`Remove what was prepared, and start again.`,
  });
}

const torch: Step = async (context, job) => {
  const { staging, record, settings, platform } = context;
  await ensureFolder(staging.proofDir);
  const request = { torch: record.torch, settings, cwd: staging.proofDir, platform };
  await installTorch(await openMade(context), request, job);
};

const requirements: Step = async (context, job) => {
  const { staging, settings } = context;
  const made = await openMade(context);
  await ensureFolder(staging.proofDir);
  const constraints = join(staging.proofDir, 'constraints.txt');
  await writePlain(constraints, (await pinInstalledTorch(made.dir)).join('\n'));
  const args = ['-r', join(staging.codeDir, 'requirements.txt'), '-c', constraints];
  await fillEnvironment(made, { what: 'ComfyUI', args, settings, cwd: staging.proofDir }, job);
  const problems = await proveConsistent(made, staging.proofDir, job);
  if (problems.length === 0) return;
  throw new AppError('verification-failed', msg`The packages of ComfyUI do not work together: ${problems[0] ?? ''}.`, {
    remedy: msg`Try another version of Python, or another build of torch.`,
    details: { problems },
  });
};

/** The installation as it lies in a folder. */
async function recogniseAt(dir: string, interpreter: string): Promise<Installation> {
  const found = await recogniseInstallation(dir, { interpreter });
  if (found.recognised) return found.installation;
  throw new AppError('verification-failed', found.reason, { remedy: found.suggestion });
}

const proof: Step = async (context, job) => {
  const { staging, record, settings } = context;
  job.report({ phase: msg`Verifying` });
  const { interpreter } = await openMade(context);
  const installation = await recogniseAt(staging.codeDir, interpreter);
  // What the person adds for all ComfyUIs may need what this one does not have; only its build counts here.
  const proven = { ...settings, 'comfyui.arguments': argumentsFor(record.torch), 'comfyui.port': 0 };
  await proveStart({ installation, interpreter, settings: proven, proofDir: staging.proofDir, packs: [] }, job);
};

const place: Step = async ({ staging, record, platform }, job) => {
  const { folder, choice } = record;
  job.report({ phase: msg`Putting in place`, message: folder });
  if (await pathExists(staging.codeDir)) {
    const [problem] = await checkTarget(choice, platform);
    if (problem) throw problem;
    // Only an empty one goes: the system refuses every other.
    if (await pathExists(folder)) await removeEmpty(folder);
    await movePath(staging.codeDir, folder);
  }
  const environmentDir = join(folder, environmentName);
  await fixMoved(environmentDir, staging.environmentDir);
  const made = await reopenEnvironment(environmentDir, { uv: null, pythons: [] });
  await recogniseAt(folder, '');
  if (made !== null) return;
  throw new AppError(
    'verification-failed',
    msg`The environment of the new ComfyUI does not run after it was moved into place.`,
    {
      remedy: msg`Open the folder, and create a new environment for it.`,
    },
  );
};

/** How each step is done. All can be begun anew after an end in their middle. */
export const stepWork: Readonly<Record<SetupStepName, Step>> = {
  clone,
  environment,
  torch,
  requirements,
  proof,
  place,
};
