import { redactSecrets } from '../../../base/log';
import type { JobContext } from '../../../base/async/job';
import { runProgram } from '../../../base/process/run';
import { AppError } from '../../../contract/errors';
import type { AppSettings } from '../../../contract/settings';
import { msg } from '../../../contract/text/message';
import { explainInstallFailure, outputOf } from '../environment/install-failure';
import { toolVariables } from '../environment/tool';
import { countDownloads } from './download-lines';
import type { NewEnvironment } from './make-environment';

export interface FillInput {
  /** Whose packages they are, for the sentence of a failure: `PyTorch`. */
  what: string;
  /** What stands behind `install`: names, `-r FILE`, `-c FILE`. */
  args: readonly string[];
  settings: AppSettings;
  /** An index that comes before the usual one; '' for none. */
  index?: string;
  /** What a person gives the programs of the environment. */
  variables?: Readonly<Record<string, string>>;
  /** One of ours: a `uv.toml` or `pip.py` of somebody else must not count. */
  cwd: string;
}

/** The index that comes first: uv takes each package of the first index that has it, pip would take the best of all, so it gets this one alone. */
function indexVariables({ uv }: NewEnvironment, index: string): Record<string, string> {
  if (index === '') return {};
  return uv === null ? { PIP_INDEX_URL: index, PIP_EXTRA_INDEX_URL: '' } : { UV_INDEX: index };
}

function explain(error: unknown, what: string): unknown {
  if (!(error instanceof AppError) || error.code !== 'command-failed') return error;
  const text = outputOf(error);
  const failure = explainInstallFailure({ packName: what, output: text, protectedLines: [] });
  if (failure.code === 'disk-full') return failure;
  return new AppError(failure.code, failure.words.message, {
    remedy: msg`Check the connection and the addresses of the package indexes in the settings, or choose another version of Python or another build of PyTorch, and try again.`,
    details: { ...failure.details, output: text },
    cause: error,
  });
}

/**
 * Installs into an environment that nobody uses yet: no journal is kept, since the whole of it is thrown away when this fails. Throws as
 * `explainInstallFailure` says, and `cancelled`.
 */
export async function fillEnvironment(made: NewEnvironment, input: FillInput, job: JobContext): Promise<void> {
  const { what, args, settings, index = '', cwd, variables = {} } = input;
  const count = countDownloads();
  const command =
    made.uv === null
      ? ['-I', '-m', 'pip', 'install', '--no-input', '--no-color', '--progress-bar', 'off', ...args]
      : ['pip', 'install', '--python', made.interpreter, '--color', 'never', ...args];
  job.report({ phase: msg`Installing requirements`, message: what });
  try {
    await runProgram(made.uv ?? made.interpreter, command, {
      cwd,
      env: { ...variables, ...toolVariables(settings), ...indexVariables(made, index) },
      signal: job.signal,
      onLine: (raw) => {
        const line = redactSecrets(raw);
        job.log(line);
        const step = count.read(line);
        if (step !== null) job.report(step);
      },
    });
  } catch (error) {
    throw explain(error, what);
  }
}

/** Proves by the tool itself that the packages of an environment have what they need of each other. Throws `requirements-conflict`. */
export async function proveConsistent(made: NewEnvironment, cwd: string, job: JobContext): Promise<string[]> {
  const args =
    made.uv === null
      ? ['-I', '-m', 'pip', 'check', '--disable-pip-version-check']
      : ['pip', 'check', '--python', made.interpreter, '--color', 'never'];
  const lines: string[] = [];
  const options = { cwd, signal: job.signal, expectedCodes: [1], onLine: (line: string) => void lines.push(line) };
  const { exitCode } = await runProgram(made.uv ?? made.interpreter, args, options);
  for (const line of lines) job.log(line);
  return exitCode === 0 ? [] : lines.filter((line) => / requires | has requirement |not compatible/.test(line));
}
