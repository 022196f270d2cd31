import { delimiter, dirname } from 'node:path';
import type { AppSettings } from '../../contract/settings';
import type { JobContext } from '../../base/async/job';
import { AppError } from '../../contract/errors';
import { type Said, say } from '../../contract/text/said';
import { redactSecrets } from '../../base/log';
import { cleanEnvironment, runProgram } from '../../base/process/run';
import type { PythonEnvironment } from './environment';

/** What is handed to `uv pip` or `python -m pip`. */
export interface ToolCall {
  environment: PythonEnvironment;
  settings: AppSettings;
  /** A folder of ours: a `pip.py` or `uv.toml` of the pack must not count. */
  cwd: string;
}

declare const opened: unique symbol;

/** Proof that what is there was written down: `PackageKeeper.during` gives it to the work that it runs, and nobody else can. */
export interface OpenJournal {
  readonly [opened]: true;
  /** Puts a package back at this version as it was held, without a network, in place of the one that is there. False when it is not held. */
  bringBack(name: string, version: string): Promise<boolean>;
}

/** What is handed to a command that changes packages. */
export interface ChangingCall extends ToolCall {
  journal: OpenJournal;
}

export interface InstallFiles {
  requirementsFile: string;
  constraintsFile: string | null;
  allowsPrereleases: boolean;
  /** Whether the file names indexes beside the main one. */
  hasExtraIndex: boolean;
}

/** Asks nothing, and says nothing but what it does. */
const quietPip = ['--no-input', '--disable-pip-version-check', '--no-color'] as const;
/** The same for uv. */
export const quietUv = ['--no-progress', '--color', 'never'] as const;
const progressLine = /^\s*(?:Collecting|Downloading|Building|Installing|Resolved|Prepared|Installed|Uninstalled)\b/;

/** The arguments of a pip command, by the tool of the environment. */
function commandOf({ environment }: ToolCall, args: readonly string[]): { program: string; args: string[] } {
  const [verb = '', ...rest] = args;
  if (environment.uv !== null) {
    // Without --python a uv outside of the environment would choose another one.
    return { program: environment.uv, args: ['pip', verb, '--python', environment.interpreter, ...quietUv, ...rest] };
  }
  return { program: environment.interpreter, args: pipArguments(environment, [verb], rest) };
}

/** The arguments of an interpreter that run a command of its pip, quietly: the command, what makes it quiet, and the rest. */
export function pipArguments(
  { isEmbedded }: Pick<PythonEnvironment, 'isEmbedded'>,
  command: readonly string[],
  rest: readonly string[] = [],
): string[] {
  return [...(isEmbedded ? ['-s'] : []), '-m', 'pip', ...command, ...quietPip, ...rest];
}

/** What pip and uv get beside the environment of the app: what a person gives the programs of the installation, and the settings. */
export function variablesOf({
  environment,
  settings,
}: Pick<ToolCall, 'environment' | 'settings'>): Record<string, string> {
  return { ...environment.variables?.(), ...toolVariables(settings) };
}

/** The index and proxy of the settings as variables for pip and uv, whoever starts them, so that credentials in them show in no process list; the user's own stay without a setting. */
export function toolVariables(settings: AppSettings): Record<string, string> {
  const variables: Record<string, string> = { ...pythonOutput };
  const index = settings['python.indexUrl'];
  // UV_INDEX_URL is what uv before 0.4.23 reads.
  const indexNames = index === '' ? [] : ['PIP_INDEX_URL', 'UV_DEFAULT_INDEX', 'UV_INDEX_URL'];
  for (const name of indexNames) variables[name] = index;
  const proxy = settings['network.proxy'];
  const proxyNames = proxy === '' ? [] : ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'];
  for (const name of proxyNames) Object.assign(variables, { [name]: proxy, [name.toLowerCase()]: proxy });
  return variables;
}

/** Lines come as they are printed, and in UTF-8, from every Python program. */
const pythonOutput = { PYTHONUNBUFFERED: '1', PYTHONIOENCODING: 'utf-8' };

