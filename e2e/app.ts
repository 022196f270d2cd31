import { test as base, type ElectronApplication, type Page } from 'playwright/test';
import { FileParts } from './file-parts';
import { keepApp, type FileApp } from './file-app';
import type { LaunchedApp } from './launch';
import { launchHost, type LaunchedHost } from './launch-host';
import { launchWindow } from './launch-remote';
import { launchServed, type Served } from './launch-served';
import { leftOutOnRemote } from './on-remote';
import { givenComfyUi } from './world/real-comfyui';
import { createWorld, type World, type WorldOptions } from './world/world';

export interface WorkerFixtures {
  parts: FileParts;
}

export interface TestFixtures {
  /** One world for all tests of a file. */
  worldOptions: WorldOptions;
  /** Settings of the app for all tests of a file, on top of the world's hosts. */
  appSettings: Record<string, string>;
  /** `test`: an app for each test. `file`: one for all of a file; each test finds it as a start leaves it, but for its profile (`keepApp`). */
  appFor: 'test' | 'file';
  /** `none`: the app is started without a folder, at onboarding. */
  appFolder: 'world' | 'none';
  /** Ends what the tests of another file shared. */
  ofFile: FileParts;
  world: World;
  /** One app for all tests of a file that leave its window as they found it. */
  shared: LaunchedApp;
  /** What the app has behind its window, without Electron, for all tests of a file that only talk to the API. */
  host: LaunchedHost;
  /** The app for all tests of a file that only talk to its API, or `cmdesk serve` in its place (`ON_SERVE=1`). */
  served: Served;
  fileApp: FileApp;
  launched: LaunchedApp;
  app: ElectronApplication;
  page: Page;
  api: string;
}

/** Building a world and starting an app, apart from the time of the test that is the first to want them. */
const slow = { timeout: 180_000 };

const folderOf = (appFolder: TestFixtures['appFolder']) => (appFolder === 'none' ? { comfyuiFolder: null } : {});

export const test = base.extend<TestFixtures, WorkerFixtures>({
  worldOptions: [{ pythonTool: 'uv' }, { option: true }],
  appSettings: [{}, { option: true }],
  appFor: ['test', { option: true }],
  appFolder: ['world', { option: true }],
  parts: [
    // Playwright reads the names of wanted fixtures here, and none is wanted.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const parts = new FileParts();
      await use(parts);
      await parts.close();
    },
    { scope: 'worker', ...slow },
  ],
  ofFile: [
    async ({ parts }, use, info) => {
      info.skip(...leftOutOnRemote(info));
      await parts.enter(info.file);
      await use(parts);
    },
    { auto: true, ...slow },
  ],
  world: [
    async ({ ofFile, worldOptions }, use) => {
      const real = await givenComfyUi();
      const make = () => createWorld({ real, ...worldOptions });
      await use(await ofFile.have('world', { request: worldOptions, make, end: (world) => world.stop() }));
    },
    slow,
  ],
  shared: [
    async ({ ofFile, world, appSettings }, use) => {
      const make = () => launchWindow({ world, settings: appSettings });
      await use(await ofFile.have('shared app', { request: appSettings, make, end: (app) => app.close() }));
    },
    slow,
  ],
  host: [
    async ({ ofFile, world, appSettings }, use) => {
      const make = () => launchHost({ world, settings: appSettings });
      await use(await ofFile.have('host', { request: appSettings, make, end: (host) => host.close() }));
    },
    slow,
  ],
  served: [
    async ({ ofFile, world, appSettings }, use) => {
      const make = () => launchServed({ world, settings: appSettings });
      await use(await ofFile.have('served', { request: appSettings, make, end: (served) => served.close() }));
    },
    slow,
  ],
  fileApp: [
    async ({ ofFile, world, appSettings, appFolder }, use) => {
      const make = () => Promise.resolve(keepApp({ world, settings: appSettings, ...folderOf(appFolder) }));
      const request = { appSettings, appFolder };
      await use(await ofFile.have('kept app', { request, make, end: (app) => app.close() }));
    },
    slow,
  ],
  launched: async ({ world, appSettings, appFor, appFolder, fileApp }, use) => {
    const start = () => launchWindow({ world, settings: appSettings, ...folderOf(appFolder) });
    const launched = await (appFor === 'file' ? fileApp.begin() : start());
    await use(launched);
    await (appFor === 'file' ? fileApp.end() : launched.close());
  },
  app: async ({ launched }, use) => {
    await use(launched.app);
  },
  page: async ({ launched }, use) => {
    await use(launched.page);
  },
  api: async ({ launched }, use) => {
    await use(launched.api);
  },
});

export { expect } from 'playwright/test';
