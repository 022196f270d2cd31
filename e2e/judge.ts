import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { ElectronApplication, Page } from 'playwright';
import { expect, test } from 'playwright/test';
import { inMain } from './in-main';

/** The smallest window there is, and a usual one, in pixels. */
export const windowSizes = [
  [880, 600],
  [1440, 900],
] as const;

export const colorSchemes = ['light', 'dark'] as const;

/** Gives the window's content a size, in pixels. */
export async function resize(app: ElectronApplication, [width, height]: readonly [number, number]): Promise<void> {
  const set = () =>
    app.evaluate(
      ({ BrowserWindow }, [w, h]) => {
        BrowserWindow.getAllWindows()[0]?.setContentSize(w, h);
      },
      [width, height] as const,
    );
  await inMain(set);
}

/**
 * Holds what is shown against the rules of every screen: nothing scrolls sideways, nothing serious for assistive technology. Its picture
 * is attached to the test; with `PICTURES_DIR` set it is written into that folder as well.
 */
export async function judge(page: Page, name: string): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
  // Electron has no second window to open for a new context, which axe's default mode wants.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`),
    name,
  ).toEqual([]);
  await test.info().attach(name, { body: await takePicture(page, name), contentType: 'image/png' });
}

async function takePicture(page: Page, name: string): Promise<Buffer> {
  const folder = process.env['PICTURES_DIR'];
  if (folder === undefined) return page.screenshot();
  await mkdir(folder, { recursive: true });
  return page.screenshot({ path: join(folder, `${name.replace(/[^a-z0-9]+/giu, '-')}.png`) });
}

/** Judges the same screen in both themes at each size. `name` says which screen and state. */
export async function judgeEverywhere(app: ElectronApplication, page: Page, name: string): Promise<void> {
  for (const colorScheme of colorSchemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const size of windowSizes) {
      await resize(app, size);
      await judge(page, `${name}, ${colorScheme} ${size.join(' x ')}`);
    }
  }
}
