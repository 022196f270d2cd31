import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ChangeRecord } from './change-record';
import { listUndoable } from './undoable';

let minute = 0;

/** A change, a minute after the one before. */
function recordOf(uiId: string | null, { orderedAt = 'first', takesBack = null as string | null } = {}): ChangeRecord {
  minute += 1;
  const task = uiId === null ? null : { uiId, kind: 'install', target: `pack of ${uiId}`, orderedAt, rows: [] };
  const at = new Date(minute * 60_000).toISOString();
  return ChangeRecord.parse({ id: randomUUID(), at, task, moves: [], takesBack });
}

const statesOf = (records: readonly ChangeRecord[]) => listUndoable(records).map(({ ui_id, state }) => [ui_id, state]);

describe('listUndoable', () => {
  it('names the tasks that changed something, newest first, with what was changed when', () => {
    const [one, two] = [recordOf('one'), recordOf('two')];
    expect(listUndoable([one, recordOf(null), two])).toEqual([
      { ui_id: 'two', kind: 'install', target: 'pack of two', at: two.at, state: 'alone' },
      { ui_id: 'one', kind: 'install', target: 'pack of one', at: one.at, state: 'alone' },
    ]);
  });

  it('says what was taken back, and no longer when that was taken back as well', () => {
    const change = recordOf('change');
    const undo = recordOf('undo', { takesBack: change.id });
    const redo = recordOf('redo', { takesBack: undo.id });
    expect(statesOf([change, undo])).toEqual([
      ['undo', 'alone'],
      ['change', 'taken-back'],
    ]);
    expect(statesOf([change, undo, redo])).toEqual([
      ['redo', 'alone'],
      ['undo', 'taken-back'],
      ['change', 'alone'],
    ]);
  });

  it('tells apart one task of many changes and many tasks of one id', () => {
    expect(statesOf([recordOf('restore'), recordOf('other'), recordOf('restore')])).toEqual([
      ['other', 'alone'],
      ['restore', 'together'],
    ]);
    const again = recordOf('id', { orderedAt: 'second' });
    expect(listUndoable([recordOf('id'), recordOf('other'), again])).toMatchObject([
      { ui_id: 'id', at: again.at, state: 'alone' },
      { ui_id: 'other' },
    ]);
  });
});
