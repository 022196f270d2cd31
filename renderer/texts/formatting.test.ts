import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatClock,
  formatCount,
  formatDuration,
  formatIn,
  formatList,
  formatNamed,
  formatSeconds,
  formatSentences,
  formatShortCount,
  formatSince,
  formatWhen,
  lastSegment,
  shortenPath,
} from './formatting';

const second = 1000;
const hour = 3600 * second;
const day = 24 * hour;
const now = Date.UTC(2026, 10, 25, 12);

describe('numbers', () => {
  it('are written with the units a person uses', () => {
    expect([0, 999, 1000, 812_400, 3_249_000_000].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '812 kB',
      '3.2 GB',
    ]);
    expect(formatBytes(999_999)).toBe('1.0 MB');
    expect([940, 3290, 41_000].map(formatShortCount)).toEqual(['940', '3.2k', '41k']);
    expect(formatCount(5896)).toBe('5,896');
  });
});

describe('formatDuration', () => {
  it('shows the two largest units', () => {
    expect([400, 41_000, 180_000, 200_000, 7_500_000].map(formatDuration)).toEqual([
      'under 1 s',
      '41 s',
      '3 min',
      '3 min 20 s',
      '2 h 5 min',
    ]);
  });
});

describe('formatWhen', () => {
  it('is relative under a week and a date after it', () => {
    expect(formatWhen(now - 20 * second, now)).toBe('just now');
    // The clock that it is held against is looked at only every minute.
    expect(formatWhen(now + 50 * second, now)).toBe('just now');
    expect(formatWhen(now + 400 * day, now)).toContain('2027');
    expect(formatWhen(now - 2 * hour, now)).toBe('2h ago');
    expect(formatWhen(now - day, now)).toBe('yesterday');
    expect(formatWhen(now - 20 * day, now)).toBe('5 Nov');
    expect(formatWhen(now - 400 * day, now)).toContain('2025');
  });

  it('is no length in German', () => {
    formatIn('de');
    expect(formatWhen(now - 5 * 60 * second, now)).toBe('vor 5 Min.');
    formatIn('en');
  });

  it('has one form in Chinese, with the year and without', () => {
    formatIn('zh-CN');
    const [october, before] = [new Date(2026, 9, 2).getTime(), new Date(2025, 9, 2).getTime()];
    expect([formatWhen(october, now), formatWhen(before, now)]).toEqual(['10/2', '2025/10/2']);
    formatIn('en');
  });
});

describe('times of a process', () => {
  it('are a clock today and a date before', () => {
    const noon = new Date(2026, 10, 25, 12, 3, 4).getTime();
    expect(formatSince(noon, noon + hour)).toBe('12:03');
    expect(formatSince(noon - 2 * day, noon)).toBe('23 Nov, 12:03');
    expect(formatClock(noon)).toBe('12:03:04');
    expect(formatClock(Number.NaN)).toBe('');
    expect([0.04, 9.96, 12.2, 80].map(formatSeconds)).toEqual(['0.0 s', '10.0 s', '12 s', '1 min 20 s']);
  });
});

describe('parts of a sentence', () => {
  it('are put together', () => {
    expect(formatList(['a', 'b', 'c'])).toBe('a, b, c');
    expect([formatNamed('Install', 'a'), formatNamed('Install', null)]).toEqual(['Install: a', 'Install']);
    expect(formatSentences('One.', false, '', undefined, 'Two.')).toBe('One. Two.');
    expect(formatSentences('It failed.', '一。', '二。', 'Three.')).toBe('It failed. 一。二。Three.');
  });
});

describe('paths', () => {
  it('are shortened in the middle and keep their end', () => {
    const long = '/home/someone/with/a/very/long/way/to/ComfyUI';
    expect(shortenPath(long, 100)).toBe(long);
    expect(shortenPath(long, 24)).toHaveLength(24);
    expect(shortenPath(long, 24)).toMatch(/^\/home.*….*ComfyUI$/u);
  });

  it('end in their last segment on every system', () => {
    expect(['/a/b c/', 'C:\\x\\Cömfy UI', 'plain'].map(lastSegment)).toEqual(['b c', 'Cömfy UI', 'plain']);
  });
});
