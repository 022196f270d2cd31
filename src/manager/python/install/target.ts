import type { JobContext } from '../../../base/async/job';
import { msg, type Message } from '../../../contract/text/message';
import type { AppSettings } from '../../../contract/settings';
import type { PythonEnvironment } from '../environment/environment';
import { environmentDirOf } from '../environment/python-files';
import { changePackages, type Moving, type OpenJournal } from '../environment/tool';
import { fillEnvironment } from '../making/fill-environment';
import { readDistributions, type Distribution } from '../packages/packages';

/** A command of pip, and which packages it moves. */
interface Command {
  args: readonly string[];
  moving: Moving;
}

/** Where packages are changed. */
export interface Target {
  environment: PythonEnvironment;
  /** Holds a folder for each command; is made when it is needed. */
  workDir: string;
  /** What is installed there now. */
  read(): Promise<ReadonlyMap<string, Distribution>>;
  /** Throws `command-failed` or what `explainInstallFailure` makes of it, `cancelled`. */
  run(command: Command, at: { cwd: string; phase: Message }, job: JobContext): Promise<void>;
  /** What a person is told to do where it did not become what was planned. */
  remedy: Message;
}

interface Place {
  environment: PythonEnvironment;
  settings: AppSettings;
  workDir: string;
}

/** The environment in use: what a command moves is held, and comes back when the change fails. */
export function targetInUse({ environment, settings, workDir }: Place, journal: OpenJournal): Target {
  return {
    environment,
    workDir,
    read: () => readDistributions(environment.sitePackagesDirs),
    run: (command, { cwd, phase }, job) =>
      changePackages({ environment, settings, journal, cwd }, command, { ...job, phase }),
    remedy: msg`Read the log of the task; the packages were put back as they were.`,
  };
}

/**
 * An environment that nobody uses yet, or a folder beside one that stays as it is: no journal is kept, since all of it is thrown away when the work fails.
 *
 * @param about What it is filled for, in words; `siteDir`: the folder beside the environment.
 */
export function targetAside(
  { environment, settings, workDir }: Place,
  about: { what: string; siteDir?: string },
): Target {
  const { what, siteDir } = about;
  const { interpreter, uv } = environment;
  const made = { dir: environmentDirOf(interpreter), interpreter, uv };
  const beside = siteDir === undefined ? [] : ['--target', siteDir];
  // pip is a part of the environment, whose files stay as they are.
  const more: Record<string, string> = siteDir === undefined ? {} : { PYTHONDONTWRITEBYTECODE: '1' };
  return {
    environment,
    workDir,
    read: () => readDistributions(siteDir === undefined ? environment.sitePackagesDirs : [siteDir]),
    run({ args: [, ...args] }, { cwd }, job) {
      const variables = { ...environment.variables?.(), ...more };
      return fillEnvironment(made, { what, args: [...args, ...beside], settings, cwd, variables }, job);
    },
    remedy: msg`Read the log of the task; nothing was changed.`,
  };
}
