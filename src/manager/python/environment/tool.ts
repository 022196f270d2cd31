import { delimiter, dirname } from 'node:path';
import type { AppSettings } from '../../../contract/settings';
import type { JobContext } from '../../../base/async/job';
import { AppError } from '../../../contract/errors';
import { type Message, msg } from '../../../contract/text/message';
import { redactSecrets } from '../../../base/log';
import { proveRootOf } from '../../../base/files/guarded-roots';
import { cleanEnvironment, runProgram } from '../../../base/process/run';
import type { PythonEnvironment } from './environment';

/** What is handed to `uv pip` or `python -m pip`. */
export interface ToolCall {
  environment: PythonEnvironment;
  settings: AppSettings;
  /** A folder of ours: a `pip.py` or `uv.toml` of the pack must not count. */
  cwd: string;
}

/** What is handed to a command that only asks. */
export interface AskingCall extends ToolCall {
  /** Whether source packages may be built for the answer, which runs code of theirs: only a task, or whoever may order one. */
  mayBuild?: boolean | undefined;
}

declare const opened: unique symbol;

/** Which packages a command may change, by normalised names; `everything` where only the command knows. */
export type Moving = readonly string[] | 'everything';

/** The way to the journal of packages: `PackageKeeper.during` gives it to the work that it runs, and nobody else can. */
export interface OpenJournal {
  readonly [opened]: true;
  /** Writes down what is there, and keeps the files of what is about to move. To be called before anything else than `changePackages` moves it. */
  keep(moving: Moving): Promise<void>;
  /** Puts a package back at this version as it was kept, without a network, in place of the one that is there. False when it is not kept. */
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
/** Has uv answer from its cache alone. */
const offline = '--offline';
const progressLine = /^\s*(?:Collecting|Downloading|Building|Installing|Resolved|Prepared|Installed|Uninstalled)\b/;

/** What pip prints where it would have started a program to build something. */
export const startsNoProgram = 'a question starts no program';

/**
 * pip builds what a line or a package names by its address, whatever `--only-binary` says. A hook of the interpreter that nothing in its process can take
 * away again (PEP 578) refuses every program that pip would start: to build is to start one.
 */
const pipWithoutPrograms = `import runpy, sys
starts = {"subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "_winapi.CreateProcess"}
def refuse(event, arguments):
    if event in starts:
        raise PermissionError("${startsNoProgram}")
sys.addaudithook(refuse)
runpy.run_module("pip", run_name="__main__", alter_sys=True)
`;

/** The arguments of a pip command, by the tool of the environment; where it may not build, what has no wheel has no answer. */
function commandOf(
  { environment }: ToolCall,
  args: readonly string[],
  mayBuild = true,
): { program: string; args: string[] } {
  const [verb = '', ...rest] = args;
  if (environment.uv !== null) {
    // Without --python a uv outside of the environment would choose another one.
    const own = ['--python', environment.interpreter, ...quietUv, ...(mayBuild ? [] : ['--no-build'])];
    return { program: environment.uv, args: ['pip', verb, ...own, ...rest] };
  }
  const start = mayBuild ? undefined : ['-c', pipWithoutPrograms];
  return { program: environment.interpreter, args: pipArguments({ ...environment, start }, [verb], rest) };
}

/** The arguments of an interpreter that run a command of its pip, quietly: the command, what makes it quiet, and the rest. */
export function pipArguments(
  {
    isEmbedded,
    start = ['-m', 'pip'],
  }: Pick<PythonEnvironment, 'isEmbedded'> & { start?: readonly string[] | undefined },
  command: readonly string[],
  rest: readonly string[] = [],
): string[] {
  return [...(isEmbedded ? ['-s'] : []), ...start, ...command, ...quietPip, ...rest];
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
  phase: Message;
  expectedCodes?: readonly number[];
  isCalm?: boolean;
};

/**
 * Runs a pip command that changes packages, once those that it moves are held; without an open journal this does not compile. Throws `cancelled`,
 * `command-failed`.
 */
export async function changePackages(
  call: ChangingCall,
  { args, moving }: { args: readonly string[]; moving: Moving },
  job: ToolJob,
): Promise<void> {
  await proveRootOf(call.cwd);
  await call.journal.keep(moving);
  await runCommand(commandOf(call, args), call, job);
}

/** Runs a pip command that only asks; unless the call may build, nothing is built for the answer. Throws `cancelled`, `command-failed`. */
export function askTool(
  call: AskingCall,
  args: readonly ['check' | 'install' | 'compile', ...string[]],
  job: ToolJob,
): Promise<void> {
  if (args[0] === 'install' && !args.includes('--dry-run'))
    throw new AppError('internal', msg`A question must not install anything.`);
  // A check resolves nothing, and uv has no such option there.
  const mayBuild = call.mayBuild === true || args[0] === 'check';
  // A task is what a person waits for.
  return runCommand(commandOf(call, args, mayBuild), call, { isCalm: call.mayBuild !== true, ...job });
}

/**
 * The same where the exact versions are known and an earlier question of the same work has filled uv's cache: the index is asked only for what that lacks.
 * Throws `cancelled`, `command-failed`.
 */
export async function askCache(call: AskingCall, args: Parameters<typeof askTool>[1], job: ToolJob): Promise<void> {
  if (call.environment.uv !== null) {
    try {
      await askTool(call, [...args, offline], job);
      return;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'command-failed') throw error;
    }
  }
  await askTool(call, args, job);
}

/**
 * Asks uv which versions lines come to, each for itself: without what packages need (`--no-deps`) it reads pages of the index alone, and fetches and builds
 * no package for the answer. Throws `cancelled`, `command-failed`.
 */
export function askVersions(call: AskingCall, files: InstallFiles, job: ToolJob): Promise<void> {
  const [, ...lines] = installArguments({ tool: 'uv' }, files);
  const args = ['--no-deps', '--no-header', '--no-annotate', ...lines.filter((one) => one !== '-r')];
  return askCache({ ...call, mayBuild: true }, ['compile', ...args], { ...job, isCalm: true });
}

/** Runs a command of the tool of the environment; each line goes to the log of the task. */
async function runCommand(command: ReturnType<typeof commandOf>, call: ToolCall, job: ToolJob): Promise<void> {
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

/** The arguments of the same as a question: what it would change, which pip tells in a report alone. */
export function questionArguments(
  environment: Pick<PythonEnvironment, 'tool'>,
  files: InstallFiles,
  {
    reportFile,
    isFresh,
    isOffline,
  }: {
    reportFile: string | null;
    isFresh: boolean;
    /** Only uv has a cache that answers alone. */
    isOffline: boolean;
  },
): ['install', ...string[]] {
  const [, ...rest] = installArguments(environment, files);
  const report = reportFile === null ? [] : ['--report', reportFile];
  // uv has no way to look past what is installed but to install all of it again.
  const fresh = isFresh ? [environment.tool === 'uv' ? '--reinstall' : '--ignore-installed'] : [];
  return ['install', '--dry-run', ...report, ...fresh, ...(isOffline ? [offline] : []), ...rest];
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
