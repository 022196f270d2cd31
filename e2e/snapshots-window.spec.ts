import type { Page } from 'playwright';
import { expect, test } from './app';
import { installParams, readInstalled, runTask } from './api';
import { readNames } from './snapshot-calls';
import { needsStandIn } from './stand-in';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'snapshots-window', pythonTool: 'uv' } });

const rows = (page: Page) => page.getByTestId('snapshot-row');
const details = (page: Page) => page.getByTestId('snapshot-details');

async function openPlace(page: Page): Promise<void> {
  await page.getByTestId('place-snapshots').click();
  await expect(page.getByRole('heading', { level: 1, name: 'Snapshots' })).toBeVisible();
}

async function save(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Save snapshot' }).first().click();
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(details(page)).toContainText(name);
}

test('a snapshot is saved, compared with now, restored change by change, and removed', async ({ page, api }) => {
  await openPlace(page);
  await expect(page.getByText('No snapshots yet')).toBeVisible();
  await save(page, 'empty bench');
  await expect(details(page)).toContainText('No difference');

  await runTask(api, { kind: 'install', params: installParams('Demo-Upscaler') });
  // The app took one of its own before the change, and the open comparison has become true again by itself.
  await expect(rows(page)).toHaveCount(2);
  await expect(rows(page).filter({ hasText: 'Automatic' })).toHaveCount(1);
  const change = details(page).getByTestId('snapshot-change').filter({ hasText: 'Demo-Upscaler' });
  await expect(change).toHaveAttribute('data-action', 'disable');

  await details(page).getByRole('button', { name: 'Restore' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await expect(dialog).toContainText('Demo-Upscaler');
  await dialog.getByRole('button', { name: 'Restore' }).click();
  // Activity tells how it ended.
  const task = page.locator('[data-testid="task-row"][data-status="done"]').filter({ hasText: 'Restore the snapshot' });
  await expect(task).toBeVisible();
  expect(Object.values(await readInstalled(api)).map(({ enabled }) => enabled)).toEqual([false]);

  await openPlace(page);
  await rows(page).filter({ hasText: 'empty bench' }).click();
  await details(page).getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await expect(rows(page).filter({ hasText: 'empty bench' })).toHaveCount(0);
  expect((await readNames(api)).some((name) => name.endsWith('empty bench'))).toBe(false);
});

test('two snapshots are compared with each other, and a reload stays where it was', async ({ page, api }) => {
  await openPlace(page);
  await save(page, 'before');
  await runTask(api, { kind: 'install', params: installParams('tidy-latents') });
  await save(page, 'after');
  await page.getByTestId('snapshot-compare').click();
  await page.getByRole('menuitemradio', { name: 'before' }).click();
  const change = details(page).getByTestId('snapshot-change').filter({ hasText: 'tidy-latents' });
  await expect(change).toHaveAttribute('data-action', 'install');
  await page.reload();
  await expect(change).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(details(page)).toHaveCount(0);
});

test('a name that no file can have is refused in place', async ({ page }) => {
  await openPlace(page);
  await page.getByRole('button', { name: 'Save snapshot' }).first().click();
  await page.getByLabel('Name').fill('../outside');
  await expect(page.getByText(/A name has no/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled();
});
