import { withoutDoubleSpace } from '../../src/contract/text/translate';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** What `Intl` does not know of a language: words for times, units of durations, and what stands between parts of a sentence. */
export interface LanguageWords {
  justNow: string;
  underSecond: string;
  second: string;
  minute: string;
  hour: string;
  /** Between the names of a list. */
  comma: string;
  /** Between a name and what it is the name of. */
  colon: string;
}

const englishWords: LanguageWords = {
  justNow: 'just now',
  underSecond: 'under 1 s',
  second: 's',
  minute: 'min',
  hour: 'h',
  comma: ', ',
  colon: ': ',
};

/** Made when it is first needed: all of them at once would take longer than the rows of a start. */
type Lazy<T> = () => T;

function lazily<T>(make: () => T): Lazy<T> {
  let made: T | undefined;
  return () => (made ??= make());
}

interface Formats {
  words: LanguageWords;
  counts: Lazy<Intl.NumberFormat>;
  /** With one digit behind the comma, and without. */
  decimals: readonly [Lazy<Intl.NumberFormat>, Lazy<Intl.NumberFormat>];
  relative: Lazy<Intl.RelativeTimeFormat>;
  dateInYear: Lazy<Intl.DateTimeFormat>;
  dateWithYear: Lazy<Intl.DateTimeFormat>;
  moment: Lazy<Intl.DateTimeFormat>;
  clock: Lazy<Intl.DateTimeFormat>;
  clockSeconds: Lazy<Intl.DateTimeFormat>;
  exact: Lazy<Intl.DateTimeFormat>;
}

function createFormats(language: string, words: LanguageWords): Formats {
  // Day before month and 24 hours, as the rest of the window writes English.
  const dates = language === 'en' ? 'en-GB' : language;
  const digits = (count: number) =>
    lazily(() => new Intl.NumberFormat(language, { minimumFractionDigits: count, maximumFractionDigits: count }));
  const date = (options: Intl.DateTimeFormatOptions) => lazily(() => new Intl.DateTimeFormat(dates, options));
  // A Chinese month is a number: `2025/8/21` is as short as `21 Aug 2025`, and `2025年8月21日` is not.
  const day = { day: 'numeric', month: language.startsWith('zh') ? 'numeric' : 'short' } as const;
  const time = { hour: '2-digit', minute: '2-digit' } as const;
  return {
    words,
    counts: lazily(() => new Intl.NumberFormat(language)),
    decimals: [digits(0), digits(1)],
    // `vor 1 m` would be a metre.
    relative: lazily(
      () =>
        new Intl.RelativeTimeFormat(language, {
          numeric: 'auto',
          style: language.startsWith('de') ? 'short' : 'narrow',
        }),
    ),
    dateInYear: date(day),
    dateWithYear: date({ ...day, year: 'numeric' }),
    moment: date({ ...day, ...time }),
    clock: date(time),
    clockSeconds: date({ ...time, second: '2-digit' }),
    exact: date({ dateStyle: 'full', timeStyle: 'medium' }),
  };
}

let formats = createFormats('en', englishWords);

/** From here on numbers, dates and times are written as this language (a tag such as `en`) does. */
export function formatIn(language: string, words: LanguageWords = englishWords): void {
  formats = createFormats(language, words);
}

/** A whole number with thousands separated: `5,896`. */
export function formatCount(count: number): string {
  return formats.counts().format(count);
}

/** A count in little room: `940`, `3.2k`, `41k`. */
export function formatShortCount(count: number): string {
  if (count < 1000) return String(count);
  const thousands = count / 1000;
  return thousands < 10
    ? `${formats.decimals[1]().format(Math.floor(thousands * 10) / 10)}k`
    : `${Math.floor(thousands)}k`;
}

/** Bytes in the unit a person uses: `812 kB`, `3.2 GB` (decimal units, as downloads show them). */
export function formatBytes(sizeBytes: number): string {
  let value = Math.max(0, sizeBytes);
  let unit = 0;
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${formats.decimals[digits]().format(value)} ${byteUnits[unit] ?? 'B'}`;
}

/** A duration in its two largest units: `under 1 s`, `41 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(durationMs: number): string {
  const { underSecond, second, minute, hour } = formats.words;
  if (durationMs < 1000) return underSecond;
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 60) return `${seconds} ${second}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60)
    return seconds % 60 === 0 ? `${minutes} ${minute}` : `${minutes} ${minute} ${seconds % 60} ${second}`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} ${hour}` : `${hours} ${hour} ${minutes % 60} ${minute}`;
}

