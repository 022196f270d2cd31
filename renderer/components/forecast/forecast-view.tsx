import { CircleAlert, CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import type { AppError } from '../../../src/contract/errors';
import type { Forecast, PackForecast } from '../../../src/contract/library/forecast';
import { describeError } from '../../texts/core-sentences';
import { formatCount, formatList, formatSentences } from '../../texts/formatting';
import { classNames } from '../class-names';
import { Notice } from '../feedback/notice';
import { ProgressRing } from '../feedback/progress';
import { ForecastPack, type ForecastActs } from './forecast-pack';

/** Packs that something becomes of at the next start; the others break when a node is used, or are told of. */
function isBroken({ breaks, clash }: PackForecast): boolean {
  return clash !== null || breaks.some(({ effect }) => effect !== 'use');
}

function titleOf(packs: readonly PackForecast[]): { key: 'breaks' | 'uses' | 'notes'; count: number } {
  const broken = packs.filter(isBroken).length;
  if (broken > 0) return { key: 'breaks', count: broken };
  const using = packs.filter(({ breaks }) => breaks.length > 0).length;
  return using > 0 ? { key: 'uses', count: using } : { key: 'notes', count: packs.length };
}

function Quiet({ tone, icon, children }: { tone?: string; icon?: ReactNode; children: ReactNode }) {
  return (
    <p className={classNames('flex items-start gap-2 text-sm', tone ?? 'text-muted')}>
      {icon}
      <span className="min-w-0 break-words">{children}</span>
    </p>
  );
}

/** What is told of the Python packages beside the packs themselves. */
function Requirements({ packs, packages: { state, reason } }: Pick<Forecast, 'packages' | 'packs'>) {
  // Where it is between packs and ComfyUI, each pack says so itself.
  if (state === 'impossible' && packs.some(({ clash }) => clash !== null)) return null;
  if (state !== 'impossible' && state !== 'unknown') return null;
  const tone = state === 'impossible' ? 'text-amber-text' : undefined;
  return (
    <Quiet {...(tone === undefined ? {} : { tone })}>
      {t(`forecast.requirements.${state}`, { reason: reason ?? '' })}
    </Quiet>
  );
}

const fine = <CircleCheck aria-hidden size={15} className="mt-px shrink-0 text-green-text" />;

/** Packs of which nobody knows what they use. */
function Unread({ unread }: Pick<Forecast, 'unread'>) {
  const names = unread.flatMap(({ pack, file }) => (file === '' ? [pack] : []));
  if (names.length === 0) return null;
  return (
    <Quiet tone="text-amber-text">{t('forecast.unread', { count: names.length, names: formatList(names) })}</Quiet>
  );
}

function Known({ forecast, acts }: { forecast: Forecast; acts: ForecastActs }) {
  const { packs, read, isOlder } = forecast;
  if (packs.length === 0) {
    return (
      <>
        {read + forecast.unread.length === 0 && <Quiet icon={fine}>{t('forecast.none')}</Quiet>}
        {read > 0 && <Quiet icon={fine}>{t('forecast.fine', { count: read, shown: formatCount(read) })}</Quiet>}
        <Unread {...forecast} />
        <Requirements {...forecast} />
      </>
    );
  }
  const { key, count } = titleOf(packs);
  const words = { count, shown: formatCount(count), all: formatCount(read) };
  return (
    <>
      <Notice
        tone={key === 'breaks' ? 'amber' : 'neutral'}
        icon={<CircleAlert aria-hidden size={16} />}
        title={t(`forecast.${key}`, words)}
      >
        <ul className="w-full space-y-2.5">
          {packs.map((pack) => (
            <ForecastPack key={pack.key} pack={pack} isOlder={isOlder} acts={acts} />
          ))}
        </ul>
      </Notice>
      <Unread {...forecast} />
      <Requirements {...forecast} />
    </>
  );
}

interface ForecastViewProps {
  /** The answer, the wait for it, or why there is none. */
  query: { data: Forecast | undefined; error: AppError | null; isPending: boolean };
  acts: ForecastActs;
}

/** What another version of ComfyUI would break, with the reasons and what can be done before. */
export function ForecastView({ query: { data, error, isPending }, acts }: ForecastViewProps) {
  return (
    <div
      data-testid="forecast"
      data-state={data ? 'known' : error ? 'failed' : 'asked'}
      className="min-h-5 space-y-1.5"
    >
      {data && <Known forecast={data} acts={acts} />}
      {!data && error && <Quiet>{formatSentences(t('forecast.failed'), describeError(error).text)}</Quiet>}
      {!data && !error && isPending && (
        <Quiet icon={<ProgressRing fraction={null} label={t('forecast.checking')} />}>{t('forecast.checking')}</Quiet>
      )}
    </div>
  );
}
