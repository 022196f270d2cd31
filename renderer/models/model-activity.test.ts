import { describe, expect, it } from 'vitest';
import type { LocalModel, ModelRow } from '../../src/contract/models';
import type { HistoryItem, QueueTask, QueueView } from '../../src/contract/tasks/tasks';
import { readModelActivities } from './model-activity';

const file = { path: '/models/loras/a.pt' } as LocalModel;
const listed = { url: 'https://host.invalid/a.pt', filename: 'a.pt' } as ModelRow;
const record = { file, listed };
const error = { error: 'It is held.', message: 'It is held.', code: 'file-held' };

const removal = (uiId: string) => ({ ui_id: uiId, kind: 'remove-model', params: { path: file.path } });
const download = (uiId: string) => ({ ui_id: uiId, kind: 'install-model', params: { ...listed } });
const failed = { outcome: { status: 'failed', error } };
const done = { outcome: { status: 'done', message: '' } };
const viewOf = (pending: object[], finished: object[]): QueueView => ({
  ...{ running: [], isPaused: false, isProcessing: true },
  ...{ pending: pending as QueueTask[], finished: finished as HistoryItem[] },
});

describe('readModelActivities', () => {
  it('tells of the removal of a file, whoever listed it', () => {
    const of = readModelActivities(viewOf([removal('one')], []));
    expect(of(record)).toEqual({ kind: 'remove-model', phase: 'waiting', uiId: 'one' });
    expect(of({ file, listed: null })).toMatchObject({ uiId: 'one' });
    expect(of({ file: null, listed })).toBeUndefined();
    expect(of({ file: { ...file, path: '/models/vae/a.pt' }, listed })).toBeUndefined();
  });

  it('tells a download that is paused from one that waits', () => {
    const of = readModelActivities({ ...viewOf([download('one')], []), paused: ['one'] });
    expect(of(record)).toMatchObject({ kind: 'install-model', phase: 'paused' });
  });

  it('lets the newest of a download and a removal count', () => {
    const activityOf = (...finished: object[]) => readModelActivities(viewOf([], finished))(record);
    const [removed, downloaded] = [removal('one'), download('two')];
    expect(activityOf({ ...removed, ...failed }, { ...downloaded, ...failed })).toMatchObject({
      kind: 'remove-model',
      error,
    });
    expect(activityOf({ ...downloaded, ...failed }, { ...removed, ...failed })).toMatchObject({
      kind: 'install-model',
    });
    expect(activityOf({ ...downloaded, ...done }, { ...removed, ...failed })).toBeUndefined();
  });
});
