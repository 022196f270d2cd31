import { expect } from 'playwright/test';
import type { Page } from 'playwright';

/** Help -> Update ComfyUI. The web UI asks for the update, the start of the queue and a restart; see `TabTraffic.managerCalls`. */
export async function updateComfyUi(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Help Center' }).click();
  const entry = page
    .getByRole('menuitem', { name: 'Update ComfyUI' })
    .or(page.getByText('Update ComfyUI', { exact: true }));
  await expect(entry.first()).toBeVisible();
  await entry.first().click();
}
