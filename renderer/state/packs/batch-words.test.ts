import { describe, expect, it } from 'vitest';
import type { BatchSummary, BatchTask } from '../../../src/contract/changes';
import { wordBatch } from './batch-words';

const task = (kind: string, target: string, result: BatchTask['result'] = 'success'): BatchTask => ({
  ...{ ui_id: target, kind, target, result, error: null },
});
const words = (...tasks: BatchTask[]) => {
  const undo = { state: 'nothing-changed', snapshot: null, laterBatches: 0 } as const;
  const batch: BatchSummary = { id: 'a', startedAt: '', endedAt: null, tasks, counts: null, undo };
  return wordBatch(batch, () => undefined);
};

describe('a batch in words', () => {
  it('is its first task that went well, and how many more there were', () => {
    const tasks = [task('install', 'a', 'skipped'), task('install', 'b', 'failed'), task('update', 'c')];
    expect(words(...tasks)).toEqual({ kind: 'update', name: 'c', more: 1, hasFailed: true });
  });

  it('calls packs by the last part of an address, and models and packages as they are', () => {
    expect(words(task('install', 'https://git.example/owner/Some-Pack.git')).name).toBe('Some-Pack');
    expect(words(task('install-packages', 'a/b, c')).name).toBe('a/b, c');
  });

  it('has words also for kinds that nobody knows', () => {
    expect(words(task('import-fail-info', 'x'))).toMatchObject({ kind: 'other', name: 'x' });
    expect(words()).toMatchObject({ kind: 'other', name: '', more: 0 });
  });
});
