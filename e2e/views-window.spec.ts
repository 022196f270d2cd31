import type { Page } from 'playwright';
import { expect, test } from './app';
import { judge, judgeEverywhere } from './judge';
import { clearPacks } from './pack-folder';
import { packRow } from './pack-row';

test.use({ worldOptions: { name: 'views', pythonTool: 'uv' }, appFor: 'file' });

test.beforeEach(({ world }) => clearPacks(world));

const rows = (page: Page) => page.getByTestId('pack-row');
const sortMenu = (page: Page) => page.getByRole('button', { name: /^Sort by/ });

async function openPacks(page: Page): Promise<void> {
  await page.getByTestId('place-packs').click();
  await rows(page).first().waitFor();
}

test('relevance is an order of searches alone, and every order goes both ways', async ({ page }) => {
  await openPacks(page);
  await sortMenu(page).click();
  await expect(page.getByRole('menuitemradio', { name: 'Stars' })).toBeChecked();
  await expect(page.getByRole('menuitemradio', { name: 'Relevance' })).toHaveCount(0);
  await page.getByRole('menuitemradio', { name: 'Name' }).click();
  await expect(sortMenu(page)).toHaveAccessibleName('Sort by Name');
  const first = await rows(page).first().getAttribute('data-key');
  await sortMenu(page).click();
  await judge(page, 'packs, sort menu');
  await page.getByRole('menuitem', { name: 'Reverse the order' }).click();
  await expect(sortMenu(page)).toHaveAccessibleName('Sort by Name, reversed');
  await expect(rows(page).first()).not.toHaveAttribute('data-key', first ?? '');
  await page.reload();
  await expect(sortMenu(page)).toHaveAccessibleName('Sort by Name, reversed');
  await page.getByTestId('pack-search').fill('latents');
  await sortMenu(page).click();
  await expect(page.getByRole('menuitemradio', { name: 'Relevance' })).toBeVisible();
  await page.keyboard.press('Escape');
});

test('favourites are marked by a key, found by a chip and a token, and stay', async ({ app, page }) => {
  await openPacks(page);
  await expect(page.getByRole('button', { name: /^Favourites/ })).toHaveCount(0);
  await page.getByTestId('pack-search').fill('tidy');
  // The first rows of a start are not searched.
  await expect(rows(page).first()).toHaveAttribute('data-key', 'tidy-latents');
  await page.keyboard.press('ArrowDown');
  await page.getByRole('grid').focus();
  await page.keyboard.press('f');
  await expect(packRow(page, 'tidy-latents').getByTestId('pack-favourite')).toBeVisible();
  await page.getByTestId('pack-search').fill('@favourite');
  await expect(rows(page)).toHaveCount(1);
  await page.getByTestId('pack-search').fill('');
  await page.getByRole('button', { name: /^Favourites/ }).click();
  await expect(rows(page)).toHaveCount(1);
  await judgeEverywhere(app, page, 'packs, favourites');
  await page.reload();
  await expect(rows(page)).toHaveCount(1);
  await packRow(page, 'tidy-latents').click({ position: { x: 120, y: 20 } });
  await page.getByTestId('details-favourite').click();
  await expect(rows(page)).toHaveCount(0);
});

test('what was meant for a row does not go over to the one that comes to its place', async ({ page }) => {
  const list = page.getByRole('grid', { name: 'Packs' });
  const search = page.getByTestId('pack-search');
  /** Without a key or a click, as by a link or another window: the pointer stays where it is. */
  const searchFor = (text: string) => page.evaluate((query) => (location.hash = `#/packs?q=${query}`), text);
  await page.getByTestId('place-packs').click();
  await search.fill('tidy');
  const place = rows(page).first();
  await expect(place).toHaveAttribute('data-key', 'tidy-latents');
  const button = await place.getByTestId('pack-primary').evaluateHandle((element: HTMLElement) => {
    element.addEventListener('click', () => (element.dataset['clicked'] = ''));
    return element;
  });
  await place.getByTestId('pack-primary').hover();
  await page.mouse.down();
  await searchFor('upscaler');
  await expect(place).toHaveAttribute('data-key', 'Demo-Upscaler');
  // Else nothing would be shown: the click would go to nobody anyway.
  expect(await button.evaluate((element) => element.isConnected)).toBe(true);
  await page.mouse.up();
  expect(await button.evaluate((element) => 'clicked' in element.dataset)).toBe(false);
  await list.press('Home');
  await page.keyboard.press('Tab');
  await expect(place.getByRole('checkbox')).toBeFocused();
  await searchFor('tidy');
  await expect(place).toHaveAttribute('data-key', 'tidy-latents');
  await expect(list).toBeFocused();
  await search.fill('');
});
