import { expect, it, vi } from 'vitest';
import { speakAbout } from '../../bridge';
import { undoTask } from './undo-actions';

it('an undo that the policy refuses is ordered again once its row is allowed', async () => {
  const denied = { error: 'No.', message: 'No.', code: 'policy-denied', operation: 'install-packages' };
  const received: [string, unknown][] = [];
  const isAllowed = () => received.some(([name]) => name === 'policy.allow');
  const bridge = {
    call: (name: string, input: unknown) => {
      received.push([name, input]);
      const value = name === 'policy.explain' ? { operation: 'install-packages', allowed: false } : {};
      return Promise.resolve(
        name === 'undo.order' && !isAllowed()
          ? { ok: false, error: denied }
          : { ok: true, json: new TextEncoder().encode(JSON.stringify(value)) },
      );
    },
  };
  vi.stubGlobal('window', { bridge });
  speakAbout('/one');
  await undoTask('one');
  expect(received.map(([name]) => name)).toEqual(['undo.order', 'policy.explain', 'policy.allow', 'undo.order']);
  expect(received[2]?.[1]).toEqual({ operation: 'install-packages', minutes: 15 });
});