/** A time relative under a week (`2h ago`), else its date, with the year when it is another one. */
export function formatWhen(timeMs: number, nowMs: number): string {
  const agoMs = nowMs - timeMs;
  // What is newer than the clock that it is held against has just been, unless its own clock is wrong by days.
  if (agoMs < minuteMs && agoMs > -dayMs) return formats.words.justNow;
  if (agoMs >= 0 && agoMs < hourMs) return formats.relative().format(-Math.floor(agoMs / minuteMs), 'minute');
  if (agoMs >= 0 && agoMs < dayMs) return formats.relative().format(-Math.floor(agoMs / hourMs), 'hour');
  if (agoMs >= 0 && agoMs < 7 * dayMs) return formats.relative().format(-Math.floor(agoMs / dayMs), 'day');
  const isSameYear = new Date(timeMs).getFullYear() === new Date(nowMs).getFullYear();
  return (isSameYear ? formats.dateInYear : formats.dateWithYear)().format(timeMs);
}

/** A date with its year: `24 Nov 2026`. */
export function formatDate(timeMs: number): string {
  return formats.dateWithYear().format(timeMs);
}

/** The day of a time: `24 Nov`, with the year when it is another one. */
export function formatDay(timeMs: number, nowMs: number): string {
  const isSameYear = new Date(timeMs).getFullYear() === new Date(nowMs).getFullYear();
  return (isSameYear ? formats.dateInYear : formats.dateWithYear)().format(timeMs);
}

/** Day and time: `24 Nov, 09:12`. */
export function formatMoment(timeMs: number): string {
  return formats.moment().format(timeMs);
}

/** When something began: the time of today (`09:12`), else day and time. */
export function formatSince(timeMs: number, nowMs: number): string {
  const isToday = new Date(timeMs).toDateString() === new Date(nowMs).toDateString();
  return (isToday ? formats.clock : formats.moment)().format(timeMs);
}

/** The time of a line in a log: `09:12:04`. */
export function formatClock(timeMs: number): string {
  return Number.isNaN(timeMs) ? '' : formats.clockSeconds().format(timeMs);
}

/** Seconds as import times are read: `0.4 s`, `12 s`, `1 min 20 s`. */
export function formatSeconds(seconds: number): string {
  return seconds < 10
    ? `${formats.decimals[1]().format(seconds)} ${formats.words.second}`
    : formatDuration(seconds * 1000);
}

/** The whole time, for hover. */
export function formatExact(timeMs: number): string {
  return formats.exact().format(timeMs);
}

/** Names in a row: `A, B, C`. */
export function formatList(names: readonly string[]): string {
  return names.join(formats.words.comma);
}

/** A thing and what is said of it: `Name: what`. Only the first where the second is empty. */
export function formatNamed(name: string, what: string | null | undefined): string {
  return what ? `${name}${formats.words.colon}${what}` : name;
}

/** Sentences one after another. What is empty or false is left out, and a full-width stop brings its own space along. */
export function formatSentences(...sentences: readonly (string | false | null | undefined)[]): string {
  return withoutDoubleSpace(sentences.filter(Boolean).join(' '));
}

/** A path shortened in its middle to at most `maxChars` characters; whole when it fits. */
export function shortenPath(fullPath: string, maxChars: number): string {
  if (fullPath.length <= maxChars) return fullPath;
  const shownChars = maxChars - 1;
  const tail = Math.ceil(shownChars * 0.6);
  return `${fullPath.slice(0, shownChars - tail)}…${fullPath.slice(fullPath.length - tail)}`;
}

/** The last segment of a path of any system. */
export function lastSegment(fullPath: string): string {
  const segments = fullPath.split(/[\\/]/u).filter((segment) => segment !== '');
  return segments.at(-1) ?? fullPath;
}
