import {
  readDefaultBranch,
  readGitHead,
  readGitUpstream,
  readLastGoodFetch,
  readRef,
  type GitFolder,
} from '../../../base/git/files';
import { openGraph, type GitGraph, type GraphCommit, type GraphTag } from '../../../base/git/graph';
import type { JobContext } from '../../../base/async/job';
import type { ComfyRelease, ComfyReleases } from '../../../contract/comfyui/comfyui-versions';
import { readComfyVersion } from '../environment/version';
import { findPrevious } from './previous-version';
import { noteVersions, type NotedVersion } from './release-notes';
import { openClone, readPlace, type CodePlace, type CodeContext, type ComfyClone } from './switch-run';
import { compareNumbers, listReleases, nameCommit } from './tags';

const requirementsFile = 'requirements.txt';

/** The newest known commit of the remote's default branch; null without a remote, or before its first fetch. */
export function findNightly(folder: GitFolder): string | null {
  const remote = readGitUpstream(folder, readGitHead(folder))?.remote;
  const branch = remote === undefined ? null : readDefaultBranch(folder, remote);
  return branch === null ? null : readRef(folder, `refs/remotes/${remote ?? ''}/${branch}`);
}

/** What git says of the clone. */
interface Facts {
  place: CodePlace;
  tags: ReadonlyMap<string, GraphTag>;
  commits: readonly GraphCommit[];
  /** As the files that are checked out say it. */
  installed: string | null;
  /** From the oldest to the newest, `nightly` last. */
  versions: readonly NotedVersion[];
}

async function readFacts({ folder, dir }: ComfyClone, graph: GitGraph): Promise<Facts> {
  const place = readPlace(folder);
  const nightly = findNightly(folder);
  const tags = new Map((await graph.tags()).map((tag) => [tag.name, tag]));
  const commits = await graph.commits('v[0-9]*', nightly === null ? [place.commit] : [place.commit, nightly]);
  const releases = listReleases([...tags.keys()]).flatMap((version): NotedVersion[] => {
    const commit = tags.get(version)?.commit;
    return commit === undefined ? [] : [{ version, commit }];
  });
  const newest = nightly === null ? [] : [{ version: 'nightly', commit: nightly }];
  const installed = await readComfyVersion(dir);
  return { place, tags, commits, installed, versions: [...releases.reverse(), ...newest] };
}

/** Whether the requirements of each version are others than those of what is checked out. */
async function compareRequirements(graph: GitGraph, { place, versions }: Facts): Promise<(boolean | null)[]> {
  const hashes = [place.commit, ...versions.map(({ commit }) => commit)];
  const [current = null, ...others] = await graph.contentsOf(requirementsFile, hashes);
  return others.map((content) => (current === null || content === null ? null : content !== current));
}

/** Every commit that a place has. */
function historyOf(commits: readonly GraphCommit[], place: string): ReadonlySet<string> {
  const parents = new Map(commits.map((one) => [one.commit, one.parents]));
  const history = new Set([place]);
  // What is added while a set is walked is walked as well.
  for (const commit of history) for (const parent of parents.get(commit) ?? []) history.add(parent);
  return history;
}

/** Finds out which versions are a step back: what is checked out has all of it, or says a higher number of itself. */
function findOlder({ place, commits, installed }: Facts): (one: NotedVersion) => boolean {
  const history = historyOf(commits, place.commit);
  return ({ version, commit }) => {
    if (commit === place.commit) return false;
    if (history.has(commit)) return true;
    return version !== 'nightly' && installed !== null && compareNumbers(version.slice(1), installed) < 0;
  };
}

function composeReleases(facts: Facts, changed: readonly (boolean | null)[]): ComfyRelease[] {
  const { place, tags, commits, versions } = facts;
  const isOlder = findOlder(facts);
  const notes = noteVersions(versions, commits, tags);
  const dates = new Map(commits.map(({ commit, date }) => [commit, date]));
  const newest = versions.findLast(({ version }) => version !== 'nightly')?.version;
  const isRelease = versions.some(({ version, commit }) => version !== 'nightly' && commit === place.commit);
  return versions
    .map(({ version, commit }, position): ComfyRelease => {
      const isNightly = version === 'nightly';
      return {
        ...{ version, commit, kind: isNightly ? 'nightly' : 'release' },
        date: (isNightly ? undefined : tags.get(version)?.date) ?? dates.get(commit) ?? '',
        notes: notes.get(version) ?? { from: 'commits', lines: [], more: 0 },
        isCurrent: commit === place.commit && !(isNightly && isRelease),
        isNewest: version === newest,
        isOlder: isOlder({ version, commit }),
        requirementsChanged: changed[position] ?? null,
      };
    })
    .reverse();
}

/** A release that stands there, else what git describes it by. */
export async function nameOf({ repository }: ComfyClone, commit: string): Promise<string> {
  const [tagsAtHead, description] = await Promise.all([repository.tagsAt(commit), repository.describe(commit)]);
  return nameCommit({ tagsAtHead, description }) ?? commit;
}

async function readPrevious(clone: ComfyClone, graph: GitGraph, head: string): Promise<ComfyReleases['previous']> {
  const found = findPrevious(await graph.headMoves(clone.folder), head);
  // Git forgets commits that nothing leads to.
  if (found === null || (await clone.repository.findCommit(found.commit)) === null) return null;
  const leftAt = new Date(found.leftAtMs).toISOString();
  return { name: await nameOf(clone, found.commit), commit: found.commit, leftAt };
}

async function listChangedFiles({ repository }: ComfyClone, head: string): Promise<string[]> {
  const [edited, staged] = await Promise.all([repository.listEdited(head), repository.listStaged()]);
  return [...new Set([...edited, ...staged])].sort();
}

/** The versions of the clone with dates and notes, and where it stands; asks no remote. Throws `comfyui-not-git`, `git-failed`. */
export async function readReleases(context: CodeContext, job: JobContext): Promise<ComfyReleases> {
  const clone = openClone(context, job);
  const graph = openGraph(context.gitOptions, clone.dir, job);
  const facts = await readFacts(clone, graph);
  const { place, commits } = facts;
  const [changed, name, previous, changedFiles] = await Promise.all([
    compareRequirements(graph, facts),
    nameOf(clone, place.commit),
    readPrevious(clone, graph, place.commit),
    listChangedFiles(clone, place.commit),
  ]);
  const fetchedAtMs = readLastGoodFetch(clone.folder);
  return {
    releases: composeReleases(facts, changed),
    current: { name, ...place, date: commits.find(({ commit }) => commit === place.commit)?.date ?? null },
    ...{ previous, changedFiles },
    askedAt: fetchedAtMs === null ? null : new Date(fetchedAtMs).toISOString(),
  };
}
