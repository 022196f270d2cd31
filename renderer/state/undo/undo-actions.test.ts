import { expect, it, vi } from 'vitest';
import { speakAbout } from '../../bridge';
import { usePermissionQuestion } from '../policy/permissions';
import { undoTask } from './undo-actions';

it('an undo that the policy refuses is asked about as an undo', async () => {
  const denied = { error: 'No.', message: 'No.', code: 'policy-denied', operation: 'install-packages' };
  const verdict = { operation: 'install-packages', allowed: false };
  const bridge = {
    call: (name: string) =>
      Promise.resolve(
        name === 'undo.order'
          ? { ok: false, error: denied }
          : { ok: true, json: new TextEncoder().encode(JSON.stringify(verdict)) },
      ),
  };
  vi.stubGlobal('window', { bridge });
  speakAbout('/one');
  const asked = undoTask('one');
  const question = await vi.waitUntil(() => usePermissionQuestion.getState().question);
  expect(question).toMatchObject({ verdict, task: null, isUndo: true });
  question.answer('no');
  await asked;
});
