import { describe, expect, it } from 'vitest';
import { needsCore, refuseLocal, refuseOther } from './ipc-call';

const change = { name: 'queue.pause', input: {}, about: '/one' };

it.each([
  ['is about the installation that is shown', change, '/one'],
  ['does not say what it is about', { name: 'queue.pause', input: {} }, '/two'],
  ['only reads', { ...change, name: 'queue.view' }, '/two'],
  ['is about the installations themselves', { ...change, name: 'installation.show' }, '/two'],
  ['comes while none is shown, which is told otherwise', change, null],
  ['is no call', null, '/two'],
])('a call passes that %s', (_what, call, shown) => {
  expect(() => {
    refuseOther(call, shown);
  }).not.toThrow();
});

it('a change that was meant for another installation than is shown by now is refused', () => {
  expect(() => {
    refuseOther(change, '/two');
  }).toThrow('The window now shows /two, so nothing was done in /one.');
});

it('only operations of the core wait for it', () => {
  expect([needsCore(change), needsCore({ name: 'installation.open' }), needsCore(undefined)]).toEqual([
    true,
    false,
    false,
  ]);
});

describe('what needs the machine of the installation', () => {
  it.each(['desktop.openTerminal', 'desktop.revealPack', 'config.change', 'models.folderPlan'])(
    'is refused while one on another machine is shown: %s',
    (name) => {
      expect(() => refuseLocal({ name, input: {} }, 'remote:a1')).toThrow(
        expect.objectContaining({ code: 'not-remote' }) as Error,
      );
      expect(() => refuseLocal({ name, input: {} }, '/ComfyUI')).not.toThrow();
      expect(() => refuseLocal({ name, input: {} }, null)).not.toThrow();
    },
  );

  it.each(['queue.order', 'installation.open', 'settings.change', 'desktop.exportList', 'remote.connect', 'no.such'])(
    'lets through what does not: %s',
    (name) => {
      expect(() => refuseLocal({ name, input: {} }, 'remote:a1')).not.toThrow();
    },
  );
});
