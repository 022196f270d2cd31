import { describe, expect, it } from 'vitest';
import { msg } from '../../contract/text/message';
import { nextProgress } from './progress';

const task = { ui_id: '1', kind: 'install' };

describe('nextProgress', () => {
  it('moves within a phase by bytes and never goes back', () => {
    const start = nextProgress(task, null, { phase: msg`Downloading`, bytesDone: 0, bytesTotal: 100 });
    const half = nextProgress(task, start, { phase: msg`Downloading`, bytesDone: 50, bytesTotal: 100 });
    const back = nextProgress(task, half, { phase: msg`Resolving` });
    expect(start.fraction).toBeLessThan(half.fraction ?? 0);
    expect(back).toMatchObject({ phase: 'Resolving', fraction: half.fraction, bytesDone: null });
  });

  it('keeps bytes when the total is unknown', () => {
    expect(nextProgress(task, null, { phase: msg`Downloading`, bytesDone: 12 })).toMatchObject({
      bytesDone: 12,
      bytesTotal: null,
    });
  });

  it('shows of a model what its bytes show', () => {
    const half = { phase: msg`Downloading`, bytesDone: 50, bytesTotal: 100 };
    expect(nextProgress({ ui_id: '1', kind: 'install-model' }, null, half).fraction).toBeCloseTo(0.5, 1);
  });
});
