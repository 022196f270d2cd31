import { describe, expect, it } from 'vitest';
import { say } from '../../contract/text/said';
import { nextProgress } from './progress';

describe('nextProgress', () => {
  it('moves within a phase by bytes and never goes back', () => {
    const start = nextProgress('1', null, { phase: say`Downloading`, bytesDone: 0, bytesTotal: 100 });
    const half = nextProgress('1', start, { phase: say`Downloading`, bytesDone: 50, bytesTotal: 100 });
    const back = nextProgress('1', half, { phase: say`Resolving` });
    expect(start.fraction).toBeLessThan(half.fraction ?? 0);
    expect(back).toMatchObject({ phase: 'Resolving', fraction: half.fraction, bytesDone: null });
  });

  it('keeps bytes when the total is unknown', () => {
    expect(nextProgress('1', null, { phase: say`Downloading`, bytesDone: 12 })).toMatchObject({
      bytesDone: 12,
      bytesTotal: null,
    });
  });
});
