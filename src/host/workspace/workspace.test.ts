import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createEmitter } from '../../base/async/emitter';
import { silentLogger } from '../../base/log';
import type { AppEvent } from '../../contract/events';
import type { Installation, Recognition } from '../../contract/installation';
import { createServer } from '../../server/server';
import { openTestCoreIn, type TestCore } from '../../manager/testing/test-core';
import type { DemoWorld } from './demo-world';
import { createFolderStore } from '../store/folder-store';
import { createChangeSetting } from '../store/change-setting';
import type { StateStore } from '../store/state-store';
import { readStoredState, resolveSettings } from '../store/stored-state';
import { createWorkspace, type Workspace } from './workspace';

let root: string;
let store: StateStore;
let cores: Map<string, TestCore & { isClosed: boolean; settings: Record<string, unknown> }>;
const workspaces: Workspace[] = [];

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'workspace ')));
  for (const name of ['one', 'two', 'three', 'demo']) await mkdir(join(root, name));
  let state = readStoredState({});
  store = { read: () => readStoredState(state), update: (change) => (state = change(readStoredState(state))) };
  cores = new Map();
});
afterEach(async () => {
  for (const workspace of workspaces.splice(0)) {
    await workspace.closeAll();
    await workspace.closeDoors();
  }
  await rm(root, { recursive: true, force: true });
});

const at = (name: string) => join(root, name);

function describeFolder(folder: string): Recognition {
  if (folder.endsWith('none'))
    return { recognised: false, reason: 'No ComfyUI is there.', suggestion: 'Choose one.', folder: null };
  const dirs = { comfyDir: folder, baseDir: folder, customNodesDir: join(folder, 'custom_nodes') };
  const installation: Installation = {
    ...{ kind: 'git', rootDir: folder, ...dirs, userDir: join(folder, 'user'), interpreter: null, version: '0.3.61' },
  };
  return { recognised: true, installation, summary: '' };
}

const demo: DemoWorld = {
  start: () => Promise.resolve({ comfyui: at('demo'), set: {}, env: {} }),
  stop: () => Promise.resolve(),
};

/** A run of the app; `overrides` are those of its command line. */
async function begin(options: { port?: number; folder?: string; overrides?: Record<string, string> } = {}) {
  const { port = 0, folder = null, overrides = {} } = options;
  const settings = resolveSettings(store.read().overrides, overrides);
  const folderStore = createFolderStore({
    store,
    settings,
    overrides,
    changeSetting: createChangeSetting(store, settings),
  });
  const listened = createEmitter<AppEvent>();
  const workspace = createWorkspace({
    ...{ settings, folderStore, demo, isLaunch: false, events: listened, log: silentLogger },
    requestedPort: options.port === -1 ? null : port,
    recognise: (chosen) => Promise.resolve(describeFolder(chosen)),
    connect: () => Promise.reject(new Error('There is no other machine.')),
    createCore: async ({ rootDir }, given) => {
      if (rootDir.endsWith('three')) throw new Error('cannot be opened');
      const opened = await openTestCoreIn(rootDir);
      const core = {
        ...{ ...opened, isClosed: false, settings: given.settings },
        async close() {
          core.isClosed = true;
          await opened.close();
        },
      };
      cores.set(rootDir, core);
      return core;
    },
    createDoor: (behind) => createServer({ ...behind, log: silentLogger }),
  });
  workspaces.push(workspace);
  const events: AppEvent[] = [];
  listened.on((event) => events.push(event));
  await workspace.openDoor(folder);
  return { workspace, events, folderStore, portNow: () => workspace.door.port ?? 0 };
}

const coreOf = (name: string) => {
  const core = cores.get(at(name));
  if (!core) throw new Error(`${name} was never opened`);
  return core;
};

/** What the door on a port says about its installation. */
async function ask(port: number): Promise<number> {
  return (await fetch(`http://127.0.0.1:${port}/v2/manager/queue/status`)).status;
}

const shownIn = (events: readonly AppEvent[]) =>
  events.flatMap((event) => (event.name === 'cmd-installation-changed' ? [event.payload.installation?.rootDir] : []));

