import type { GraphCommit, GraphTag } from '../../../base/git/graph';
import type { ComfyRelease } from '../../../contract/comfyui/comfyui-versions';

type Notes = ComfyRelease['notes'];

/** Nobody reads more subjects than these, so the rest is only counted. */
const maxLines = 50;

/** A commit that a version stands on. */
export interface NotedVersion {
  version: string;
  commit: string;
}

/** What its maker wrote into a tag; null when that is nothing, or only the name once more. */
function messageOf(version: string, tags: ReadonlyMap<string, GraphTag>): string[] | null {
  const message = tags.get(version)?.message ?? '';
  const isName = message.replace(/^(?:release|version)?\s*v?/i, '') === version.replace(/^v/, '');
  return message === '' || isName ? null : message.split('\n').map((line) => line.trimEnd());
}

/** Which commits came with which version: each belongs to the first one, in the order given, from which it can be reached. */
function claimCommits(versions: readonly NotedVersion[], commits: readonly GraphCommit[]): Map<string, GraphCommit[]> {
  const byHash = new Map(commits.map((commit, position) => [commit.commit, { commit, position }]));
  const isClaimed = new Set<string>();
  const claims = versions.map(({ version, commit: start }) => {
    const mine: { commit: GraphCommit; position: number }[] = [];
    const open = [start];
    for (let hash = open.pop(); hash !== undefined; hash = open.pop()) {
      const found = byHash.get(hash);
      // In a shallow clone the parents of the oldest commit are missing.
      if (found === undefined || isClaimed.has(hash)) continue;
      isClaimed.add(hash);
      mine.push(found);
      open.push(...found.commit.parents);
    }
    mine.sort((one, other) => one.position - other.position);
    return [version, mine.map(({ commit }) => commit)] as const;
  });
  return new Map(claims);
}

/** Merges say only that something was merged. */
function notesOfCommits(commits: readonly GraphCommit[]): Notes {
  const shown = commits.filter(({ parents }) => parents.length < 2);
  const lines = shown.slice(0, maxLines).map(({ subject }) => subject);
  return { from: 'commits', lines, more: shown.length - lines.length };
}

/**
 * What is new in each version: the words of its tag, else the subjects of the commits that no version before it had. `versions` from the
 * oldest to the newest, `commits` from the newest to the oldest. Pure.
 */
export function noteVersions(
  versions: readonly NotedVersion[],
  commits: readonly GraphCommit[],
  tags: ReadonlyMap<string, GraphTag>,
): ReadonlyMap<string, Notes> {
  const claims = claimCommits(versions, commits);
  return new Map(
    versions.map(({ version }) => {
      const message = messageOf(version, tags);
      if (message !== null) return [version, { from: 'tag', lines: message, more: 0 }];
      return [version, notesOfCommits(claims.get(version) ?? [])];
    }),
  );
}
