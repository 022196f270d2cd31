import type { Locator, Page } from 'playwright';

/** The row of a pack in the list, by its key. */
export function packRow(page: Page, key: string): Locator {
  return page.locator(`[data-testid="pack-row"][data-key="${key}"]`);
}
