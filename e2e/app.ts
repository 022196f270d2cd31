import { test as base, type ElectronApplication, type Page } from 'playwright/test';
import { keepApp, type KeptApp } from './kept-app';
import { launchApp, type LaunchedApp } from './launch';
import { givenComfyUi } from './world/real-comfyui';
import { createWorld, type World, type WorldOptions } from './world/world';

export interface WorkerFixtures {
  /** Worlds are built once per set of options; give a spec a name of its own to get a world of its own. */
  worldOptions: WorldOptions;
  /** Settings of the app for all tests of a spec, on top of the world's hosts. */
  appSettings: Record<string, string>;
  world: World;
  /** One app for all tests of a spec that only talk to its API. */
  shared: LaunchedApp;
  /** `test`: an app for each test. `file`: one for all of a spec; each finds it as a start leaves it, but for its profile (`keepApp`). */
  appFor: 'test' | 'file';
  kept: KeptApp;
}

export interface TestFixtures {
  launched: LaunchedApp;
  app: ElectronApplication;
  page: Page;
  api: string;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  worldOptions: [{ pythonTool: 'uv' }, { scope: 'worker', option: true }],
  world: [
    async ({ worldOptions }, use) => {
      const world = await createWorld({ real: await givenComfyUi(), ...worldOptions });
      await use(world);
      await world.stop();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  appSettings: [{}, { scope: 'worker', option: true }],
  shared: [
    async ({ world, appSettings }, use) => {
      const launched = await launchApp({ world, settings: appSettings });
      await use(launched);
      await launched.close();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  appFor: ['test', { scope: 'worker', option: true }],
  kept: [
    async ({ world, appSettings }, use) => {
      const kept = keepApp({ world, settings: appSettings });
      await use(kept);
      await kept.close();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  launched: async ({ world, appSettings, appFor, kept }, use) => {
    const launched = appFor === 'file' ? await kept.begin() : await launchApp({ world, settings: appSettings });
    await use(launched);
    await (appFor === 'file' ? kept.end() : launched.close());
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
