import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { writeConfig } from './api';
import { expect, test as base } from './app';
import { answerDialogs } from './dialogs';
import { keepApp } from './file-app';
import { launchApp, type LaunchedApp } from './launch';
import { callByWindow } from './window-door';
import type { World } from './world/world';

interface Profiles {
  /** The profile of the app that `page` is of. */
  profile: string;
  /** A fresh one, for a test that starts an app by itself. */
  ownProfile: string;
}

/** Apps on profiles whose hosts are stored, as a person stores them, instead of given on the command line. */
export const test = base.extend<Profiles & { fileProfile: string }>({
  fileProfile: async ({ ofFile, world }, use) => {
    await use(await ofFile.have('profile', { request: {}, make: () => makeProfile(world), end: removeProfile }));
  },
  fileApp: async ({ ofFile, world, fileProfile }, use) => {
    const plain = { ...world, settings: {} };
    const make = () => Promise.resolve(keepApp({ world: plain, userDataDir: fileProfile }));
    await use(await ofFile.have('kept app', { request: {}, make, end: (app) => app.close() }));
  },
  profile: async ({ appFor, fileProfile, ownProfile }, use) => {
    await use(appFor === 'file' ? fileProfile : ownProfile);
  },
  ownProfile: async ({ world }, use) => {
    await giveConfig(world);
    const profile = await makeProfile(world);
    await use(profile);
    await removeProfile(profile);
  },
  launched: async ({ world, profile, appFor, fileApp }, use) => {
    if (appFor === 'file') {
      const launched = await fileApp.begin();
      await answerDialogs(launched.app, 'Allow');
      await use(launched);
      await putBack(launched.page, world, profile);
      await fileApp.end();
    } else {
      const launched = await start(world, profile);
      await use(launched);
      await launched.close();
    }
  },
});

/** The level that each test begins with, while no app has the folder open. */
const giveConfig = (world: World): Promise<void> => writeConfig(world, ['security_level = normal']);

async function makeProfile(world: World): Promise<string> {
  const profile = await mkdtemp(join(tmpdir(), 'cmd-settings-'));
  await writeFile(join(profile, 'state.json'), JSON.stringify({ version: 1, overrides: world.settings }));
  return profile;
}

const removeProfile = (profile: string): Promise<void> => rm(profile, { recursive: true, force: true, maxRetries: 5 });

/** Gives a kept app the settings and the language that it began with, which the test before may have changed. */
async function putBack(page: Page, world: World, profile: string): Promise<void> {
  const stored = await readStored(profile);
  for (const name of new Set([...Object.keys(stored), ...Object.keys(world.settings)])) {
    const value = world.settings[name];
    if (stored[name] === value) continue;
    await callByWindow(page, 'settings.change', { name, value: value ?? null });
  }
  await callByWindow(page, 'preferences.set', { language: 'system' });
  expect(await readStored(profile)).toEqual(world.settings);
}

/** Starts the app on that profile, with nothing on its command line but what every spec needs. The person allows what is asked outside of the page. */
export async function start(world: World, profile: string): Promise<LaunchedApp> {
  const launched = await launchApp({ world: { ...world, settings: {} }, userDataDir: profile });
  await answerDialogs(launched.app, 'Allow');
  return launched;
}

/** The row of a setting. */
export const setting = (page: Page, id: string) => page.locator(`[data-setting="${id}"]`);
/** Its field, for those that are typed. */
export const field = (page: Page, id: string) => setting(page, id).getByRole('textbox');
/** What was said of a value that was refused. */
export const alert = (page: Page, id: string) => setting(page, id).getByRole('alert');

/** Goes to a section, and opens what is folded in it. */
export async function openSection(page: Page, section: string): Promise<void> {
  await page.getByTestId('place-settings').click();
  await page.getByTestId(`section-${section}`).click();
  // The section before has a heading as well.
  await expect(page.getByTestId(`section-${section}`)).toHaveAttribute('aria-current', 'true');
  await expect(page.getByRole('heading', { level: 2 })).toBeVisible();
  await page.getByTestId('setting').first().waitFor();
  const folded = page.locator('[data-testid="settings-fold"][data-state="closed"]');
  while ((await folded.count()) > 0) await folded.first().click();
}

/** Types a value and keeps it. */
export async function fill(page: Page, id: string, text: string): Promise<void> {
  await field(page, id).fill(text);
  await field(page, id).press('Enter');
}

/** Chooses a value: one of those that are in sight, or one from the menu. */
export async function choose(page: Page, id: string, label: string): Promise<void> {
  await expect(setting(page, id)).toBeVisible();
  const inSight = setting(page, id).getByRole('radio', { name: label, exact: true });
  if ((await inSight.count()) > 0) return inSight.click();
  await setting(page, id).getByRole('button').last().click();
  await page.getByRole('menuitemradio', { name: label, exact: true }).click();
}

/** The settings in the profile's document. */
export const readStored = async (profile: string): Promise<Record<string, string>> =>
  (JSON.parse(await readFile(join(profile, 'state.json'), 'utf8')) as { overrides: Record<string, string> }).overrides;

/** A registry with one pack of its own, which notes what it was asked with. */
export async function startMirror() {
  const seenHeaders: IncomingHttpHeaders[] = [];
  const node = { id: 'mirrored-pack', name: 'Mirrored pack', description: 'Only here', author: 'm', publisher: {} };
  const nodes = [{ ...node, repository: 'https://github.com/m/mirrored-pack', status: 'NodeStatusActive' }];
  const server = createServer((request, response) => {
    seenHeaders.push(request.headers);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ total: 1, page: 1, limit: 100, totalPages: 1, nodes }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const stop = () => new Promise((done) => server.close(done));
  return { seenHeaders, stop, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
