import { shortenVersion } from '../../../src/contract/text/version';
import { t } from 'i18next';
import type { CommitsSince, PackNightly } from '../../../src/contract/packs/pack-details';
import { Button } from '../../components/button';
import { Fold } from '../../components/fold';
import { usePackNightly } from './pack-details';
import type { PackRecord } from '../../state/packs/pack-record';
import { useDelayed } from '../../hooks/use-delayed';
import { formatExact, formatMoment, formatWhen } from '../../texts/formatting';
import { useNow } from '../../hooks/use-now';
import { describeError, formatSentence } from '../../texts/core-sentences';

function CommitList({ since }: { since: CommitsSince }) {
  const nowMs = useNow(60_000);
  const more = since.count - since.commits.length;
  return (
    <ul>
      {since.commits.map(({ commit, date, subject }) => (
        <li key={commit} data-testid="commit" className="py-0.5 text-sm break-words text-soft">
          {subject}
          <span className="text-faint">
            {' · '}
            <span className="font-mono text-xs">{shortenVersion(commit)}</span>
            {' · '}
            <span title={formatExact(Date.parse(date))}>{formatWhen(Date.parse(date), nowMs)}</span>
          </span>
        </li>
      ))}
      {more > 0 && <li className="py-0.5 text-sm text-muted">{t('versions.moreCommits', { count: more })}</li>}
    </ul>
  );
}

function Ahead({ since, words }: { since: CommitsSince; words: string }) {
  const nowMs = useNow(60_000);
  if (since.count === 0) return <p className="text-sm leading-7 text-soft">{words}</p>;
  return (
    <Fold label={words} className="-ml-1">
      <div className="mb-1 ml-1.5 border-l border-border pl-3">
        {since.basis === 'date' && since.since !== null && (
          <p className="text-sm text-faint">
            {t('versions.byDate', { date: formatWhen(Date.parse(since.since), nowMs) })}
          </p>
        )}
        <CommitList since={since} />
      </div>
    </Fold>
  );
}

function aheadOf(kind: 'release' | 'installed', since: CommitsSince) {
  return [`versions.ahead.${kind}`, { count: since.count, version: shortenVersion(since.from) }] as const;
}

function NightlyFacts({ nightly }: { nightly: PackNightly }) {
  const nowMs = useNow(60_000);
  const { release, installed, commit, date, notice, asOf } = nightly;
  // The same text is not shown twice.
  const own = installed !== null && installed.from === release?.from ? null : installed;
  return (
    <div data-testid="nightly" className="flex flex-col">
      <p className="text-sm text-muted">
        <span className="font-mono text-xs">{shortenVersion(commit)}</span>
        {' · '}
        <span title={formatExact(Date.parse(date))}>{formatWhen(Date.parse(date), nowMs)}</span>
      </p>
      {release && <Ahead since={release} words={t(...aheadOf('release', release))} />}
      {own && <Ahead since={own} words={t(...aheadOf('installed', own))} />}
      {notice !== null && (
        <p className="text-sm text-amber-text">
          {t('details.asOf', { date: formatMoment(Date.parse(asOf)), notice: formatSentence(notice) })}
        </p>
      )}
    </div>
  );
}

function NightlyContent({ record }: { record: PackRecord }) {
  const { query, askAgain } = usePackNightly(record);
  const { data, error, isFetching } = query;
  const isSlow = useDelayed(data === undefined && error === null);
  if (data) return <NightlyFacts nightly={data} />;
  if (error === null) return <p className="text-sm text-muted">{isSlow && t('versions.nightlyLoading')}</p>;
  return (
    <div className="text-sm" data-testid="nightly-failed">
      <p className="break-words text-red-text">{describeError(error).text.split('\n', 1)[0]}</p>
      {error.remedy !== undefined && <p className="break-words text-muted">{describeError(error).remedy}</p>}
      <Button size="small" disabled={isFetching} onClick={askAgain} className="mt-1.5">
        {t('app.tryAgain')}
      </Button>
    </div>
  );
}

/** How far the repository is ahead of the releases, and of what is installed. */
export function DetailsNightly({ record }: { record: PackRecord }) {
  // As high as the usual answer, so that the releases below stay where they are when it comes.
  return (
    <div className={record.local === null ? 'min-h-11' : 'min-h-18'}>
      <NightlyContent record={record} />
    </div>
  );
}
