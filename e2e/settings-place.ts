import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { writeConfig } from './api';
import { expect, test as base } from './app';
import { launchApp, type LaunchedApp } from './launch';
import type { World } from './world/world';

/** A profile whose hosts are stored, as a person stores them, instead of given on the command line. */
export const test = base.extend<{ profile: string }>({
  profile: async ({ world }, use) => {
    const profile = await mkdtemp(join(tmpdir(), 'cmd-settings-'));
    await writeFile(join(profile, 'state.json'), JSON.stringify({ version: 1, overrides: world.settings }));
    await writeConfig(world, ['security_level = normal']);
    await use(profile);
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  },
  launched: async ({ world, profile }, use) => {
    const launched = await start(world, profile);
    await use(launched);
    await launched.close();
  },
});

/** Starts the app on that profile, with nothing on its command line but what every spec needs. */
export function start(world: World, profile: string): Promise<LaunchedApp> {
  return launchApp({ world: { ...world, settings: {} }, userDataDir: profile });
}

/** The row of a setting. */
export const setting = (page: Page, id: string) => page.locator(`[data-setting="${id}"]`);
/** Its field, for those that are typed. */
export const field = (page: Page, id: string) => setting(page, id).getByRole('textbox');
/** What was said of a value that was refused. */
export const alert = (page: Page, id: string) => setting(page, id).getByRole('alert');

/** Goes to a section. */
export async function openSection(page: Page, section: string): Promise<void> {
  await page.getByTestId('place-settings').click();
  await page.getByTestId(`section-${section}`).click();
  await expect(page.getByRole('heading', { level: 2 })).toBeVisible();
}

/** Types a value and keeps it. */
export async function fill(page: Page, id: string, text: string): Promise<void> {
  await field(page, id).fill(text);
  await field(page, id).press('Enter');
}

/** Chooses a value from a menu. */
export async function choose(page: Page, id: string, label: string): Promise<void> {
  await setting(page, id).getByRole('button').last().click();
  await page.getByRole('menuitemradio', { name: label, exact: true }).click();
}

/** The settings in the profile's document. */
export const readStored = async (profile: string): Promise<unknown> =>
  (JSON.parse(await readFile(join(profile, 'state.json'), 'utf8')) as { overrides: unknown }).overrides;

/** A registry with one pack of its own, which notes what it was asked with. */
export async function startMirror() {
  const asked: IncomingHttpHeaders[] = [];
  const node = { id: 'mirrored-pack', name: 'Mirrored pack', description: 'Only here', author: 'm', publisher: {} };
  const nodes = [{ ...node, repository: 'https://github.com/m/mirrored-pack', status: 'NodeStatusActive' }];
  const server = createServer((request, response) => {
    asked.push(request.headers);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ total: 1, page: 1, limit: 100, totalPages: 1, nodes }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const stop = () => new Promise((done) => server.close(done));
  return { asked, stop, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
