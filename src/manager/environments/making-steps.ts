import { basename, join } from 'node:path';
import { stopIfCancelled, type JobContext } from '../../base/async/job';
import { copyTree } from '../../base/files/copy-tree';
import { ensureFolder } from '../../base/files/files';
import { movePath } from '../../base/files/move-files';
import { replaceProgram } from '../../base/files/replace-file';
import type { Logger } from '../../base/log';
import { AppError } from '../../contract/errors';
import type { Installation } from '../../contract/installation';
import type { AppSettings, ManagerConfig } from '../../contract/settings';
import { msg } from '../../contract/text/message';
import { proveStart, type Proof } from '../comfyui/process/prove-start';
import type { Paths } from '../installation/paths';
import { findUvOnPath } from '../python/environment/environment';
import { fillForAll, readTorchBounds, type FillForAll } from '../python/install/fill-for-all';
import { fixMoved } from '../python/making/fix-moved';
import { installTorch } from '../python/making/install-torch';
import { makeEnvironment, programsIn, reopenEnvironment, type NewEnvironment } from '../python/making/make-environment';
import { writeEnvironmentRecord, type EnvironmentRecord } from './environment-folders';
import { runInstallScripts } from './install-scripts';
import type { MakingPlan } from './making-plan';
import { withArgument } from './needed-argument';

/** What the making of one environment works with. */
export interface MakingContext {
  plan: MakingPlan;
  installation: Installation;
  paths: Paths;
  settings: AppSettings;
  config: () => ManagerConfig;
  variables: () => Readonly<Record<string, string>>;
  platform: NodeJS.Platform;
  /** Packs that are to come, with what they ask for, and the folders that they replace. */
  coming: Pick<FillForAll, 'packs' | 'leavingDirs'>;
  task: EnvironmentRecord['task'];
  log: Logger;
}

async function open({ plan }: MakingContext, dir = plan.makingDir): Promise<NewEnvironment> {
  const made = await reopenEnvironment(dir, plan.tools);
  if (made !== null) return made;
  throw new AppError('environment-missing', msg`The new environment does not run.`, {
    remedy: msg`Create it again, with another version of Python if it fails again.`,
  });
}

/** A uv that is no program of this machine but of another environment goes with the new one, or that would have to do with pip. */
async function bringUv({ dir, uv }: NewEnvironment): Promise<void> {
  if (uv === null || (await findUvOnPath()) !== null) return;
  await replaceProgram(uv, join(programsIn(dir), basename(uv)));
}

/** Whether an installation failed for what was asked of it, and not for the disk or a cancel. */
function isUnmet(error: unknown): boolean {
  return error instanceof AppError && ['requirements-conflict', 'requirements-failed'].includes(error.code);
}

async function makeOfNothing(context: MakingContext, job: JobContext): Promise<void> {
  const { plan, settings, platform, coming } = context;
  const { makingDir, python, tools, torch, workDir } = plan;
  const cwd = join(workDir, 'work');
  await ensureFolder(cwd);
  job.report({ phase: msg`Creating the environment`, message: msg`Python ${python}` });
  const made = await makeEnvironment({ dir: makingDir, python, tools, settings }, job);
  await bringUv(made);
  stopIfCancelled(job);
  const fill = { made, workDir: cwd, ...coming };
  const bounds = await readTorchBounds(fill, context, job);
  const ofTorch: JobContext = { ...job, report: (step) => job.report({ ...step, phase: msg`Installing PyTorch` }) };
  const choice = { torch, settings, cwd, platform };
  await installTorch(made, { ...choice, bounds: bounds.all }, ofTorch).catch(async (error: unknown) => {
    if (bounds.all.length === bounds.comfy.length || !isUnmet(error)) throw error;
    job.warn(
      msg`No PyTorch meets the requirements of all packs (${bounds.all.join(', ')}), so only those of ComfyUI were used.`,
    );
    await installTorch(made, { ...choice, bounds: bounds.comfy }, ofTorch);
  });
  stopIfCancelled(job);
  const count = await fillForAll(fill, context, job);
  job.log(`${count} packages came beside PyTorch.`);
  await runInstallScripts({ ...context, made, workDir, leavingDirs: coming.leavingDirs }, job);
}

async function copyAnother({ plan }: MakingContext, job: JobContext): Promise<void> {
  const { copyOf, makingDir, workDir } = plan;
  if (copyOf === null) return;
  await ensureFolder(workDir);
  const phase = msg`Copying the environment`;
  job.report({ phase, message: copyOf.name });
  await copyTree(copyOf.folder, makingDir, {
    signal: job.signal,
    onProgress: (progress) => job.report({ phase, message: copyOf.name, ...progress }),
  });
  await fixMoved(makingDir, copyOf.folder);
}

/** Starts ComfyUI with it for real, with every pack that it loads. Throws `verification-failed`. */
async function prove(context: MakingContext, job: JobContext): Promise<Proof> {
  const { installation, settings, plan, variables } = context;
  const { interpreter } = await open(context);
  job.report({ phase: msg`Starting ComfyUI as a test` });
  const proofDir = join(plan.workDir, 'proof');
  const words = withArgument(settings['comfyui.arguments'], plan.torch);
  const proven = { ...settings, 'comfyui.arguments': words, 'comfyui.port': 0 };
  const input = { installation, interpreter, settings: proven, proofDir, packs: null, variables: variables() };
  return proveStart(input, job);
}

/** Gives it its name. Until the record says that it is made it counts for nothing, and a start removes it. */
async function place(context: MakingContext, { failedImports }: Proof): Promise<void> {
  const { makingDir, dir } = context.plan;
  const about: Omit<EnvironmentRecord, 'state' | 'task'> = {
    version: 1,
    madeAt: new Date().toISOString(),
    failedImports: [...failedImports],
  };
  await writeEnvironmentRecord(makingDir, { ...about, state: 'placing', task: context.task });
  await movePath(makingDir, dir);
  await fixMoved(dir, makingDir);
  await open(context, dir);
  await writeEnvironmentRecord(dir, { ...about, state: 'made', task: context.task });
}

/**
 * Makes one environment in staging, proves it by a start of ComfyUI, and gives it its name. Throws what `makeEnvironment`, `installTorch`, `fillForAll` and
 * `proveStart` throw; then nothing has the name.
 */
export async function makeOne(context: MakingContext, job: JobContext): Promise<Proof> {
  await (context.plan.copyOf === null ? makeOfNothing(context, job) : copyAnother(context, job));
  stopIfCancelled(job);
  const proof = await prove(context, job);
  stopIfCancelled(job);
  job.report({ phase: msg`Putting in place`, message: context.plan.name });
  await place(context, proof);
  return proof;
}
