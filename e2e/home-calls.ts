import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { expect } from 'playwright/test';
import { writeConfig } from './api';
import { clearModels } from './model-tasks';
import type { World } from './world/world';

export async function openHome(page: Page): Promise<void> {
  await page.getByTestId('place-home').click();
  await expect(page.getByTestId('home-comfy')).toBeVisible();
}

/** What Home says of one kind of thing that needs attention. */
export function attention(page: Page, kind: string): Locator {
  return page.locator(`[data-testid="attention"][data-kind="${kind}"]`);
}

/** The line of one part of the disk. */
export function diskPart(page: Page, name: string): Locator {
  return page.locator(`[data-testid="disk-part"][data-part="${name}"]`);
}

/** A path below the folder of this app in the installation. */
export function ourDir(world: World, ...names: string[]): string {
  return join(world.comfyui.userDir, '__manager', 'desktop', ...names);
}

/** Counts what a newcomer clicks. */
export function createClicks(): { click: (target: Locator) => Promise<void>; count: () => number } {
  let clicks = 0;
  return {
    click: async (target) => {
      await target.click();
      clicks += 1;
    },
    count: () => clicks,
  };
}

/** A machine as no spec before has left it: no packs, no models, no records. To be called before the app starts. */
export async function clearHome(world: World): Promise<void> {
  const { customNodesDir, userDir } = world.comfyui;
  await clearModels(world);
  await writeConfig(world, ['security_level = normal-']);
  await rm(customNodesDir, { recursive: true, force: true });
  await mkdir(customNodesDir);
  await rm(join(userDir, '__manager', 'batch_history'), { recursive: true, force: true });
  for (const name of ['history.jsonl', 'queue.jsonl']) await rm(ourDir(world, name), { force: true });
}
