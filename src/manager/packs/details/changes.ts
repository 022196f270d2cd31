import { msg } from '../../../contract/text/message';
import type { PackChanges } from '../../../contract/packs/pack-details';
import type { PackVersion } from '../../../contract/packs/catalogue-packs';
import type { GitHistory } from '../../../base/git/history';
import { describeCached } from './cached-answers';
import { demandHistory, newestRelease, type NightlyQuestion } from './nightly';
import { countSince, findPoint } from './nightly-since';
import { compareVersions, isVersionNumber } from '../inventory/versions';

/** The two ends; what is left out is what an update would start from and bring. */
export interface ChangesRequest {
  from: string | null;
  to: string | null;
}

/** What an update brings: for a clone its newest commit, else the newest release when there is one. */
function availableOf({ target, versions }: NightlyQuestion): string {
  const release = newestRelease(versions);
  return target.copy?.source === 'git' || release === null ? 'nightly' : release.version;
}

/** Releases after `from` up to `to`, newest first; without `from` only `to` itself, and none on the way back. */
export function releasesBetween(
  versions: readonly PackVersion[],
  { from, to }: { from: string | null; to: string },
): PackVersion[] {
  return versions
    .filter(({ kind }) => kind === 'registry')
    .filter(({ version }) =>
      from === null ? version === to : compareVersions(version, from) > 0 && compareVersions(version, to) <= 0,
    )
    .sort((a, b) => compareVersions(b.version, a.version));
}

async function findEnd(history: GitHistory, to: string, question: NightlyQuestion): Promise<string | null> {
  if (to === 'nightly' || to === question.target.history?.branch) return (await history.newest()).commit;
  const point = await findPoint(history, to, question.versions);
  return point !== null && 'commit' in point.start ? point.start.commit : null;
}

const unknownEnds = msg`The history of the repository does not say what changed between these two.`;

async function readCommits(
  question: NightlyQuestion,
  { from, to }: { from: string | null; to: string },
): Promise<Pick<PackChanges, 'commits' | 'asOf' | 'notice'>> {
  const cached = await question.readHistory(demandHistory(question.target), question.maxAgeMs);
  const about = describeCached(cached);
  if (from === null) return { ...about, commits: null };
  const end = await findEnd(cached.history, to, question);
  const point = await findPoint(cached.history, from, question.versions);
  if (end === null || point === null) return { ...about, commits: null, notice: about.notice ?? unknownEnds };
  return { ...about, commits: await countSince(cached.history, { from, point, to: end }) };
}

/**
 * Says what lies between two versions: the notes of the releases in between, or commits where one of the two is git. Throws
 * `pack-not-found` without a repository, and what git said when it was never asked before.
 */
export async function readChanges(
  question: NightlyQuestion,
  request: ChangesRequest,
  listed: Pick<PackChanges, 'asOf' | 'notice'>,
): Promise<PackChanges> {
  const from = request.from ?? (question.target.copy?.version || null);
  const to = request.to ?? availableOf(question);
  const isRelease = isVersionNumber(to) && (from === null || isVersionNumber(from));
  if (isRelease) {
    const releases = releasesBetween(question.versions, { from, to });
    return { from, to, releases, commits: null, asOf: listed.asOf, notice: listed.notice };
  }
  return { from, to, releases: [], ...(await readCommits(question, { from, to })) };
}
