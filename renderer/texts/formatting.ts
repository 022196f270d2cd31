const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

const counts = new Intl.NumberFormat('en');
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'narrow' });
const dateInYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dateWithYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const moment = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const clockSeconds = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'medium' });

/** A whole number with thousands separated: `5,896`. */
export function formatCount(count: number): string {
  return counts.format(count);
}

/** A count in little room: `940`, `3.2k`, `41k`. */
export function formatShortCount(count: number): string {
  if (count < 1000) return String(count);
  const thousands = count / 1000;
  return thousands < 10 ? `${(Math.floor(thousands * 10) / 10).toFixed(1)}k` : `${Math.floor(thousands)}k`;
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
  return `${value.toFixed(digits)} ${byteUnits[unit] ?? 'B'}`;
}

/** A duration in its two largest units: `under 1 s`, `41 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) return 'under 1 s';
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** A time relative under a week (`2h ago`), else its date, with the year when it is another one. */
export function formatWhen(timeMs: number, nowMs: number): string {
  const agoMs = nowMs - timeMs;
  if (agoMs >= 0 && agoMs < minuteMs) return 'just now';
  if (agoMs >= 0 && agoMs < hourMs) return relative.format(-Math.floor(agoMs / minuteMs), 'minute');
  if (agoMs >= 0 && agoMs < dayMs) return relative.format(-Math.floor(agoMs / hourMs), 'hour');
  if (agoMs >= 0 && agoMs < 7 * dayMs) return relative.format(-Math.floor(agoMs / dayMs), 'day');
  const isSameYear = new Date(timeMs).getFullYear() === new Date(nowMs).getFullYear();
  return (isSameYear ? dateInYear : dateWithYear).format(timeMs);
}

/** Day and time: `24 Nov, 09:12`. */
export function formatMoment(timeMs: number): string {
  return moment.format(timeMs);
}

/** When something began: the time of today (`09:12`), else day and time. */
export function formatSince(timeMs: number, nowMs: number): string {
  const isToday = new Date(timeMs).toDateString() === new Date(nowMs).toDateString();
  return (isToday ? clock : moment).format(timeMs);
}

/** The time of a line in a log: `09:12:04`. */
export function formatClock(timeMs: number): string {
  return Number.isNaN(timeMs) ? '' : clockSeconds.format(timeMs);
}

/** Seconds as import times are read: `0.4 s`, `12 s`, `1 min 20 s`. */
export function formatSeconds(seconds: number): string {
  return seconds < 10 ? `${seconds.toFixed(1)} s` : formatDuration(seconds * 1000);
}

/** The whole time, for hover. */
export function formatExact(timeMs: number): string {
  return exact.format(timeMs);
}

/** A version as rows show it: commits as 7 characters, everything else as its source writes it. */
export function formatVersion(version: string): string {
  return /^[0-9a-f]{40}$/i.test(version) ? version.slice(0, 7) : version;
}

/** A path shortened in its middle to at most `maxChars` characters; whole when it fits. */
export function shortenPath(fullPath: string, maxChars: number): string {
  if (fullPath.length <= maxChars) return fullPath;
  const kept = maxChars - 1;
  const tail = Math.ceil(kept * 0.6);
  return `${fullPath.slice(0, kept - tail)}…${fullPath.slice(fullPath.length - tail)}`;
}

/** The last segment of a path of any system. */
export function lastSegment(fullPath: string): string {
  const segments = fullPath.split(/[\\/]/u).filter((segment) => segment !== '');
  return segments.at(-1) ?? fullPath;
}
