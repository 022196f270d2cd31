import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../contract/errors';
import { parseGitAddress } from './git-address';
import { findGitFolder } from './git-files';
import { runGit, type GitOptions } from './git-command';
import { askBranchOverHttp } from './git-refs-over-http';
import { createHostWatch, type HostWatch } from './host-watch';
import type { JobContext } from './job';
import { createLanes, type Lanes } from './lanes';
import { cleanEnvironment } from './run';

/** A branch of a clone's remote. */
export interface RemoteBranch {
  /** Folder of the clone. */
  dir: string;
  remote: string;
  /** Address of the remote as the clone has it. */
  url: string;
  branch: string;
}

/**
 * One round of questions to many remotes. Changes nothing on disk and no setting of git's (beats W14, W30). Throws as `Git` does; a remote
 * that does not answer within the limit is `download-stalled`, and its whole host is then taken to be away for the rest of the round.
 */
export interface RemoteRound {
  /** The newest commit of a branch; null when the remote has no such branch. */
  newestCommit(of: RemoteBranch): Promise<string | null>;
  /** Whether a commit the clone has fetched before is still to come for what is checked out. */
  isAhead(dir: string, commit: string): Promise<boolean>;
}

export interface RoundOptions extends GitOptions {
  signal: AbortSignal;
  /** For one remote, whatever it takes to ask it. */
  limitMs: number;
  /** A folder outside of any repository of interest; git's settings are read there. */
  cwd: string;
}

// Waiting costs nothing, so many are asked at once. A git process keeps the event loop for milliseconds when it starts and a core for
// twenty: more of them at a time are no faster, and the window would stutter.
const questionsAtOnce = 24;
const processesAtOnce = 6;

const transportSetting = /^(?:url\..+\.insteadof|http\.(?:.+\.)?proxy)$/i;
const ownTransport = /^\s*(?:insteadof|proxy)\s*=|^\s*\[include/im;
const transportVariables = ['ALL_PROXY', 'all_proxy', 'GIT_PROXY_COMMAND'];

/** Whether the person told git to reach remotes in another way than their addresses say; then git itself must ask them. */
async function hasTransportSettings(options: RoundOptions): Promise<boolean> {
  const environment = cleanEnvironment();
  if (transportVariables.some((name) => (environment[name] ?? '') !== '')) return true;
  const args = ['config', '--list', '--name-only', '--includes'];
  const call = { what: 'Reading the settings of git', cwd: options.cwd, args, job: silentJob(options.signal) };
  const names = (await runGit(options, call)).split(/\r?\n/);
  // What this app itself adds to every command is listed once; a second time it is the person's.
  for (const name of ownSettings(options)) {
    const at = names.indexOf(name);
    if (at >= 0) names.splice(at, 1);
  }
  return names.some((name) => transportSetting.test(name));
}

/** Without git there is nothing to obey; with settings that git cannot read, git shall say so. */
async function needsGit(options: RoundOptions): Promise<boolean> {
  try {
    return await hasTransportSettings(options);
  } catch (error) {
    if (options.signal.aborted) throw error;
    return !(error instanceof AppError && error.code === 'git-missing');
  }
}

function ownSettings(options: GitOptions): string[] {
  const mirror = mirrorOf(options);
  const rewrite = mirror === 'https://github.com' ? [] : [`url.${mirror}/.insteadof`];
  return options.proxy === '' ? rewrite : [...rewrite, 'http.proxy'];
}

function silentJob(signal: AbortSignal): JobContext {
  return { signal, report: () => undefined, log: () => undefined };
}

function mirrorOf(options: Pick<GitOptions, 'githubBase'>): string {
  return options.githubBase.replace(/\/+$/, '');
}

/** Where to ask without git; null for ssh and the like, for addresses with a login, and for clones with a transport of their own. */
async function plainAddress(of: RemoteBranch, options: RoundOptions): Promise<string | null> {
  const parsed = URL.canParse(of.url) ? new URL(of.url) : null;
  if (parsed === null || !['http:', 'https:'].includes(parsed.protocol) || parsed.username !== '') return null;
  const git = findGitFolder(of.dir);
  const config = git === null ? '' : await readFile(join(git.commonDir, 'config'), 'utf8').catch(() => '');
  if (ownTransport.test(config)) return null;
  const github = 'https://github.com/';
  return of.url.startsWith(github) ? `${mirrorOf(options)}/${of.url.slice(github.length)}` : of.url;
}

function stalled(host: string, limitMs: number): AppError {
  return new AppError('download-stalled', `${host} gave no answer within ${limitMs / 1000} s.`, {
    remedy: 'Check the connection or the proxy and try again.',
    details: { host },
  });
}

interface Round {
  options: RoundOptions;
  hosts: HostWatch;
  isByGit: boolean;
  processes: Lanes;
}

interface Question extends RemoteBranch {
  host: string;
  until: AbortSignal;
}

function askGit({ options, processes, hosts }: Round, question: Question): Promise<string | null> {
  const { dir, remote, branch, host, until } = question;
  return processes(async () => {
    hosts.throwIfAway(host);
    const args = ['ls-remote', '--', remote, `refs/heads/${branch}`];
    const call = { what: 'Asking the remote for its newest commit', cwd: dir, args, job: silentJob(until) };
    return /^([0-9a-f]{40,64})\s/m.exec(await runGit(options, call))?.[1] ?? null;
  });
}

/** The plain way first; whatever goes wrong there, git has the last word: it knows logins, moved repositories and old servers. */
async function ask(round: Round, question: Question): Promise<string | null> {
  const { options, hosts } = round;
  const address = round.isByGit ? null : await plainAddress(question, options);
  if (address === null) return askGit(round, question);
  try {
    const { proxy, limitMs: timeoutMs } = options;
    return await askBranchOverHttp(address, question.branch, { signal: question.until, timeoutMs, proxy });
  } catch (direct) {
    return askGit(round, question).catch((error: unknown) => {
      const isUnreachable = direct instanceof AppError && direct.code === 'network-failed';
      if (isUnreachable && error instanceof AppError && !question.until.aborted) hosts.gone(question.host, error);
      throw error;
    });
  }
}

async function askInTime(round: Round, of: RemoteBranch): Promise<string | null> {
  const { options, hosts } = round;
  const host = parseGitAddress(of.url)?.host ?? of.url;
  hosts.throwIfAway(host);
  const limit = AbortSignal.timeout(options.limitMs);
  try {
    const commit = await ask(round, { ...of, host, until: AbortSignal.any([options.signal, limit]) });
    hosts.answered(host);
    return commit;
  } catch (error) {
    if (options.signal.aborted || !limit.aborted) throw error;
    const failure = stalled(host, options.limitMs);
    hosts.missed(host, failure);
    throw failure;
  }
}

/** Begins a round; starts one git process. Throws `cancelled`. */
export async function beginRemoteRound(options: RoundOptions): Promise<RemoteRound> {
  const processes = createLanes(processesAtOnce);
  const questions = createLanes(questionsAtOnce);
  const round: Round = { options, hosts: createHostWatch(), isByGit: await needsGit(options), processes };
  return {
    newestCommit: (of) => questions(() => askInTime(round, of)),
    isAhead: (dir, commit) =>
      processes(async () => {
        const args = ['rev-list', '--max-count=1', commit, '^HEAD', '--'];
        const call = { what: 'Comparing commits', cwd: dir, args, job: silentJob(options.signal) };
        return (await runGit(options, call)).trim() !== '';
      }),
  };
}
