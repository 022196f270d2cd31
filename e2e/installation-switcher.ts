import type { Locator, Page } from 'playwright';
import { expect } from 'playwright/test';

/** The button that names the installation that is shown, and opens the list of all. */
export function switcher(page: Page): Locator {
  return page.getByTestId('installation-switcher');
}

/** The line of a folder in that list. */
export function lineOf(page: Page, folder: string): Locator {
  return page.getByTestId('installation-line').filter({ has: page.locator(`[title="${folder}"]`) });
}

/** The menu names the port of the installation that is shown. */
export async function expectPort(page: Page, port: number): Promise<void> {
  await switcher(page).click();
  await expect(page.getByRole('menuitem', { name: `Copy the address of the API (port ${port})` })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('installation-line')).toHaveCount(0);
}

/** Shows another installation by its line. */
export async function show(page: Page, folder: string): Promise<void> {
  // A list that is still closing takes the click for its own end.
  await expect(page.getByTestId('installation-line')).toHaveCount(0);
  await switcher(page).click();
  await lineOf(page, folder).click();
  await expect(switcher(page)).toHaveAttribute('title', folder);
}