/** Variables for a Python program of a pack: the interpreter's own folder first on PATH, so that `pip` there is this environment's. */
export function scriptVariables(interpreter: string): Record<string, string> {
  const [name, value] = Object.entries(cleanEnvironment()).find(([key]) => key.toUpperCase() === 'PATH') ?? [
    'PATH',
    '',
  ];
  return { ...pythonOutput, [name]: [dirname(interpreter), value].filter((part) => part !== '').join(delimiter) };
}

/** What a command of the tool runs under. */
type ToolJob = Pick<JobContext, 'log' | 'report'> & {
  signal?: AbortSignal;
  timeoutMs?: number;
  phase: Said;
  expectedCodes?: readonly number[];
  isCalm?: boolean;
};

/** Runs a pip command that changes packages; without an open journal this does not compile. Throws `cancelled`, `command-failed`. */
export function changePackages(call: ChangingCall, args: readonly string[], job: ToolJob): Promise<void> {
  return runTool(call, args, job);
}

/** Runs a pip command that only asks. Throws `cancelled`, `command-failed`. */
export function askTool(
  call: ToolCall,
  args: readonly ['check' | 'install' | 'compile', ...string[]],
  job: ToolJob,
): Promise<void> {
  if (args[0] === 'install' && !args.includes('--dry-run'))
    throw new AppError('internal', say`A question must not install anything.`);
  return runTool(call, args, { ...job, isCalm: true });
}

/** Runs a pip command with the tool of the environment; each line goes to the log of the task. */
async function runTool(call: ToolCall, args: readonly string[], job: ToolJob): Promise<void> {
  const command = commandOf(call, args);
  await runProgram(command.program, command.args, {
    cwd: call.cwd,
    env: variablesOf(call),
    signal: job.signal,
    timeoutMs: job.timeoutMs,
    ...(job.expectedCodes && { expectedCodes: job.expectedCodes }),
    ...(job.isCalm && { isCalm: true }),
    onLine: (raw) => {
      const line = redactSecrets(raw);
      job.log(line);
      if (progressLine.test(line)) job.report({ phase: job.phase, message: line.trim() });
    },
  });
}

/** The arguments of one resolve and install. */
export function installArguments(environment: Pick<PythonEnvironment, 'tool'>, files: InstallFiles): string[] {
  const args = ['install', '-r', files.requirementsFile];
  if (files.constraintsFile !== null) args.push('-c', files.constraintsFile);
  if (environment.tool === 'pip')
    return [...args, '--progress-bar', 'off', ...(files.allowsPrereleases ? ['--pre'] : [])];
  if (files.allowsPrereleases) args.push('--prerelease', 'allow');
  // uv would stop at the first index that knows a name; packs are written for pip, which takes the best of all.
  if (files.hasExtraIndex) args.push('--index-strategy', 'unsafe-best-match');
  return args;
}

/** The arguments of an installation of exact lines, whose needs are among them. */
export function exactArguments(
  environment: Pick<PythonEnvironment, 'tool'>,
  requirementsFile: string,
  options: readonly string[],
): string[] {
  const hasExtraIndex = options.some((option) => option.startsWith('--extra-index-url'));
  const files = { requirementsFile, constraintsFile: null, allowsPrereleases: false, hasExtraIndex };
  return [...installArguments(environment, files), '--no-deps'];
}

/** The arguments of the same as a question: what it would change. pip tells it in a report alone. */
export function questionArguments(
  environment: Pick<PythonEnvironment, 'tool'>,
  files: InstallFiles,
  { reportFile, isFresh }: { reportFile: string | null; isFresh: boolean },
): ['install', ...string[]] {
  const [, ...rest] = installArguments(environment, files);
  const report = reportFile === null ? [] : ['--report', reportFile];
  // uv has no way to look past what is installed but to install all of it again.
  const fresh = isFresh ? [environment.tool === 'uv' ? '--reinstall' : '--ignore-installed'] : [];
  return ['install', '--dry-run', ...report, ...fresh, ...rest];
}

/** The version of the tool itself; null when it does not say. */
export async function readToolVersion({ uv }: PythonEnvironment, pipVersion: string | null): Promise<string | null> {
  if (uv === null) return pipVersion;
  try {
    const { stdout } = await runProgram(uv, ['--version'], { timeoutMs: 10_000 });
    return /(\d+\.\d+[\w.]*)/.exec(stdout)?.[1] ?? null;
  } catch {
    return null;
  }
}
