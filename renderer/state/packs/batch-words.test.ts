import { beforeAll, describe, expect, it } from 'vitest';
import type { BatchTask } from '../../../src/contract/changes';
import { speakEnglish } from '../../texts/testing/speak-english';
import { wordBatch } from './batch-words';
import { describeTask } from './task-words';

beforeAll(speakEnglish);

const task = (kind: string, target: string, result: BatchTask['result'] = 'success'): BatchTask => ({
  ...{ ui_id: target, kind, target, result, error: null, undone: null },
});
const findNothing = () => undefined;
const words = (...tasks: BatchTask[]) => wordBatch(findNothing, { tasks });

describe('a batch in words', () => {
  it('is its first task that went well, and how many more did', () => {
    const tasks = [task('install', 'a', 'skipped'), task('install', 'b', 'failed'), task('update', 'c')];
    expect(words(...tasks)).toBe('Update c');
    expect(words(...tasks, task('enable', 'd'))).toBe('Update c and 1 more');
    expect(words(task('install', 'b', 'failed'))).toBe('Install b');
  });

  it('counts packs to which the same was done', () => {
    expect(words(task('update', 'a'), task('update', 'b'), task('update', 'c'))).toBe('Update 3 packs');
  });

  it('calls packs by the last part of an address, and models and packages as they are', () => {
    expect(words(task('install', 'https://git.example/owner/Some-Pack.git'))).toBe('Install Some-Pack');
    expect(words(task('install-packages', 'a/b, c'))).toBe('Install Python packages: a/b, c');
  });

  it('has words also for kinds that nobody knows', () => {
    expect(words(task('import-fail-info', 'x'))).toBe('Work on x');
    expect(words()).toBe('');
  });
});

describe('a task in words', () => {
  it('says of an undo what it takes back, as queue and records tell it', () => {
    const params = { undo_ui_id: '1', kind: 'uninstall', target: 'demo' };
    expect(describeTask(findNothing, { kind: 'undo', params }, 'done')).toBe('Undid: Uninstall demo');
    const record = { kind: 'undo', target: 'demo', undone: 'uninstall' };
    expect(describeTask(findNothing, record, 'todo')).toBe('Undo: Uninstall demo');
    expect(describeTask(findNothing, { kind: 'undo', target: 'demo' }, 'todo')).toBe('Undo: demo');
  });

  it('calls a snapshot by the name that a person gave it, and one of its own by its time', () => {
    const named = { kind: 'restore-snapshot', target: '2026-11-27_00-32-32_Before the big experiment' };
    expect(describeTask(findNothing, named, 'done')).toBe('Restored the snapshot “Before the big experiment”');
    const automatic = { kind: 'restore-snapshot', target: '2026-11-27_00-31-43_autosave' };
    expect(describeTask(findNothing, automatic, 'todo')).toMatch(/^Go back to the state of .*27.*31/u);
  });
});
