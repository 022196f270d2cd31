import { describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors';
import type { QueueTask, TaskOutcome } from '../../contract/tasks/tasks';
import { outcomeOf, toHistoryItem, withWarnings } from './outcome';

const task: QueueTask = { ui_id: '1', client_id: 'tab', kind: 'update-comfyui', params: { is_stable: true } };
const at = '2026-01-01T00:00:00.000Z';
const itemOf = (outcome: TaskOutcome) => toHistoryItem(task, outcome, { startedAt: at, endedAt: at, batchId: null });

describe('the words of an ended task', () => {
  it.each([
    'ComfyUI was changed from v0.3.60 to v0.3.62.',
    'ComfyUI is already at v0.3.62.',
    'success-stable-v0.3.62',
    'success-nightly',
    'success-switched-v0.3.62',
    '',
  ])('are `success` for whatever was done: %j', (message) => {
    expect(itemOf({ status: 'done', message })).toMatchObject({
      result: 'success',
      status: { status_str: 'success', completed: true, messages: message === '' ? [] : [message] },
    });
  });

  it('are the reason and the remedy for a failure, and never `success`', () => {
    const thrown = new AppError('pack-not-installed', 'No pack "x" is installed.', { remedy: 'Install it.' });
    expect(itemOf(outcomeOf(thrown, false))).toMatchObject({
      result: 'No pack "x" is installed. Install it.',
      status: { status_str: 'error', completed: true, messages: ['No pack "x" is installed.', 'Install it.'] },
    });
    expect(itemOf(outcomeOf(new TypeError('boom'), false)).status.status_str).toBe('error');
  });

  it('are a success that says what it warns of, once each', () => {
    const warned = ['a was left out; a 2 stays.', 'a was left out; a 2 stays.', 'b asks for c.'];
    const outcome = withWarnings({ status: 'done', message: 'Installed x.' }, warned);
    expect(outcome).toMatchObject({ status: 'warning', warnings: ['a was left out; a 2 stays.', 'b asks for c.'] });
    expect(withWarnings(outcome, ['b asks for c.', 'd failed.'])).toMatchObject({
      warnings: ['b asks for c.', 'd failed.', 'a was left out; a 2 stays.'],
    });
    expect(itemOf(outcome)).toMatchObject({
      result: 'a was left out; a 2 stays. b asks for c.',
      status: {
        ...{ status_str: 'success', completed: true },
        messages: ['Installed x.', 'a was left out; a 2 stays.', 'b asks for c.'],
      },
    });
    expect(withWarnings({ status: 'done', message: '' }, [])).toEqual({ status: 'done', message: '' });
    expect(withWarnings({ status: 'skipped', message: 'Cancelled.' }, warned).status).toBe('skipped');
  });

  it('say that a cancelled task was skipped, whatever it threw at the end', () => {
    expect(itemOf(outcomeOf(new Error('killed'), true))).toMatchObject({
      result: 'Cancelled.',
      status: { status_str: 'skipped' },
    });
  });
});
