import { dirname } from 'node:path';
import {
  GitPluginError,
  simpleGit,
  type SimpleGit,
  type SimpleGitOptions,
  type SimpleGitProgressEvent,
} from 'simple-git';
import { AppError } from '../../contract/errors';
import { type Message, msg } from '../../contract/text/message';
import { describeGitFailure } from './failure';
import { isLoopbackUrl } from '../http/target';
import { stopIfCancelled, type JobContext } from '../async/job';
import { markGitCall } from './leftovers';
import { gitLoginVariables } from './logins';
import { keepOffOwnDoors } from './own-doors';
import { cleanEnvironment } from '../process/run';

export interface GitOptions {
  /** Name or path of the program; asked before every command, because it is a setting. */
  executable: () => string;
  /** Where https://github.com/ is really fetched from (a mirror); stored remotes keep github.com. */
  githubBase: string;
  /** Empty: git's own settings and environment. */
  proxy: string;
  /** Token of a GitHub account, asked before every command that goes to a remote; '' for none. Only `githubBase` is given it. */
  readGithubToken?: () => string;
  /** A command that neither ends nor says anything for so long is ended. */
  stallMs: number;
}

/** One git command. */
export interface GitCall {
  /** The step in words; starts the message of a failure. */
  what: Message;
  cwd: string;
  args: readonly string[];
  job: JobContext;
  /** Told what git printed when it ended with an error; true when that is as good as a success. */
  isHarmless?: (output: string) => boolean;
  /** Every end but with 0 is a failure: else one without a word of git is an answer. */
  isExact?: boolean;
}

/** Variables that would aim git at another repository than the folder it is called in, e.g. inside a hook. */
const foreignRepository = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
  'PREFIX',
];

/** What the person's own environment may set; repository content and addresses still cannot. */
const trustedEnvironment = {
  allowUnsafeAskPass: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCustomBinary: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeEditor: true,
  allowUnsafeExec: true,
  allowUnsafeGitProxy: true,
  allowUnsafePager: true,
  allowUnsafeSshCommand: true,
  allowUnsafeTemplateDir: true,
  // Our own login (`githubLogin`).
  allowUnsafeCredentialHelper: true,
  // Our own mirror setting (`url.<base>.insteadOf`).
  allowUnsafeUrlRewrite: true,
} as const;

/** The environment of every git command: aimed at the folder it is called in, and never waiting for a person. */
export function gitEnvironment(cwd: string): Record<string, string> {
  const removed = Object.fromEntries(foreignRepository.map((name) => [name, undefined]));
  return cleanEnvironment({
    ...removed,
    GIT_TERMINAL_PROMPT: '0',
    GCM_INTERACTIVE: 'never',
    GIT_OPTIONAL_LOCKS: '0',
    // A folder whose own repository is damaged must not be taken for a part of ComfyUI's.
    GIT_CEILING_DIRECTORIES: dirname(cwd),
    // Failures are recognised by git's English words.
    LC_ALL: 'C',
    LANGUAGE: 'en',
  });
}

// In a clone without contents each `cat-file` is a request.
const remoteCommands = new Set(['clone', 'fetch', 'ls-remote', 'pull', 'submodule', 'cat-file']);

function isRemoteCommand(args: readonly string[]): boolean {
  return remoteCommands.has(args[0] ?? '');
}

/**
 * The login at GitHub as variables: neither a command line nor a configuration file ever holds the token. It is a credential helper and no
 * header, because git asks helpers by the host it really talks to, and would carry a header along to wherever it is redirected. The empty
 * helper before it takes away all others of that host: git hands what was accepted to every one of them, and they would store it.
 */
function githubLogin({ githubBase, readGithubToken }: GitOptions, args: readonly string[]): Record<string, string> {
  const token = isRemoteCommand(args) ? (readGithubToken?.() ?? '') : '';
  const isPrivate = /^https:/i.test(githubBase) || isLoopbackUrl(githubBase);
  if (token === '' || !isPrivate) return {};
  const count = Number(cleanEnvironment()['GIT_CONFIG_COUNT'] ?? 0) || 0;
  const key = `credential.${new URL(githubBase).origin}.helper`;
  // `printf` is a part of the shell: it starts no program whose arguments others could read.
  const helper = `!f() { test "$1" = get && printf 'username=x-access-token\\npassword=%s\\n' "$CMD_GITHUB_TOKEN"; }; f`;
  return {
    CMD_GITHUB_TOKEN: token,
    GIT_CONFIG_COUNT: String(count + 2),
    [`GIT_CONFIG_KEY_${count}`]: key,
    [`GIT_CONFIG_VALUE_${count}`]: '',
    [`GIT_CONFIG_KEY_${count + 1}`]: key,
    [`GIT_CONFIG_VALUE_${count + 1}`]: helper,
  };
}

