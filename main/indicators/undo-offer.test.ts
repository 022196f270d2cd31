import { describe, expect, it } from 'vitest';
import type { BatchSummary } from '../../src/contract/changes';
import type { SnapshotChange } from '../../src/contract/snapshots';
import { createTexts } from '../texts/texts';
import { describeBatch, findUndo, listChanges } from './undo-offer';

const { t } = createTexts();

function batch(id: string, undo: Partial<BatchSummary['undo']>): BatchSummary {
  const whole = { state: 'no-snapshot' as const, snapshot: null, laterBatches: 0, ...undo };
  return { id, startedAt: '', endedAt: null, tasks: [], counts: null, undo: whole };
}

function change(part: Partial<SnapshotChange>): SnapshotChange {
  return { subject: 'pack', name: 'my-pack', action: 'switch', from: null, to: null, note: null, ...part };
}

describe('findUndo', () => {
  it('takes the newest batch that a snapshot takes back', () => {
    const batches = [
      batch('3', { state: 'only-models' }),
      batch('2', { state: 'snapshot', snapshot: 'before-2', laterBatches: 1 }),
      batch('1', { state: 'snapshot', snapshot: 'before-1' }),
    ];
    expect(findUndo(batches)).toMatchObject({ batch: { id: '2' }, snapshot: 'before-2', laterBatches: 1 });
  });

  it('is null when nothing can be taken back', () => {
    expect(findUndo([batch('1', { state: 'taken-back' })])).toBeNull();
    expect(findUndo([])).toBeNull();
  });
});

describe('describeBatch', () => {
  const task = (target: string, result: 'success' | 'failed' | 'skipped') => ({
    ui_id: target,
    kind: 'install',
    target,
    result,
    error: null,
  });

  it('names what was done, and what failed when nothing was', () => {
    expect(describeBatch([task('a', 'failed'), task('b', 'success'), task('c', 'success')], t)).toBe(
      'Installed b and 1 more',
    );
    expect(describeBatch([task('a', 'failed')], t)).toBe('Installing a failed');
  });
});

describe('listChanges', () => {
  it('has a line for each change, with short commits', () => {
    const lines = listChanges(
      [
        change({ from: '1.1.0', to: '1.0.0' }),
        change({ action: 'checkout', from: 'a'.repeat(40), to: 'b'.repeat(40) }),
        change({ action: 'remove', from: '1.0.0' }),
        change({ action: 'leave' }),
      ],
      t,
    );
    expect(lines).toEqual([
      '•  my-pack: from 1.1.0 to 1.0.0',
      '•  my-pack: from aaaaaaa to bbbbbbb',
      '•  my-pack: remove',
    ]);
  });

  it('stays short', () => {
    const lines = listChanges(
      Array.from({ length: 20 }, () => change({ action: 'enable' })),
      t,
    );
    expect(lines).toHaveLength(13);
    expect(lines.at(-1)).toBe('and 8 more');
  });
});
