import { expect, it, vi } from 'vitest';
import { speakAbout } from '../../bridge';
import { takeBack, undoTask, useUndoQuestion } from './undo-actions';

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

const nothingLost = { state: 'possible', steps: [], losses: [], notHeld: [] };

it.each([
  ['is taken back at once where nobody loses anything', nothingLost, true],
  ['is asked about where somebody does', { ...nothingLost, losses: [{ by: 'depth', package: 'numpy' }] }, false],
  ['is asked about where it needs the network', { ...nothingLost, notHeld: ['numpy 1.0'] }, false],
  ['is told why where it is not possible', { ...nothingLost, state: 'stands' }, false],
])('a change %s', async (_what, plan, isAtOnce) => {
  const names: string[] = [];
  const call = (name: string) => {
    names.push(name);
    return Promise.resolve({ ok: true, json: new TextEncoder().encode(JSON.stringify(plan)) });
  };
  vi.stubGlobal('window', { bridge: { call } });
  useUndoQuestion.setState({ uiId: null, wayBack: null });
  await takeBack('one');
  expect(names).toEqual(isAtOnce ? ['undo.plan', 'undo.order'] : ['undo.plan']);
  expect(useUndoQuestion.getState().uiId).toBe(isAtOnce ? null : 'one');
});
