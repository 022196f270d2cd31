import { describe, expect, it } from 'vitest';
import { describeRooms, formatRooms, sumRooms } from './room-lines.mjs';

describe('lines per room', () => {
  const counted =
    'src/base/files/files.ts:200\nsrc/base/log.ts:50\nsrc/base/log.test.ts:900\nsrc/manager/packs/packs.ts:10';

  it('are those of production, by folders of an area and of the core', () => {
    expect([...sumRooms(counted)]).toEqual([
      ['src/base', 250],
      ['src/manager/packs', 10],
    ]);
    expect([...sumRooms('v1.0.0:src/base/log.ts:50')]).toEqual([['src/base', 50]]);
  });

  it('are told against the last release, where there is one', () => {
    const now = sumRooms(counted);
    const rooms = new Map([
      ['src/base', 300],
      ['src/gone', 5],
      ['src/manager/packs', 10],
    ]);
    expect(formatRooms(now, { release: 'v1.0.0', rooms })).toEqual([
      'lines of production: 260, -55 since v1.0.0',
      '  src/base 250 (-50)  src/gone 0 (-5)',
    ]);
    expect(formatRooms(now, null)).toEqual([
      'lines of production: 260, no release yet',
      '  src/base 250          src/manager/packs 10',
    ]);
  });

  it('are read from this checkout', () => {
    expect(describeRooms().join('\n')).toMatch(/^lines of production: \d{5,}, [\s\S]*$/u);
  });
});
