import { readGitHead, findGitFolder } from '../../../base/git/files';
import { type Sentence } from '../../../contract/text/message';
import { unwatchedJob } from '../../../base/async/job';
import type { Logger } from '../../../base/log';
import type {
  ComfyReleases,
  ComfyVersions,
  ComfyRequest,
  UpdateComfyParams,
} from '../../../contract/comfyui/comfyui-versions';
import type { Installation } from '../../../contract/installation';
import type { AppSettings, ManagerConfig } from '../../../contract/settings';
import type { TaskOutcome } from '../../../contract/tasks/tasks';
import { gitSettings } from '../../installation/git-settings';
import type { ReadToken } from '../../installation/tokens';
import type { Paths } from '../../installation/paths';
import type { Python } from '../../python/python';
import type { ChangeRecords } from '../../records/change-records';
import { findKnownVersion, type KnownVersion } from './known-version';
import { readReleases } from './releases';
import { recoverSwitch } from './switch-back';
import type { CodeContext, CodeRun } from './switch-run';
import { switchToRef, takeCodeBack, updateCode, type MadeCodeChange } from './update';
import { readVersionNeeds, type VersionNeeds } from './version-needs';
import { createVersionList } from './versions';

export type { CodeRun } from './switch-run';

/** ComfyUI's own code: which versions there are, which one is here, and the way to another. Operations throw `AppError`. */
export interface ComfyCode {
  /** For the picker, from files; new releases are fetched in the background. Throws `comfyui-not-git`. */
  versions(): Promise<ComfyVersions>;
  /** All of them with dates and notes; `remote` fetches first. Throws `comfyui-not-git`, `git-failed` and what else a fetch throws. */
  releases(mode: 'local' | 'remote'): Promise<ComfyReleases>;
  /**
   * Kind update-comfyui: `target_version` switches to a tag, commit, branch or `nightly`; else `is_stable`, else the configured policy,
   * chooses the newest release or the newest commit of the default branch. Local changes are kept aside by name, requirements are
   * installed, and on failure or cancel everything is as before. Throws `policy-denied`, `comfyui-not-git`, `version-not-found`,
   * `git-failed`, `local-changes`, `requirements-conflict`, `requirements-failed`, `verification-failed`, `cancelled`.
   */
  update(params: UpdateComfyParams, run: CodeRun): Promise<TaskOutcome>;
  /**
   * For a snapshot restore, which has asked the policy itself: brings the code to one commit with the guarantees of `update`; null when
   * it is there already. Needs no network when the commit is here. `notes` name what was kept aside.
   */
  switchTo(ref: string, run: CodeRun): Promise<{ from: string; to: string; notes: Sentence[] } | null>;
  /**
   * Takes a change back, without a network: the commit and branch from before it with the very packages, and what was kept aside of the person's in its
   * places. What somebody has changed since is kept aside in turn. Throws what `update` throws; then everything is as before.
   */
  takeBack(record: MadeCodeChange, run: CodeRun): Promise<void>;
  /**
   * What the version that `update` would lead to asks of Python packages; nothing is checked out, and the remote is asked as `update` would ask it.
   * Throws `comfyui-not-git`, `version-not-found`, `git-failed`, `environment-missing`, `requirements-failed`, `cancelled`.
   */
  needs(request: ComfyRequest, signal: AbortSignal): Promise<VersionNeeds>;
  /** A release, branch, commit or `nightly` as the clone has it; asks nobody. Throws `comfyui-not-git`, `version-not-found`, `git-failed`. */
  find(version: string): Promise<KnownVersion>;
  /** Where HEAD is, from files only; nulls when the code is no clone. */
  current(): { commit: string | null; branch: string | null };
  /** At start: takes back what a crash left of a change. Failures are logged and tried again before the next change. */
  recover(): Promise<void>;
  /** Ends what goes on in the background. */
  close(): Promise<void>;
}

export interface ComfyCodeOptions {
  installation: Installation;
  settings: AppSettings;
  readToken?: ReadToken;
  config: () => ManagerConfig;
  python: Python;
  /** Where changes are kept that can be taken back. */
  records: ChangeRecords;
  paths: Pick<Paths, 'desktopDir'>;
  /** Hears when a change that a crash had left open was taken back. */
  onTakenBack?: (() => void) | undefined;
  log: Logger;
}

function createContext({ config, readToken, paths, ...rest }: ComfyCodeOptions): CodeContext {
  const gitOptions = gitSettings(rest.settings, config, readToken);
  return { ...rest, gitOptions, desktopDir: paths.desktopDir, unreported: [] };
}

async function recoverQuietly(context: CodeContext): Promise<void> {
  const job = unwatchedJob(undefined, (line) => context.log.info(line));
  try {
    context.unreported.push(...(await recoverSwitch(context, job)));
  } catch (error) {
    context.log.error('An unfinished change of ComfyUI could not be taken back yet.', { error });
  }
}

/** Opens ComfyUI's code. Call `recover` before the first change, and `close` at the end. */
export function createComfyCode(options: ComfyCodeOptions): ComfyCode {
  const context = createContext(options);
  const { comfyDir } = options.installation;
  const list = createVersionList(context);
  let askedAt: string | null = null;
  return {
    versions: () => list.read(),
    async releases(mode) {
      if (mode === 'remote') await list.fetch();
      const job = unwatchedJob(undefined, (line) => context.log.debug(line));
      const found = await readReleases(context, job);
      // After a fetch that failed git does not know any more when the one before it was.
      askedAt = found.askedAt ?? askedAt;
      return { ...found, askedAt };
    },
    update(params, run) {
      const policy = options.config().update_policy;
      return list.withoutFetching(() => updateCode(context, { params, policy }, run));
    },
    async switchTo(ref, run) {
      const result = await list.withoutFetching(() => switchToRef(context, ref, run));
      return result && { from: result.from.commit, to: result.to.commit, notes: result.notes };
    },
    takeBack: (record, run) => list.withoutFetching(() => takeCodeBack(context, record, run)),
    needs(request, signal) {
      const job = unwatchedJob(signal, (line) => context.log.debug(line));
      const policy = options.config().update_policy;
      return list.withoutFetching(() => readVersionNeeds(context, { request, policy }, job));
    },
    find: (version) =>
      findKnownVersion(
        context,
        version,
        unwatchedJob(undefined, (line) => context.log.debug(line)),
      ),
    current() {
      const folder = comfyDir === null ? null : findGitFolder(comfyDir);
      return folder === null ? { commit: null, branch: null } : readGitHead(folder);
    },
    recover: () => recoverQuietly(context),
    close: () => list.close(),
  };
}
