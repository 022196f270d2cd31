import { readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication, Locator, Page } from 'playwright';
import { expect } from 'playwright/test';
import { judgeWhereRoomLacks } from './judge';
import { delayAnswers, letAllGo } from './slow-answers';
import type { World } from './world/world';

/** A place, or a tab of one, as its link opens it. */
const screens = {
  home: 'home',
  packs: 'packs',
  models: 'models',
  snapshots: 'snapshots',
  comfyui: 'comfyui',
  'comfyui log': 'comfyui?tab=log',
  'comfyui arguments': 'comfyui?tab=arguments',
  'comfyui versions': 'comfyui?tab=versions',
  'comfyui environment': 'comfyui?tab=environment',
  activity: 'activity',
  settings: 'settings',
} as const;

export type Screen = keyof typeof screens;

/** The app that is looked at. */
export interface Given {
  app: ElectronApplication;
  page: Page;
}

/** Begins the window anew at a place, so that nothing it asked before is kept. */
export async function open({ page }: Given, screen: Screen): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, `#/${screens[screen]}`);
  await page.reload();
}

/** Nothing is hovered while the screen is judged. */
export async function judgeState({ app, page }: Given, screen: Screen, state: string): Promise<void> {
  await page.mouse.move(0, 0);
  await judgeWhereRoomLacks(app, page, `${screen} ${state}`);
}

/**
 * What each place waits for before it can show anything. The core answers these from memory in milliseconds, so their answers are delayed
 * in main; packs, models and the arguments wait for a host of the world, or for Python, that really are slow.
 */
const delayedAnswers = {
  home: 'comfyui.status',
  snapshots: 'snapshots.list',
  comfyui: 'comfyui.status',
  'comfyui log': 'comfyui.log',
  'comfyui versions': 'comfyui.releases',
  'comfyui environment': 'comfyui.environment',
  activity: 'queue.view',
  settings: 'settings.read',
} as const;

/** The places whose answers come from memory. */
export const screensOfMemory = Object.keys(delayedAnswers) as (keyof typeof delayedAnswers)[];

/** What stands in for rows, panels or lines that are on their way. */
export const skeleton = (page: Page): Locator => page.getByTestId('skeleton');

/** Opens a place whose answer does not come, and judges how it waits. */
export async function judgeLoading(given: Given, screen: Screen): Promise<void> {
  const name = screensOfMemory.find((known) => known === screen);
  if (name !== undefined) await delayAnswers(given.app, delayedAnswers[name]);
  await open(given, screen);
  await expect(skeleton(given.page)).toBeVisible();
  await judgeState(given, screen, 'loading');
  await letAllGo(given.app);
}

/** Python code that does not get on as long as a file is there. */
export const stallWhile = (file: string): string =>
  `import os, time\nwhile os.path.exists(${JSON.stringify(file)}):\n    time.sleep(0.05)\n`;

/** Replaces a file for as long as something is done. */
export async function withText(
  file: string,
  text: (before: string) => string,
  work: () => Promise<void>,
): Promise<void> {
  const before = await readFile(file, 'utf8');
  await writeFile(file, text(before));
  try {
    await work();
  } finally {
    await writeFile(file, before);
  }
}

/** Replaces a folder by a link to itself, which nobody can read, root either, for as long as something is done. */
export async function withoutFolder(folder: string, work: () => Promise<void>): Promise<void> {
  const movedFolder = `${folder} aside`;
  await rename(folder, movedFolder);
  await symlink(folder, folder);
  try {
    await work();
  } finally {
    await rm(folder);
    await rename(movedFolder, folder);
  }
}

/** What could not be read is mended: the way back is the button beside the words, unless the place, whose folder is watched, was faster. */
export async function tryAgain({ page }: Given, back: Locator): Promise<void> {
  const button = page.getByRole('alert').getByRole('button', { name: 'Try again' });
  await expect(button.or(back).first()).toBeVisible();
  if (!(await back.isVisible())) await button.click({ timeout: 5000 }).catch(() => undefined);
  await expect(back).toBeVisible();
}

/** A path below the folder that this app and the reference share. */
export function managerDir({ comfyui }: World, ...names: string[]): string {
  return join(comfyui.userDir, '__manager', ...names);
}
