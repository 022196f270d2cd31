import { t } from 'i18next';
import type { ForecastBreak, PackForecast } from '../../../src/contract/library/forecast';
import { shortenVersion } from '../../../src/contract/text/version';
import { formatCount, formatDate, formatList } from '../../texts/formatting';
import { Button } from '../button';

/** What a person can do about it. */
export interface ForecastActs {
  /** The title of a pack by its folder. */
  titleOf: (name: string) => string;
  open: (key: string) => void;
  disable: (key: string) => void;
  openLink: (address: string) => void;
}

/** More reasons of one pack than these are counted. */
const shownBreaks = 4;

function describeSince({ kind, parameter, commit }: ForecastBreak, isOlder: boolean): string {
  const what = kind === 'call' ? 'call' : isOlder ? 'later' : 'gone';
  const given = { parameter: parameter ?? '' };
  const form = kind === 'call' && parameter === null ? 'callCount' : what;
  if (commit === null) return t(`forecast.${form}`, given);
  const since = { commit: shortenVersion(commit.commit), date: formatDate(Date.parse(commit.date)) };
  return t(`forecast.since.${form}`, { ...given, ...since });
}

function BreakRow({ found, isOlder, acts }: { found: ForecastBreak; isOlder: boolean; acts: ForecastActs }) {
  const { name, effect, file, line, places, commit } = found;
  const address = commit?.address ?? null;
  return (
    <li data-testid="forecast-break" data-name={name} data-effect={effect} className="text-sm break-words text-soft">
      <span className="font-mono text-xs break-all text-text selectable">{name}</span> {describeSince(found, isOlder)}
      {address !== null && (
        <>
          {' '}
          <button
            type="button"
            title={commit?.subject}
            className="rounded-control text-accent-text underline-offset-2 hover:underline"
            onClick={() => acts.openLink(address)}
          >
            {t('forecast.commit')}
          </button>
        </>
      )}
      <span className="block text-xs text-faint">
        {commit !== null && <span className="selectable">{`${commit.subject} · `}</span>}
        <span className="font-mono break-all selectable">{`${file}:${line}`}</span>
        {places > 1 && ` · ${t('forecast.places', { count: places, shown: formatCount(places) })}`}
      </span>
    </li>
  );
}

/** The gravest of what becomes of it, in a few words. */
function describeEffect({ breaks, clash }: PackForecast): string | null {
  const effects = breaks.map(({ effect }) => effect);
  if (effects.includes('pack')) return t('forecast.effects.pack');
  if (clash !== null) return t('forecast.effects.clash');
  if (effects.includes('part')) return t('forecast.effects.part');
  return effects.includes('use') ? t('forecast.effects.use') : null;
}

/** One pack: what becomes of it, why, and the way out. */
export function ForecastPack({ pack, isOlder, acts }: { pack: PackForecast; isOlder: boolean; acts: ForecastActs }) {
  const { key, name, breaks, taken, clash, range } = pack;
  const effect = describeEffect(pack);
  const title = acts.titleOf(name);
  const remaining = breaks.length - shownBreaks;
  return (
    <li data-testid="forecast-pack" data-pack={name} className="border-t border-border pt-2 first:border-0 first:pt-0">
      <div className="flex flex-wrap items-center gap-x-2">
        <span className="min-w-0 flex-1 break-words">
          <span className="font-medium">{title}</span>
          {effect !== null && <span className="text-muted">{` ${effect}`}</span>}
        </span>
        <Button
          size="small"
          tone="quiet"
          aria-label={t('forecast.openPack', { pack: title })}
          onClick={() => acts.open(key)}
        >
          {t('forecast.open')}
        </Button>
        {effect !== null && (
          <Button
            size="small"
            aria-label={t('forecast.disablePack', { pack: title })}
            onClick={() => acts.disable(key)}
          >
            {t('forecast.disable')}
          </Button>
        )}
      </div>
      <ul className="mt-0.5 space-y-1">
        {breaks.slice(0, shownBreaks).map((found) => (
          <BreakRow key={`${found.kind} ${found.name} ${found.parameter ?? ''}`} {...{ found, isOlder, acts }} />
        ))}
        {remaining > 0 && (
          <li className="text-sm text-muted">
            {t('forecast.more', { count: remaining, shown: formatCount(remaining) })}
          </li>
        )}
        {clash !== null && <li className="text-sm break-words text-soft selectable">{clash}</li>}
        {taken.length > 0 && (
          <li className="text-sm break-words text-soft">{t('forecast.taken', { names: formatList(taken) })}</li>
        )}
        {range !== null && <li className="text-sm break-words text-soft">{t('forecast.range', { range })}</li>}
      </ul>
    </li>
  );
}
