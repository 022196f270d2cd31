import { describe, expect, it } from 'vitest';
import type { TaskProgress } from '../../src/contract/tasks/tasks';
import { describeResult } from './result-words';
import { tailLines } from './tail-lines';
import { readTransfer } from './transfer';

const progress: TaskProgress = {
  ui_id: 'a',
  phase: 'Downloading',
  message: '',
  bytesDone: 400,
  bytesTotal: 1000,
  fraction: 0.4,
};

describe('readTransfer', () => {
  it('knows speed and time left once the speed is measured', () => {
    expect(readTransfer(progress, undefined)).toMatchObject({ bytesPerSecond: null, remainingMs: null });
    expect(readTransfer(progress, { bytesDone: 400, atMs: 0, bytesPerSecond: 100 })).toMatchObject({
      remainingMs: 6000,
    });
  });

  it('is nothing where nothing is downloaded, and has no end where the size is unknown', () => {
    expect(readTransfer({ ...progress, bytesDone: null }, undefined)).toBeNull();
    const rate = { bytesDone: 400, atMs: 0, bytesPerSecond: 100 };
    expect(readTransfer({ ...progress, bytesTotal: null }, rate)).toMatchObject({
      bytesPerSecond: 100,
      remainingMs: null,
    });
  });
});

describe('describeResult', () => {
  it('repeats no status word', () => {
    expect(describeResult({ kind: 'install', outcome: { status: 'done', message: 'success' } })).toBe('');
    expect(describeResult({ kind: 'install', outcome: { status: 'skipped', message: 'Cancelled.' } })).toBe(
      'Cancelled.',
    );
    expect(describeResult({ kind: 'undo', outcome: { status: 'done', message: 'Undid: install a.' } })).toBe('');
  });
});

describe('tailLines', () => {
  it('keeps the end of a long log and counts the rest', () => {
    const lines = Array.from({ length: 2003 }, (_, index) => `line ${index}`);
    const { shown, remaining } = tailLines(lines);
    expect(remaining).toBe(3);
    expect(shown.startsWith('line 3\n')).toBe(true);
    expect(shown.endsWith('line 2002')).toBe(true);
    expect(tailLines(['a', 'b'])).toEqual({ shown: 'a\nb', remaining: 0 });
  });
});
