import type { Page } from 'playwright';
import { expect } from 'playwright/test';

/** Opens the palette, and waits until it takes what is typed: it is loaded once the start of the window is over. */
export async function openPalette(
  page: Page,
  press: (key: string) => Promise<void> = (key) => page.keyboard.press(key),
): Promise<void> {
  await press('Control+k');
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
}

/** Chooses a command of the palette by the keyboard. */
export async function chooseInPalette(page: Page, command: string): Promise<void> {
  await openPalette(page);
  await page.keyboard.type(command);
  await expect(page.getByRole('option', { name: command, selected: true })).toBeVisible();
  await page.keyboard.press('Enter');
}