/** The logins a command may need: the account's at GitHub, and those that came with addresses. */
function loginVariables(options: GitOptions, args: readonly string[]): Record<string, string> {
  if (!isRemoteCommand(args)) return {};
  const github = githubLogin(options, args);
  const count = Number(github['GIT_CONFIG_COUNT'] ?? cleanEnvironment()['GIT_CONFIG_COUNT'] ?? 0) || 0;
  return { ...github, ...gitLoginVariables(options.githubBase, count) };
}

/** A branch, tag or commit by name as an argument of git, which has commands without an end of their options. Throws `invalid-input` for what would be one. */
export function refArgument(name: string): string {
  if (!name.startsWith('-')) return name;
  throw new AppError('invalid-input', msg`"${name}" cannot be the name of a version: it begins with a dash.`, {
    remedy: msg`Name a branch, a tag or a commit.`,
  });
}

function configFor(options: GitOptions, cwd: string, doors: readonly string[]): string[] {
  const github = options.githubBase.replace(/\/+$/, '');
  const config = [`safe.directory=${cwd}`, 'core.longpaths=true', 'advice.detachedHead=false', ...doors];
  if (github !== 'https://github.com') config.push(`url.${github}/.insteadOf=https://github.com/`);
  if (options.proxy !== '') config.push(`http.proxy=${options.proxy}`);
  return config;
}

function reportProgress(job: JobContext, event: SimpleGitProgressEvent): void {
  const count = event.total > 0 ? ` (${event.processed} of ${event.total})` : '';
  const phase = event.method === 'clone' ? msg`Cloning` : msg`Fetching`;
  // The stages are words of git itself.
  const message = `${event.stage.replace(/^remote:/, '')}: ${event.progress} %${count}`;
  job.report({ phase, message });
}

/** What a command is given on top of its arguments. */
interface GitSetting {
  doors: readonly string[];
  variables: Readonly<Record<string, string>>;
}

/** For commands that say by the way they end what they found. */
const failUnlessZero: NonNullable<SimpleGitOptions['errors']> = (error, { exitCode, stdErr }) =>
  error ?? (exitCode === 0 ? undefined : Buffer.concat([...stdErr, Buffer.from(`git ended with ${exitCode}.`)]));

function openGit(options: GitOptions, call: GitCall, { doors, variables }: GitSetting): SimpleGit {
  const environment = { ...gitEnvironment(call.cwd), ...loginVariables(options, call.args), ...variables };
  return simpleGit({
    baseDir: call.cwd,
    binary: options.executable(),
    config: configFor(options, call.cwd, doors),
    abort: call.job.signal,
    progress: (event) => {
      reportProgress(call.job, event);
    },
    timeout: { block: options.stallMs },
    ...(call.isExact && { errors: failUnlessZero }),
    allowEnvironment: Object.keys(environment),
    unsafe: trustedEnvironment,
  }).env(environment);
}

/** Whether we ended git, and not git itself. */
function wasEnded(error: unknown): boolean {
  return error instanceof GitPluginError && (error.plugin === 'abort' || error.plugin === 'timeout');
}

function failureOf({ what }: GitCall, output: string, error: unknown): AppError {
  const isRefusal = error instanceof GitPluginError && error.plugin === 'unsafe';
  if (isRefusal) return new AppError('git-failed', msg`${what} was refused: ${output}.`, { cause: error });
  return describeGitFailure(what, output, error);
}

/** Runs one git command and answers with what it printed. Throws `cancelled` and what `describeGitFailure` says. */
export async function runGit(options: GitOptions, call: GitCall): Promise<string> {
  stopIfCancelled(call.job);
  const doors = isRemoteCommand(call.args) ? await keepOffOwnDoors(call, options.githubBase) : [];
  const { variables, endLeftovers } = markGitCall();
  try {
    return await openGit(options, call, { doors, variables }).raw([...call.args]);
  } catch (error) {
    if (wasEnded(error)) await endLeftovers();
    if (call.job.signal.aborted) throw new AppError('cancelled', msg`Cancelled.`, { cause: error });
    const output = error instanceof Error ? error.message : String(error);
    if (call.isHarmless?.(output)) return output;
    for (const line of output.trimEnd().split(/\r?\n/).slice(-40)) call.job.log(line);
    throw failureOf(call, output, error);
  }
}
