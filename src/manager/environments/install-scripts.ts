import { join } from 'node:path';
import { stopIfCancelled, type JobContext } from '../../base/async/job';
import { ensureFolder } from '../../base/files/files';
import { findChanged, readTreeState } from '../../base/files/tree-state';
import type { Logger } from '../../base/log';
import { AppError } from '../../contract/errors';
import { msg, packMessage } from '../../contract/text/message';
import { listLoaded } from '../python/requirements/askers';
import { asAsked } from '../python/plan/consent';
import type { PythonOptions } from '../python/environment/follow-environment';
import { hasInstallScript } from '../python/scripts/install-script';
import type { NewEnvironment } from '../python/making/make-environment';
import { createPython, type Python } from '../python/python';

/** Nobody wrote these: Python and git keep them. */
const notWritten: ReadonlySet<string> = new Set(['__pycache__', '.git']);
/** More files than these are told as a number. */
const mostFiles = 5;

/**
 * Nobody can be asked about each script, and nothing that is in use can be harmed: what a script changes of torch, numpy and of what others need goes back,
 * and all else that it brings stays.
 */
const consent = { ...asAsked, keepsPackages: true };

export interface ScriptsInput extends Pick<
  PythonOptions,
  'installation' | 'settings' | 'config' | 'paths' | 'variables'
> {
  made: NewEnvironment;
  /** A folder that goes with what is made: the journal of the packages lies there, so that nothing of it outlives the environment. */
  workDir: string;
  /** Folders of packs that are about to be replaced: those that come are installed later, with their scripts. */
  leavingDirs: readonly string[];
  log: Logger;
}

/** The Python of an environment that is being made, with its own journal. */
async function openMadePython({ made, workDir, ...options }: ScriptsInput): Promise<Python> {
  const desktopDir = join(workDir, 'install-scripts');
  const packageJournalDir = join(desktopDir, 'package-journal');
  const stagingDir = join(desktopDir, 'staging');
  for (const folder of [packageJournalDir, stagingDir]) await ensureFolder(folder);
  return createPython({
    ...options,
    settings: { ...options.settings, 'python.interpreter': made.interpreter },
    paths: { ...options.paths, desktopDir, packageJournalDir, stagingDir },
  });
}

/** The folder of a pack is one for all environments, and nobody can tell what a script wrote there from what a person and ComfyUI write meanwhile. */
function warnOfChanged(name: string, changed: readonly string[], job: JobContext): void {
  if (changed.length === 0) return;
  const more = changed.length - mostFiles;
  const files = [...changed.slice(0, mostFiles), ...(more > 0 ? [`+${more}`] : [])].join(', ');
  job.warn(
    msg`While the install.py of "${packMessage(name)}" ran for the new environment, files in the folder of the pack changed: ${files}. All environments use that folder; repair the pack if it does not load in another one.`,
  );
}

async function runOne(python: Python, pack: { name: string; dir: string }, job: JobContext): Promise<void> {
  const { name, dir } = pack;
  const before = await readTreeState(dir, notWritten);
  try {
    job.log(`The install.py of ${name} runs for the new environment.`);
    await python.runInstallScript({ packDir: dir, packName: name, consent }, job);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'install-script-failed') throw error;
    job.log(error.message);
    job.warn(
      msg`The install.py of "${packMessage(name)}" failed for the new environment, and what it had changed among the packages was restored: ${error.words.message}`,
    );
  } finally {
    warnOfChanged(name, findChanged(before, await readTreeState(dir, notWritten)), job);
  }
}

/**
 * Runs the install.py of every pack that ComfyUI loads, in the environment that is being made and has all that the lines ask for. One that fails is
 * warned of, and has changed no package; the start that comes afterwards shows what its pack lacks. Answers how many ran. Throws `cancelled`,
 * `requirements-failed` where packages could not be put back, `disk-full`.
 */
export async function runInstallScripts(input: ScriptsInput, job: JobContext): Promise<number> {
  const { installation, leavingDirs } = input;
  const packs: { name: string; dir: string }[] = [];
  for (const name of (await listLoaded(installation.customNodesDir)).sort()) {
    const dir = join(installation.customNodesDir, name);
    if (!leavingDirs.includes(dir) && (await hasInstallScript(dir))) packs.push({ name, dir });
  }
  if (packs.length === 0) return 0;
  const python = await openMadePython(input);
  for (const pack of packs) {
    await runOne(python, pack, job);
    stopIfCancelled(job);
  }
  return packs.length;
}
