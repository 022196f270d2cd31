import type { Page } from 'playwright';
import { expect } from 'playwright/test';

/** Chooses a command of the palette by the keyboard, as soon as the palette is there to hear what is typed. */
export async function chooseInPalette(page: Page, command: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type(command);
  await expect(page.getByRole('option', { name: command, selected: true })).toBeVisible();
  await page.keyboard.press('Enter');
}
