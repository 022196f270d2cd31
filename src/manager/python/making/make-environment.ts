import { basename, dirname, join } from 'node:path';
import type { JobContext } from '../../../base/async/job';
import { ensureFolder, pathExists } from '../../../base/files/files';
import { removeInside } from '../../../base/files/move-files';
import { redactSecrets } from '../../../base/log';
import { runProgram } from '../../../base/process/run';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import type { AppSettings } from '../../../contract/settings';
import { outputOf, reasonLine } from '../environment/install-failure';
import { interpreterPlaces, isProgram } from '../environment/python-files';
import { findShippedPip } from './shipped-pip';
import { toolVariables } from '../environment/tool';
import { minorOf, type MakingTools } from './find-pythons';

/** An environment that was made in staging and is nobody's yet. */
export interface NewEnvironment {
  /** Its folder. */
  dir: string;
  interpreter: string;
  /** Null: pip fills it. */
  uv: string | null;
}

export interface MakeInput {
  /** Must not exist; a half-made one is removed before. */
  dir: string;
  /** `3.12`. */
  python: string;
  tools: MakingTools;
  settings: AppSettings;
}

/** The refusal for a Python that no environment can be made of, with what the tool said about it, and what is there instead. Pure. */
export function noPython(python: string, { pythons }: Pick<MakingTools, 'pythons'>, cause?: unknown): AppError {
  const here = pythons.map(({ version }) => version).join(', ');
  const remedy =
    here === ''
      ? msg`Choose another version of Python, or install this one and try again.`
      : msg`Choose a version of Python that is on this machine (${here}), or install this one and try again.`;
  if (!(cause instanceof AppError))
    return new AppError('environment-missing', msg`No environment with Python ${python} could be created.`, {
      ...{ details: { python }, cause, remedy },
    });
  const output = outputOf(cause);
  return new AppError(
    'environment-missing',
    msg`No environment with Python ${python} could be created: ${reasonLine(redactSecrets(output))}.`,
    { details: { python, output }, cause, remedy },
  );
}

/** The same pip as by `ensurepip`, put there by uv: a tenth of a second instead of five. */
async function addShippedPip(
  { interpreter, uv }: NewEnvironment,
  options: ProgramOptions & { signal: AbortSignal },
): Promise<boolean> {
  if (uv === null) return false;
  try {
    const wheel = await findShippedPip(interpreter, options.signal);
    if (wheel === null) return false;
    const args = ['--python', interpreter, '--color', 'never', '--no-index', wheel];
    await runProgram(uv, ['pip', 'install', ...args], options);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'cancelled') throw error;
    return false;
  }
}

type ProgramOptions = NonNullable<Parameters<typeof runProgram>[2]>;

/** Packs install by `python -m pip`, so an environment without it would break them; one that cannot have it is told. */
async function addPip(made: NewEnvironment, settings: AppSettings, job: JobContext): Promise<void> {
  const options = { env: toolVariables(settings), signal: job.signal, onLine: job.log, cwd: made.dir };
  if (await addShippedPip(made, options)) return;
  try {
    await runProgram(made.interpreter, ['-I', '-m', 'ensurepip', '--default-pip'], options);
  } catch (error) {
    if (made.uv === null || (error instanceof AppError && error.code === 'cancelled')) throw error;
    const args = ['pip', 'install', '--python', made.interpreter, '--color', 'never', 'pip'];
    await runProgram(made.uv, args, options).catch((reason: unknown) => {
      if (reason instanceof AppError && reason.code === 'cancelled') throw reason;
      job.warn(msg`The new environment has no pip; packs whose install script calls it will fail.`);
    });
  }
}

/** The interpreter of an environment in its folder, or null. */
export async function interpreterIn(dir: string): Promise<string | null> {
  for (const place of interpreterPlaces(dir, process.platform)) if (await isProgram(place)) return place;
  return null;
}

/**
 * Makes an empty environment with pip in it, by uv where there is one. It can be moved: `fixMoved` brings what names its folder in order. Throws
 * `environment-missing`, `disk-full`, `cancelled`.
 */
export async function makeEnvironment(input: MakeInput, job: JobContext): Promise<NewEnvironment> {
  const { dir, python, tools, settings } = input;
  await ensureFolder(dirname(dir));
  if (await pathExists(dir)) await removeInside(dirname(dir), basename(dir));
  const found = tools.pythons.find(({ version }) => minorOf(version) === python);
  const { uv } = tools;
  if (uv === null && found === undefined) throw noPython(python, tools);
  const program = found?.program ?? python;
  const [command, args] =
    uv === null
      ? [program, ['-I', '-m', 'venv', '--without-pip', dir]]
      : [uv, ['venv', '--color', 'never', '--relocatable', '--python', program, dir]];
  const options = { cwd: dirname(dir), env: toolVariables(settings), signal: job.signal, onLine: job.log };
  await runProgram(command, args, options).catch((error: unknown) => {
    throw error instanceof AppError && error.code === 'command-failed' ? noPython(python, tools, error) : error;
  });
  const interpreter = await interpreterIn(dir);
  if (interpreter === null) throw noPython(python, tools);
  const made = { dir, interpreter, uv };
  await addPip(made, settings, job);
  return made;
}

/** The environment in a folder as it would be made, for whoever goes on with one that is there. Null: it has no interpreter that runs. */
export async function reopenEnvironment(dir: string, { uv }: MakingTools): Promise<NewEnvironment | null> {
  const interpreter = await interpreterIn(dir);
  if (interpreter === null) return null;
  const runs = await runProgram(interpreter, ['-I', '-c', 'import sys'], { timeoutMs: 20_000 }).then(
    () => true,
    () => false,
  );
  return runs ? { dir, interpreter, uv } : null;
}

/** Where an environment keeps its programs. */
export function programsIn(dir: string): string {
  return join(dir, process.platform === 'win32' ? 'Scripts' : 'bin');
}
