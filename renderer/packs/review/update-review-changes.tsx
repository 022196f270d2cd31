import { shortenVersion } from '../../../src/contract/text/version';
import { t } from 'i18next';
import type { PackChanges } from '../../../src/contract/packs/pack-details';
import { useChanges } from './update-review';
import { useDelayed } from '../../hooks/use-delayed';
import { useNow } from '../../hooks/use-now';
import { formatCount, formatWhen } from '../../texts/formatting';
import { describeError, formatSentence } from '../../texts/core-sentences';

const refreshTimesMs = 60_000;

function Releases({ releases, nowMs }: Pick<PackChanges, 'releases'> & { nowMs: number }) {
  return releases.map(({ version, createdAt, changelog }) => (
    <div key={version} className="py-1">
      <p className="flex items-baseline gap-2">
        <span className="font-mono text-xs">{version}</span>
        {createdAt !== null && <span className="text-sm text-faint">{formatWhen(Date.parse(createdAt), nowMs)}</span>}
      </p>
      <p className="text-sm whitespace-pre-line break-words text-muted selectable">
        {changelog.trim() || t('review.noNotes')}
      </p>
    </div>
  ));
}

function Commits({ commits, nowMs }: { commits: NonNullable<PackChanges['commits']>; nowMs: number }) {
  const remaining = commits.count - commits.commits.length;
  return (
    <ul className="py-1">
      {commits.commits.map(({ commit, subject, date }) => (
        <li key={commit} className="flex items-baseline gap-2 py-0.5 text-sm">
          <span className="shrink-0 font-mono text-xs text-violet-text">{shortenVersion(commit)}</span>
          <span className="min-w-0 flex-1 break-words text-soft selectable">{subject}</span>
          <span className="shrink-0 text-faint">{formatWhen(Date.parse(date), nowMs)}</span>
        </li>
      ))}
      {remaining > 0 && (
        <li className="text-sm text-muted">
          {t('review.moreCommits', { count: remaining, shown: formatCount(remaining) })}
        </li>
      )}
    </ul>
  );
}

function Known({ changes: { releases, commits, notice } }: { changes: PackChanges }) {
  const nowMs = useNow(refreshTimesMs);
  const isNothing = releases.length === 0 && (commits === null || commits.commits.length === 0);
  const words = notice === null ? (isNothing ? t('review.nothingKnown') : '') : formatSentence(notice);
  return (
    <>
      <Releases releases={releases} nowMs={nowMs} />
      {commits && <Commits commits={commits} nowMs={nowMs} />}
      {words !== '' && <p className="py-1 text-sm text-muted">{words}</p>}
    </>
  );
}

/** What an update of one pack brings: the notes of its releases, or its commits. */
export function ReviewChanges({ packKey, to }: { packKey: string; to: string }) {
  const { data, error, isPending } = useChanges(packKey, to);
  const isSlow = useDelayed(isPending);
  return (
    <div data-testid="review-changes" className="min-h-10 py-1.5 pr-3 pl-10">
      {isSlow && <p className="py-1 text-sm text-muted">{t('review.reading')}</p>}
      {error && <p className="py-1 text-sm break-words text-red-text">{describeError(error).text}</p>}
      {data && <Known changes={data} />}
    </div>
  );
}
