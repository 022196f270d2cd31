import type { GitHistory, HistoryCommit, HistoryStart } from '../../../base/git/history';
import type { CommitsSince } from '../../../contract/packs/pack-details';
import type { PackVersion } from '../../../contract/packs/catalogue-packs';

/** A version found in a history, and how. */
export interface HistoryPoint {
  basis: CommitsSince['basis'];
  start: HistoryStart;
  /** RFC 3339. */
  since: string;
}

const shownCommits = 50;

/** The tag that stands for a version, among all tags; null when none does. `v1.2.0`, `1.2.0`, `release-1.2.0`, `version/1.2.0`. */
export function findVersionTag(tags: readonly string[], version: string): string | null {
  const isOf = (tag: string) => tag.replace(/^(?:release|version|rel)?[-_/]?v?[._]?/i, '') === version;
  const fitting = tags.filter(isOf).sort((a, b) => a.length - b.length);
  return fitting[0] ?? null;
}

function atCommit(basis: 'tag' | 'commit', found: HistoryCommit): HistoryPoint {
  return { basis, start: { commit: found.commit }, since: found.date };
}

/** git counts a commit of the very second as later; the commit that was published is none of those. */
function atDate(text: string | null): HistoryPoint | null {
  const timeMs = text === null ? Number.NaN : Date.parse(text);
  if (Number.isNaN(timeMs)) return null;
  // In the one form that git reads without guessing.
  const date = new Date(timeMs + 1000).toISOString();
  return { basis: 'date', start: { date }, since: new Date(timeMs).toISOString() };
}

/** Where a version or a commit stands in a history: at its hash, at its tag, else at the date it was published. Null when nobody can say. */
export async function findPoint(
  history: GitHistory,
  wanted: string,
  versions: readonly PackVersion[],
): Promise<HistoryPoint | null> {
  const commit = await history.ofCommit(wanted);
  if (commit !== null) return atCommit('commit', commit);
  const tag = findVersionTag(await history.tags(), wanted);
  const tagged = tag === null ? null : await history.ofTag(tag);
  if (tagged !== null) return atCommit('tag', tagged);
  const published = versions.find(({ kind, version }) => kind === 'registry' && version === wanted);
  return atDate(published?.createdAt ?? null);
}

/** The commits after a point, up to `to`. */
export async function countSince(
  history: GitHistory,
  { from, point, to }: { from: string; point: HistoryPoint; to: string },
): Promise<CommitsSince> {
  const { basis, start, since } = point;
  return { from, basis, since, ...(await history.since(start, to, shownCommits)) };
}
