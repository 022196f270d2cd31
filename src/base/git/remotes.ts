import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit, { type LimitFunction } from 'p-limit';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { parseGitAddress } from './address';
import { findGitFolder } from './files';
import { runGit, type GitOptions } from './command';
import { askBranchOverHttp } from './refs-over-http';
import { createCircuitBreaker, type CircuitBreaker } from '../http/circuit-breaker';
import { unwatchedJob } from '../async/job';
import { inLimitedTime } from '../async/time-limit';
import { createLimitByKey, type LimitByKey } from '../async/concurrency-limit';
import { cleanEnvironment } from '../process/run';

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
  /** The time limit for one remote, however it is asked. */
  limitMs: number;
  /** A folder outside of any repository of interest; git's settings are read there. */
  cwd: string;
  /** How many remotes of one host are asked at once; left out, as many as make a person wait least. */
  questionsAtOnce?: number | undefined;
}

// Waiting costs nothing, so many are asked at once. A git process keeps the event loop for milliseconds when it starts and a core for
// twenty: more of them at a time are no faster, and the window would stutter. Both are counted by host, so that a silent one does not
// take the places of those that answer.
const questionsAtOnce = 24;
const processesAtOnce = 9;
const processesPerHost = 6;

const transportSetting = /^(?:url\..+\.insteadof|http\.(?:.+\.)?proxy)$/i;
const ownTransport = /^\s*(?:insteadof|proxy)\s*=|^\s*\[include/im;
const transportVariables = ['ALL_PROXY', 'all_proxy', 'GIT_PROXY_COMMAND'];

/** Whether the person told git to reach remotes in another way than their addresses say; then git itself must ask them. */
async function hasTransportSettings(options: RoundOptions): Promise<boolean> {
  const environment = cleanEnvironment();
  if (transportVariables.some((name) => (environment[name] ?? '') !== '')) return true;
  const args = ['config', '--list', '--name-only', '--includes'];
  const call = { what: msg`Reading the settings of git`, cwd: options.cwd, args, job: unwatchedJob(options.signal) };
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
  return new AppError('download-stalled', msg`${host} gave no answer within ${limitMs / 1000} s.`, {
    remedy: msg`Check the connection or the proxy and try again.`,
    details: { host },
  });
}

interface Round {
  options: RoundOptions;
  hosts: CircuitBreaker;
  isByGit: boolean;
  limits: { questions: LimitByKey; processesOf: LimitByKey; processes: LimitFunction };
}

interface Question extends RemoteBranch {
  host: string;
}

/** The limit counts from here: waiting for a turn behind a slow host is no fault of the remote. */
async function inTime<T>(round: Round, host: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { options, hosts } = round;
  hosts.throwIfAway(host);
  return inLimitedTime(options.limitMs, options.signal, async ({ signal, limit }) => {
    try {
      const answer = await work(signal);
      hosts.answered(host);
      return answer;
    } catch (error) {
      if (options.signal.aborted || !limit.aborted) throw error;
      const failure = stalled(host, options.limitMs);
      hosts.missed(host, failure);
      throw failure;
    }
  });
}

function askGit(round: Round, { dir, remote, branch, host }: Question): Promise<string | null> {
  const { options, limits } = round;
  const args = ['ls-remote', '--', remote, `refs/heads/${branch}`];
  const run = async (signal: AbortSignal) => {
    const call = { what: msg`Asking the remote for its newest commit`, cwd: dir, args, job: unwatchedJob(signal) };
    return /^([0-9a-f]{40,64})\s/m.exec(await runGit(options, call))?.[1] ?? null;
  };
  return limits.processesOf(host, () => limits.processes(() => inTime(round, host, run)));
}

/** Whatever goes wrong on the plain way, git has the last word: it knows logins, moved repositories and old servers. */
async function askGitAfter(direct: unknown, round: Round, question: Question): Promise<string | null> {
  const { hosts, options } = round;
  const code = direct instanceof AppError ? direct.code : null;
  if (code === 'download-stalled' || options.signal.aborted) throw direct;
  try {
    return await askGit(round, question);
  } catch (error) {
    const isUnreachable = code === 'network-failed' && error instanceof AppError && error.code !== 'download-stalled';
    if (isUnreachable) hosts.missed(question.host, error);
    throw error;
  }
}

async function ask(round: Round, question: Question): Promise<string | null> {
  const { options } = round;
  const address = round.isByGit ? null : await plainAddress(question, options);
  if (address === null) return askGit(round, question);
  const { proxy } = options;
  // Its own time limit stays out of the way of the round's.
  const timeoutMs = 2 * options.limitMs;
  try {
    return await inTime(round, question.host, (signal) =>
      askBranchOverHttp(address, question.branch, { signal, timeoutMs, proxy }),
    );
  } catch (error) {
    return askGitAfter(error, round, question);
  }
}

/** Begins a round; starts one git process. Throws `cancelled`. */
export async function beginRemoteRound(options: RoundOptions): Promise<RemoteRound> {
  const processes = pLimit(processesAtOnce);
  const limits = {
    questions: createLimitByKey(options.questionsAtOnce ?? questionsAtOnce),
    processesOf: createLimitByKey(processesPerHost),
    processes,
  };
  const round: Round = { options, hosts: createCircuitBreaker(), isByGit: await needsGit(options), limits };
  return {
    newestCommit: (of) => {
      const host = parseGitAddress(of.url)?.host ?? of.url;
      return limits.questions(host, () => ask(round, { ...of, host }));
    },
    isAhead: (dir, commit) =>
      processes(async () => {
        const args = ['rev-list', '--max-count=1', commit, '^HEAD', '--'];
        const call = { what: msg`Comparing commits`, cwd: dir, args, job: unwatchedJob(options.signal) };
        return (await runGit(options, call)).trim() !== '';
      }),
  };
}
