import { expect, it } from 'vitest';
import { silentLogger } from '../../base/log';
import type { AppEvent } from '../../contract/events';
import { openTestCore } from '../../manager/testing/test-core';
import { resolveSettings } from '../store/stored-state';
import { createInstallationEvents, deliveryOrder, type InstallationEvent } from './installation-events';
import { createInstances, type Instance } from './instances';

const packsChanged: AppEvent = { name: 'cmd-packs-changed', payload: {} };
const sent = { folder: '/ComfyUI', event: packsChanged };

it('tells in the declared order, whoever came first', () => {
  const events = createInstallationEvents(silentLogger);
  const received: string[] = [];
  for (const subscriber of [...deliveryOrder].reverse()) events.listen(subscriber, () => received.push(subscriber));
  events.listen('upstream', () => received.push('upstream again'));
  events.of(sent.folder)(sent.event);
  expect(received).toEqual(['upstream', 'upstream again', 'activity', 'window', 'door']);
});

it('tells the rest when one throws or leaves, and says which installation it was', () => {
  const errors: unknown[] = [];
  const events = createInstallationEvents({ error: (message, details) => errors.push([message, details]) });
  const received: InstallationEvent[] = [];
  events.listen('upstream', () => {
    throw new Error('deaf');
  });
  const leave = events.listen('window', () => received.push(sent));
  events.listen('door', (event) => received.push(event));
  leave();
  events.of(sent.folder)(sent.event);
  expect(received).toEqual([{ ...sent, number: expect.any(Number) as number }]);
  expect(errors).toEqual([['An event listener failed.', { folder: '/ComfyUI', error: 'Error: deaf' }]]);
});

/** An instance with a core in it, and what each of its subscribers finds when ComfyUI is said to run. */
async function openInstance() {
  const core = await openTestCore();
  const found: Record<string, unknown>[] = [];
  const note = (subscriber: string, folder: string | null) =>
    found.push({ subscriber, folder, address: instance?.upstream.address(), comfy: instance?.activity.comfy() });
  const isComfy = ({ name }: AppEvent) => name === 'cmd-comfyui-changed';
  let instance: Instance | null = null;
  const instances = createInstances({
    createCore: () => Promise.resolve(core),
    createDoor: ({ onEvent }) => {
      // The door listens as soon as there is one, and its clients whenever they come.
      onEvent((event) => isComfy(event) && note('door', null));
      return Promise.resolve({ port: 1, close: () => Promise.resolve() });
    },
    onEvent: ({ folder, event }) => isComfy(event) && note('window', folder),
    onActivity: () => note('list', null),
    ...{ requestedPort: null, rememberedPort: () => null, log: silentLogger },
  });
  instance = await instances.take(null);
  const dirs = { comfyDir: '/c', baseDir: '/c', customNodesDir: '/c/custom_nodes', userDir: '/c/user' };
  const installation = { ...dirs, kind: 'git', rootDir: '/c', interpreter: null, version: null } as const;
  const settings = { kind: 'own', settings: resolveSettings({}, {}), changeSetting: () => undefined } as const;
  await instance.slot.open(installation, { ...settings, enter: () => () => Promise.resolve() }, instance.port);
  return { core, found, instance };
}

it('lets the window and the door find what those below have heard: the gateway leads there, and the list is right', async () => {
  const { core, found, instance } = await openInstance();
  const status = await core.operations['comfyui.status']({}, { caller: 'person' });
  core.emit({ name: 'cmd-comfyui-changed', payload: { ...status, state: 'running', port: 48_188 } });
  const known = { address: 'http://127.0.0.1:48188', comfy: 'running' };
  expect(found).toEqual([
    { subscriber: 'list', folder: null, ...known },
    { subscriber: 'window', folder: '/c', ...known },
    { subscriber: 'door', folder: null, ...known },
  ]);
  expect(core.listenerCount()).toBe(1);
  await instance.slot.close();
  expect(core.listenerCount()).toBe(0);
});
