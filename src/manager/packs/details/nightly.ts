import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import type { CommitsSince, PackNightly } from '../../../contract/packs/pack-details';
import type { PackVersion } from '../../../contract/packs/catalogue-packs';
import type { GitHistory } from '../../../base/git/history';
import { describeCached } from './cached-answers';
import type { DetailsTarget } from './target';
import type { ReadHistory } from './nightly-history';
import { countSince, findPoint } from './nightly-since';

/** What counting needs: the pack, its versions, and how histories are read. */
export interface NightlyQuestion {
  target: DetailsTarget;
  versions: readonly PackVersion[];
  readHistory: ReadHistory;
  maxAgeMs: number;
}

/** The release that a person would install now: the newest active one that is not deprecated. */
export function newestRelease(versions: readonly PackVersion[]): PackVersion | null {
  const releases = versions.filter(({ kind, status }) => kind === 'registry' && status === 'active');
  return releases.find(({ deprecated }) => !deprecated) ?? releases[0] ?? null;
}

/** Throws `pack-not-found`: the pack has no repository to look into. */
export function demandHistory({ history, ref }: DetailsTarget): NonNullable<DetailsTarget['history']> {
  if (history !== null) return history;
  throw new AppError(
    'pack-not-found',
    msg`No repository is known for "${ref}", so it is not known what is newer in git.`,
    {
      remedy: msg`Only its releases can be installed.`,
    },
  );
}

async function lagOf(
  history: GitHistory,
  from: string | null,
  { versions, to }: { versions: readonly PackVersion[]; to: string },
): Promise<CommitsSince | null> {
  if (from === null || from === '') return null;
  const point = await findPoint(history, from, versions);
  return point === null ? null : countSince(history, { from, point, to });
}

/** Counts how far the repository is ahead. Throws `pack-not-found` without a repository, and what git said when it was never asked before. */
export async function readNightly(question: NightlyQuestion): Promise<PackNightly> {
  const { target, versions, readHistory, maxAgeMs } = question;
  const cached = await readHistory(demandHistory(target), maxAgeMs);
  const newest = await cached.history.newest();
  const about = { versions, to: newest.commit };
  const [release, installed] = await Promise.all([
    lagOf(cached.history, newestRelease(versions)?.version ?? null, about),
    lagOf(cached.history, target.copy?.version ?? null, about),
  ]);
  return { commit: newest.commit, date: newest.date, release, installed, ...describeCached(cached) };
}
