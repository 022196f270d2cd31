import type { GitOptions } from '../../../base/git/command';
import { findGitFolder, readGitHead, readGitUpstream, type GitFolder } from '../../../base/git/files';
import { openRepository, type GitRepository } from '../../../base/git/repository';
import type { JobContext } from '../../../base/async/job';
import type { Logger } from '../../../base/log';
import { AppError } from '../../../contract/errors';
import { msg, type Sentence } from '../../../contract/text/message';
import type { Installation } from '../../../contract/installation';
import type { AppSettings } from '../../../contract/settings';
import type { Authorise } from '../../installation/policy';
import type { PackageConsent } from '../../python/plan/consent';
import type { Python } from '../../python/python';
import type { ChangeTask } from '../../records/change-record';
import type { ChangeRecords } from '../../records/change-records';

/** What one change of ComfyUI's code gets beside its parameters. */
export interface CodeRun {
  job: JobContext;
  /** Throws `policy-denied` unless the policy allows the row. */
  authorise: Authorise;
  /** The task it is run for; it stands in the record of what is changed. */
  task?: ChangeTask | undefined;
  /** What was agreed to for its packages; nobody was asked when it is left out. */
  consent?: PackageConsent | undefined;
}

/** What work on ComfyUI's code needs. */
export interface CodeContext {
  installation: Installation;
  settings: AppSettings;
  gitOptions: GitOptions;
  python: Python;
  /** Where changes are kept that can be taken back. */
  records: Pick<ChangeRecords, 'add' | 'draft' | 'has'>;
  /** Where the record of an open change and files moved aside lie. */
  desktopDir: string;
  /** What a start has set aside: the next change tells it, for nobody reads the log. */
  unreported: Sentence[];
  /** Hears when a change that a crash had left open was taken back. */
  onTakenBack?: (() => void) | undefined;
  log: Logger;
}

/** ComfyUI's folder as a repository, opened for one job. */
export interface ComfyClone {
  dir: string;
  folder: GitFolder;
  repository: GitRepository;
}

/** Where the code stands. */
export interface CodePlace {
  commit: string;
  /** Null when detached. */
  branch: string | null;
}

/** The folder of ComfyUI's code and its repository. Throws `comfyui-not-git`. */
export function findClone({ comfyDir }: Installation): { dir: string; folder: GitFolder } {
  const folder = comfyDir === null ? null : findGitFolder(comfyDir);
  if (comfyDir !== null && folder !== null) return { dir: comfyDir, folder };
  throw new AppError(
    'comfyui-not-git',
    msg`This ComfyUI is not a git clone, so its version cannot be changed from here.`,
    {
      remedy: msg`Update it the way it was installed, or use a git clone of ComfyUI.`,
    },
  );
}

/** Opens the clone for a job. Throws `comfyui-not-git`. */
export function openClone(context: CodeContext, job: JobContext): ComfyClone {
  const { dir, folder } = findClone(context.installation);
  return { dir, folder, repository: openRepository(context.gitOptions, dir, job) };
}

/** Where HEAD is. Throws `git-failed` when the repository has no commit that can be read. */
export function readPlace(folder: GitFolder): CodePlace {
  const { commit, branch } = readGitHead(folder);
  if (commit !== null) return { commit, branch };
  throw new AppError('git-failed', msg`The repository of ComfyUI has no commit that can be read.`, {
    remedy: msg`Run "git status" in the folder of ComfyUI and repair what it names.`,
  });
}

/** The remote that new versions come from. Throws `git-failed` when there is none. */
export function findRemote(folder: GitFolder): string {
  const upstream = readGitUpstream(folder, readGitHead(folder));
  if (upstream !== null) return upstream.remote;
  throw new AppError('git-failed', msg`The clone of ComfyUI has no remote, so there is nowhere to get versions from.`, {
    remedy: msg`Add one in its folder: git remote add origin https://github.com/comfyanonymous/ComfyUI`,
  });
}
