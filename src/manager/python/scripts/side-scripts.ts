import { dirname, join } from 'node:path';
import type { JobContext } from '../../../base/async/job';
import { ensureFolder, writePlain, writePrivate } from '../../../base/files/files';
import { posixWord } from '../../../base/process/posix-word';
import { pythonText } from '../../../base/process/python-text';
import { runProgram } from '../../../base/process/run';
import { AppError, toAppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import { asAsked, policyOf } from '../plan/consent';
import { copyEmbeddedPython, findPathFile } from './embedded-copy';
import type { PythonEnvironment } from '../environment/environment';
import type { PythonOptions } from '../environment/follow-environment';
import { runJudgedScript } from './guarded-script';
import { findBroken } from '../install/others';
import { readDistributions, versionsOf } from '../packages/packages';
import { environmentDirOf, interpreterPlaces, isProgram } from '../environment/python-files';
import { openSolving } from '../plan/solving';

/** An environment that has all of another one, and keeps what is installed into it for itself. */
export interface SideEnvironment {
  interpreter: string;
  /** Where its own packages are put. */
  siteDir: string;
}

export interface SideScripts {
  /** Makes one in `dir`, which must not exist; null where this Python can make none. Throws `environment-missing`, `disk-full`, `cancelled`. */
  makeSideEnvironment(dir: string, job: JobContext): Promise<SideEnvironment | null>;
  /**
   * Runs the install.py of a pack there, which may have been put in the place of another version below `customNodesDir`. Throws `install-script-failed`, and
   * `packages-protected` for a script that changes what nobody was told of.
   */
  runSideScript(
    input: { side: SideEnvironment; packDir: string; packName: string; baseDir: string; customNodesDir: string },
    job: JobContext,
  ): Promise<void>;
}

/** Tells where packages go that are installed into this environment. */
const whereScript = 'import sysconfig; print(sysconfig.get_paths()["purelib"])';

/** What pip installs by this name goes aside as well; packs call it by its bare name. A first line that names the Python ends at a blank in its path. */
const pipText = (interpreter: string): string => `#!/bin/sh\nexec ${posixWord(interpreter)} -m pip "$@"\n`;

/** The interpreter of a virtual environment, or of a copy where this is an embedded build, which can make none. Null where neither goes. */
async function makeInterpreter(interpreter: string, dir: string, job: JobContext): Promise<string | null> {
  const pathFile = await findPathFile(interpreter);
  if (pathFile !== null) return copyEmbeddedPython(interpreter, pathFile, dir);
  try {
    await runProgram(interpreter, ['-I', '-m', 'venv', '--without-pip', dir], { signal: job.signal, onLine: job.log });
  } catch (error) {
    const { code, message } = toAppError(error);
    if (code === 'cancelled') throw error;
    job.log(message);
    return null;
  }
  return findInterpreter(dir);
}

async function make(
  { interpreter, sitePackagesDirs }: PythonEnvironment,
  dir: string,
  job: JobContext,
): Promise<SideEnvironment | null> {
  const own = await makeInterpreter(interpreter, dir, job);
  if (own === null) return null;
  const { stdout } = await runProgram(own, ['-I', '-c', whereScript], { signal: job.signal });
  const siteDir = stdout.trim();
  // Only a program of this environment takes the other packages in: ComfyUI, which finds them anyway, must not read their startup lines twice.
  const when = `import sys, site; sys.prefix == ${pythonText(dir)} and`;
  const lines = [
    // By this pip knows that it is in an environment, and that what lies elsewhere is not its own to remove. A virtual one says so by itself.
    `${when} sys.prefix == sys.base_prefix and setattr(sys, "base_prefix", ${pythonText(environmentDirOf(interpreter))})`,
    ...sitePackagesDirs.map((place) => `${when} site.addsitedir(${pythonText(place)})`),
  ];
  await ensureFolder(siteDir);
  await writePlain(join(siteDir, 'beside.pth'), `${lines.join('\n')}\n`);
  if (process.platform !== 'win32') {
    for (const name of ['pip', 'pip3']) await writePrivate(join(dirname(own), name), pipText(own), 0o700);
  }
  return { interpreter: own, siteDir };
}

async function findInterpreter(dir: string): Promise<string> {
  for (const place of interpreterPlaces(dir, process.platform)) if (await isProgram(place)) return place;
  throw new AppError('environment-missing', msg`The Python at ${dir} does not run.`);
}

/** Runs scripts of packs on trial. */
export function createSideScripts(options: PythonOptions, environment: () => Promise<PythonEnvironment>): SideScripts {
  const { installation, settings } = options;
  return {
    makeSideEnvironment: async (dir, job) => make(await environment(), dir, job),
    async runSideScript({ side, packDir, packName, baseDir, customNodesDir }, job) {
      const found = await environment();
      const sitePackagesDirs = [side.siteDir, ...found.sitePackagesDirs];
      const place = { ...found, sitePackagesDirs };
      const openNow = () =>
        openSolving(place, { ...options, installation: { ...installation, customNodesDir } }, { signal: job.signal });
      // A pip of another environment installs nothing, and nothing is written into packages that are in use.
      const more = { PIP_REQUIRE_VIRTUALENV: '1', PYTHONDONTWRITEBYTECODE: '1' };
      const variables = () => ({ ...found.variables?.(), ...more });
      const about = { packDir, packName, settings, installation: { ...installation, baseDir, customNodesDir } };
      const timeoutMs = settings['installScript.timeoutSeconds'] * 1000;
      await runJudgedScript(
        {
          ...{ ...about, gitProgram: options.config().git_exe, timeoutMs },
          environment: { ...place, interpreter: side.interpreter, variables },
        },
        {
          readNow: async () => versionsOf(await readDistributions(sitePackagesDirs)),
          findBroken: async (before) => findBroken(before, await openNow()),
          policy: policyOf(asAsked, settings),
        },
        job,
      );
    },
  };
}