const packsChanged: AppEvent = { name: 'cmd-packs-changed', payload: {} };

describe('several installations', () => {
  it('are open side by side, each behind its own door, and only the shown one is heard', async () => {
    const { workspace, events, portNow } = await begin();
    const first = portNow();
    expect(await ask(first)).toBe(409);
    await workspace.open(at('one'));
    expect([portNow(), await ask(first)]).toEqual([first, 200]);
    await workspace.open(at('two'));
    const second = portNow();
    expect(second).not.toBe(first);
    expect([await ask(first), await ask(second)]).toEqual([200, 200]);
    events.length = 0;
    coreOf('one').emit(packsChanged);
    expect(events).toEqual([]);
    coreOf('two').emit(packsChanged);
    expect(events).toEqual([packsChanged]);
    expect(workspace.operations()).toBe(coreOf('two').operations);
    await workspace.open(at('one'));
    expect([portNow(), shownIn(events)]).toEqual([first, [at('one')]]);
    expect(workspace.operations()).toBe(coreOf('one').operations);
    expect(coreOf('two').isClosed).toBe(false);
  });

  it('have one core for each folder, whatever link leads there', async () => {
    const { workspace } = await begin();
    await symlink(at('one'), at('link'), 'junction');
    await workspace.open(at('one'));
    const core = coreOf('one');
    expect((await workspace.open(at('link'))).rootDir).toBe(at('one'));
    expect((await workspace.open(at('one'))).rootDir).toBe(at('one'));
    expect([cores.size, coreOf('one') === core]).toEqual([1, true]);
  });

  it('tell in a list what they do, shown or not', async () => {
    const { workspace, events } = await begin();
    await workspace.open(at('one'));
    await workspace.open(at('two'));
    events.length = 0;
    const params = {
      id: 'x',
      version: 'latest',
      selected_version: 'latest',
      mode: 'cache',
      channel: 'default',
    } as const;
    const task = { ui_id: 'a', client_id: 'c', kind: 'install', params } as const;
    const view = { running: [{ task, startedAt: '', progress: null }], pending: [task], finished: [] };
    coreOf('one').emit({ name: 'cmd-queue-changed', payload: { ...view, isPaused: false, isProcessing: true } });
    const listRows = () => {
      const last = events.at(-1);
      return last?.name === 'cmd-installations-changed' ? last.payload.installations : [];
    };
    // What the opening changed may be told in between.
    await vi.waitFor(() =>
      expect(listRows()).toMatchObject([
        { folder: at('one'), name: 'one', isOpen: true, isShown: false, running: 1, pending: 1, version: '0.3.61' },
        { folder: at('two'), name: 'two', isOpen: true, isShown: true, running: 0, pending: 0 },
      ]),
    );
    expect(workspace.overview()).toMatchObject([
      { name: 'one', queue: { running: [{ task: { ui_id: 'a' } }] }, isComfyRunning: false },
      { name: 'two', isShown: true },
    ]);
  });

  it('close one by one: the one shown before is shown again, and the last door stays', async () => {
    const { workspace, events, portNow } = await begin();
    const first = portNow();
    await workspace.open(at('one'));
    await workspace.open(at('two'));
    const second = portNow();
    await workspace.close();
    expect([workspace.installation()?.rootDir, coreOf('two').isClosed]).toEqual([at('one'), true]);
    await expect(ask(second)).rejects.toThrow('fetch failed');
    expect(store.read().lastFolder).toBe(at('one'));
    await workspace.close(at('one'));
    expect([workspace.installation(), portNow(), await ask(first)]).toEqual([null, first, 409]);
    expect(shownIn(events).at(-1)).toBeUndefined();
    expect(await workspace.list()).toMatchObject([
      { folder: at('one'), isOpen: false, comfy: null, apiPort: null, isMissing: false },
      { folder: at('two'), isOpen: false },
    ]);
    await rm(at('two'), { recursive: true });
    expect((await workspace.list())[1]).toMatchObject({ isMissing: true });
  });

  it('stay as they are when a folder is refused or cannot be opened', async () => {
    const { workspace, portNow } = await begin();
    await workspace.open(at('one'));
    const port = portNow();
    await expect(workspace.open(at('none'))).rejects.toMatchObject({
      code: 'installation-missing',
      remedy: 'Choose one.',
    });
    await expect(workspace.open(at('three'))).rejects.toThrow('cannot be opened');
    expect([workspace.installation()?.rootDir, portNow(), await ask(port)]).toEqual([at('one'), port, 200]);
    expect(store.read()).toMatchObject({ lastFolder: at('one'), folders: [{ folder: at('one') }] });
  });

  it('do not take a person away who has looked elsewhere meanwhile', async () => {
    const { workspace } = await begin();
    await workspace.open(at('one'));
    const opening = workspace.open(at('two'));
    await workspace.open(at('one'));
    await opening;
    expect(workspace.installation()?.rootDir).toBe(at('one'));
    expect(workspace.overview().map(({ name }) => name)).toEqual(['one', 'two']);
  });
});

