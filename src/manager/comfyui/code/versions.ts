import {
  listTagNames,
  readDefaultBranch,
  readGitHead,
  readGitUpstream,
  readLastFetch,
  readRef,
  readTagsStamp,
} from '../../../base/git/files';
import { unwatchedJob } from '../../../base/async/job';
import type { ComfyVersions } from '../../../contract/comfyui/comfyui-versions';
import { findClone, findRemote, openClone, type CodeContext } from './switch-run';
import { composeVersions } from './tags';
import { createTagsRefresh } from './tags-refresh';

/** The versions of ComfyUI that can be chosen. */
export interface VersionList {
  /** From files; git is asked only after HEAD or a ref has changed, by whomever. Throws `comfyui-not-git`. */
  read(): Promise<ComfyVersions>;
  /** Fetches now. Throws `comfyui-not-git`, `git-failed` and what else a fetch throws. */
  fetch(): Promise<void>;
  /** No fetch in the background goes on, or begins, while `work` is under way. */
  withoutFetching<T>(work: () => Promise<T>): Promise<T>;
  /** Ends the fetch that a read has started in the background; none follows. */
  close(): Promise<void>;
}

interface RefsState {
  commit: string | null;
  defaultCommit: string | null;
  stamp: string;
}

function readState(context: CodeContext): RefsState {
  const { folder } = findClone(context.installation);
  const head = readGitHead(folder);
  const remote = readGitUpstream(folder, head)?.remote;
  const branch = remote === undefined ? null : readDefaultBranch(folder, remote);
  const defaultCommit = branch === null ? null : readRef(folder, `refs/remotes/${remote ?? ''}/${branch}`);
  return { commit: head.commit, defaultCommit, stamp: readTagsStamp(folder) };
}

async function compose(context: CodeContext, { commit, defaultCommit }: RefsState): Promise<ComfyVersions> {
  const job = unwatchedJob(undefined, (line) => context.log.debug(line));
  const { folder, repository } = openClone(context, job);
  const tagNames = listTagNames(folder);
  if (commit === null) return composeVersions({ tagNames, tagsAtHead: [], description: '', isDefaultHead: false });
  const [tagsAtHead, description] = await Promise.all([repository.tagsAt(commit), repository.describe(commit)]);
  return composeVersions({ tagNames, tagsAtHead, description, isDefaultHead: commit === defaultCommit });
}

/** Makes the list. What was composed last is kept with the state of the refs it was composed from. */
export function createVersionList(context: CodeContext): VersionList {
  let cached: { key: string; answer: Promise<ComfyVersions> } | null = null;
  const refresh = createTagsRefresh({
    fetch: async (job) => {
      const { folder, repository } = openClone(context, job);
      await repository.fetch(findRemote(folder), []);
    },
    readLastFetch: () => readLastFetch(findClone(context.installation).folder),
    log: context.log,
  });
  return {
    async read() {
      const state = readState(context);
      const key = JSON.stringify(state);
      if (cached?.key !== key) {
        const entry = { key, answer: compose(context, state) };
        cached = entry;
        entry.answer.catch(() => {
          if (cached === entry) cached = null;
        });
      }
      const answer = await cached.answer;
      refresh.poke();
      return answer;
    },
    fetch: () => refresh.now(),
    withoutFetching: (work) => refresh.pauseFor(work),
    close: () => refresh.close(),
  };
}
