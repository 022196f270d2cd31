import { chmod, copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from 'playwright/test';
import { freePort } from '../comfy-calls';
import { createWorld, type World } from '../world/world';
import { argumentsFor } from './packaged-app';
import { createPerson, giveTo, type Person } from './person';
import { openFeed, type Feed } from './update-feed';
import { builtVersion } from './update-versions';
import { startUpdating, type Scene, type UpdatingApp } from './updating-app';

/** An AppImage as a person has it: in a folder of theirs, under a name of theirs. */
export interface AppImageScene extends Scene {
  /** A folder of this scene alone. */
  folder: string;
  person: Person;
  profile: string;
  /** Where the AppImage lies. */
  apps: string;
  program: string;
}

interface Fixtures {
  /** A server of releases, of this test alone. */
  feed: Feed;
  /** Settings of an app that asks the feed when it is told to. */
  settings: Record<string, string>;
  /** Lays out the AppImage of a version, with a person and a profile of its own. */
  layOut: (version: string, settings?: Record<string, string>) => Promise<AppImageScene>;
  /** Starts an app, which is ended with the test. */
  start: (scene: Scene) => Promise<UpdatingApp>;
}

/** The name that the person has given to the AppImage. */
export const appImageName = 'ComfyUI Manager.AppImage';

async function layOutAppImage(folder: string, version: string) {
  await chmod(folder, 0o755);
  const person = await createPerson(join(folder, 'home'));
  const [profile, apps] = [join(folder, 'my profile'), join(folder, 'my apps')];
  for (const path of [profile, apps]) await mkdir(path);
  const program = join(apps, appImageName);
  await copyFile(builtVersion(version).appImage, program);
  await chmod(program, 0o755);
  await giveTo(person, folder);
  return { folder, person, profile, apps, program };
}

/** Arguments of an app that is found again at a port, with a profile that is named. */
export function updatingArguments(
  world: World,
  { settings, profile, port }: { settings: Record<string, string>; profile: string; port: number },
): string[] {
  const own = argumentsFor({ comfyui: world.comfyui, settings: { ...world.settings, ...settings } });
  return [
    `--user-data-dir=${profile}`,
    ...own.map((word) => (word === '--port=0' ? `--port=${port}` : word)),
    '--hidden',
  ];
}

/** What the specs of updates are made of. The world is there once: each test counts what it finds in it. */
export const test = base.extend<Fixtures, { world: World }>({
  world: [
    // Playwright reads the names of wanted fixtures here, and none is wanted.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const world = await createWorld({ pythonTool: 'pip', packs: 'demo', name: 'updates' });
      await use(world);
      await world.stop();
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  // eslint-disable-next-line no-empty-pattern
  feed: async ({}, use) => {
    const feed = await openFeed();
    await use(feed);
    await feed.close();
  },
  settings: async ({ feed }, use) => {
    await use({
      ...{ 'updates.feed': feed.url, 'updates.check': 'false', 'updates.download': 'false' },
      'downloads.stallSeconds': '33',
    });
  },
  layOut: async ({ world, settings }, use) => {
    const folders: string[] = [];
    await use(async (version, more = {}) => {
      const folder = await mkdtemp(join(tmpdir(), 'updates-'));
      folders.push(folder);
      const laid = await layOutAppImage(folder, version);
      await giveTo(laid.person, world.root);
      const port = await freePort();
      const args = updatingArguments(world, { settings: { ...settings, ...more }, profile: laid.profile, port });
      return { ...laid, port, args, command: [laid.program], comfyui: world.comfyui.path };
    });
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  },
  // eslint-disable-next-line no-empty-pattern
  start: async ({}, use) => {
    const apps: UpdatingApp[] = [];
    await use(async (scene) => {
      const app = await startUpdating(scene);
      apps.push(app);
      return app;
    });
    for (const app of apps) await app.end();
  },
});

export { expect } from 'playwright/test';