describe('ports', () => {
  it('of doors are the same in the next run, whichever is opened first', async () => {
    const before = await begin({ port: -1 });
    await before.workspace.open(at('one'));
    const one = before.portNow();
    await before.workspace.open(at('two'));
    const two = before.portNow();
    await before.workspace.closeAll();
    await before.workspace.closeDoors();
    expect(store.read().lastFolder).toBe(at('two'));

    const { workspace, portNow } = await begin({ port: -1, folder: at('two') });
    expect(portNow()).toBe(two);
    await workspace.open(at('two'));
    expect(portNow()).toBe(two);
    await workspace.open(at('one'));
    expect(portNow()).toBe(one);
  });

  it('that were asked for count for the first folder of the run, and are not remembered', async () => {
    const { workspace, portNow } = await begin({ port: 0 });
    const requested = portNow();
    store.update((state) => ({ ...state, ...readStoredState({ folders: [{ folder: at('one'), apiPort: 48_300 }] }) }));
    await workspace.open(at('one'));
    expect(portNow()).toBe(requested);
    expect(store.read().folders).toMatchObject([{ folder: at('one'), apiPort: 48_300 }]);
  });

  it('of ComfyUI are the one of the setting for the first, and private for those beside it', async () => {
    const { workspace } = await begin({ overrides: { 'comfyui.port': '48999' } });
    await workspace.open(at('one'));
    await workspace.open(at('two'));
    expect(coreOf('one').settings['comfyui.port']).toBe(48_999);
    expect(coreOf('two').settings['comfyui.port']).toBe(0);
  });
});

describe('the demo', () => {
  it('ends when a folder of the person is opened, behind the same door, and is not remembered', async () => {
    const { workspace, events, portNow } = await begin();
    const port = portNow();
    await workspace.openDemo();
    expect([workspace.installation()?.rootDir, store.read().lastFolder]).toEqual([at('demo'), null]);
    expect(await workspace.list()).toMatchObject([{ folder: at('demo'), isDemo: true, isShown: true }]);
    await workspace.open(at('one'));
    expect([coreOf('demo').isClosed, portNow()]).toEqual([true, port]);
    // Not a moment without any: the window would show its first screen.
    expect(shownIn(events)).toEqual([at('demo'), at('one')]);
    expect((await workspace.list()).map(({ folder }) => folder)).toEqual([at('one')]);
  });

  it('is over, and said to be, when the folder that was chosen cannot be opened', async () => {
    const { workspace, events, portNow } = await begin();
    await workspace.openDemo();
    await expect(workspace.open(at('three'))).rejects.toThrow('cannot be opened');
    expect(shownIn(events)).toEqual([at('demo'), undefined]);
    expect([workspace.installation(), await ask(portNow())]).toEqual([null, 409]);
  });

  it('is refused beside another folder, which stays open', async () => {
    const { workspace } = await begin();
    await workspace.open(at('one'));
    await expect(workspace.openDemo()).rejects.toMatchObject({
      code: 'demo-failed',
      remedy: 'Close the open folders first.',
    });
    expect(workspace.overview().map(({ name }) => name)).toEqual(['one']);
  });
});
