import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatMessage } from '../../contract/text/message';
import type { Terminal } from '../terminal';
import { formatList, rowsOf } from './list';
import { printable } from '../../base/text/printable';
import { widthOf } from './width';

const terminal = (width: number | null): Pick<Terminal, 'say' | 'width'> => ({
  say: (sentence) => formatMessage(sentence),
  width,
});

// Tokyo has no summer time.
const { TZ: before } = process.env;
beforeAll(() => {
  process.env['TZ'] = 'Asia/Tokyo';
});
afterAll(() => {
  if (before === undefined) delete process.env['TZ'];
  else process.env['TZ'] = before;
});

const rows = [
  { name: '工房の節点', sizeBytes: 2_000_000, at: '2026-11-24T10:20:30Z', torch: { version: '2.7.1' } },
  { name: 'short', sizeBytes: null, at: null, torch: null },
];

describe('a list for people', () => {
  it('has columns of one width, where a Chinese character takes two, and times of the clock here', () => {
    expect(formatList(rows, ['name', 'sizeBytes', 'at', 'torch.version'], terminal(null)).split('\n')).toEqual([
      'NAME        SIZEBYTES  AT                VERSION',
      '工房の節点  2.00 MB    2026-11-24 19:20  2.7.1',
      'short',
      '',
    ]);
  });

  it('is no wider than the terminal', () => {
    const wide = [{ name: '工'.repeat(40), text: 'x'.repeat(100), key: 'a' }];
    const lines = formatList(wide, ['key', 'name', 'text'], terminal(60)).split('\n');
    expect(lines[1]).toMatch(/^a {4}工+… +x+…$/u);
    expect(widthOf(lines[1] ?? '')).toBeLessThanOrEqual(60);
  });

  it('gives a terminal nothing to obey, whoever wrote it', () => {
    const hostile = [{ name: 'a\u001b]0;title\u0007\u009b2J\u202eb', lines: 'one\r\ntwo' }];
    const { say } = { say: (text: unknown) => printable(String(text)) };
    expect(formatList(hostile, ['name', 'lines'], { ...terminal(null), say })).toBe(
      'NAME                                  LINES\na\\u001b]0;title\\u0007\\u009b2J\\u202eb  one\\u000d two\n',
    );
  });

  it('has the rows of all lists in a list', () => {
    const answer = { models: [{ choices: [{ name: 'a' }] }, { choices: [] }, {}, { choices: [{ name: 'b' }] }] };
    expect(rowsOf(answer, { rows: 'models.choices' })).toEqual([{ name: 'a' }, { name: 'b' }]);
  });

  it('names columns apart that end alike', () => {
    const same = [{ holds: { packs: 1 }, restores: { packs: 0 } }];
    expect(formatList(same, ['holds.packs', 'restores.packs'], terminal(null))).toMatch(
      /^HOLDS\.PACKS {2}RESTORES\.PACKS\n/u,
    );
  });
});
