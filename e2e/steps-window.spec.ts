import type { Page } from 'playwright';
import { expect, test } from './app';
import { inMain } from './in-main';
import { resize } from './judge';

test.use({ worldOptions: { name: 'steps', pythonTool: 'uv' }, appFor: 'file' });

const shown = (page: Page, place: string) =>
  expect(page.getByTestId(`place-${place}`)).toHaveAttribute('aria-current', 'page');
const topOf = (page: Page) => page.getByRole('grid').evaluate(({ scrollTop }) => scrollTop);

test('Back and Forward go through places and what was opened in them', async ({ app, page }) => {
  await page.getByTestId('place-home').click();
  await page.getByTestId('place-packs').click();
  await page
    .getByTestId('pack-row')
    .first()
    .click({ position: { x: 120, y: 20 } });
  await expect(page.getByTestId('pack-details')).toBeVisible();
  await page.getByTestId('place-models').click();
  await shown(page, 'models');
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(page.getByTestId('pack-details')).toBeVisible();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(page.getByTestId('pack-details')).toHaveCount(0);
  await shown(page, 'packs');
  await page.keyboard.press('Alt+ArrowLeft');
  await shown(page, 'home');
  await page.keyboard.press('Alt+ArrowRight');
  await shown(page, 'packs');

  await test.step('by the buttons of a mouse', async () => {
    const release = (button: number) =>
      page.evaluate((pressed) => window.dispatchEvent(new MouseEvent('mouseup', { button: pressed })), button);
    await release(3);
    await shown(page, 'home');
    await release(4);
    await shown(page, 'packs');
  });

  await test.step('by the menu', async () => {
    // What is called in the main process may be called twice: the second time nothing is chosen, as the row was already.
    const choose = (label: string) =>
      inMain(() =>
        app.evaluate(({ Menu }, wanted) => {
          const place = globalThis as unknown as { chosen?: string };
          if (place.chosen === wanted) return;
          place.chosen = wanted;
          const rows = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
          rows.find((row) => row.label === wanted)?.click();
        }, label),
      );
    await choose('Back');
    await shown(page, 'home');
    await choose('Forward');
    await shown(page, 'packs');
  });
});

test('typing, sorting and selecting are no steps', async ({ page }) => {
  await page.getByTestId('place-home').click();
  await page.getByTestId('place-packs').click();
  await page.getByTestId('pack-search').fill('latents');
  await page.keyboard.press('ArrowDown');
  await page.getByRole('button', { name: /^Not installed/ }).click();
  await page.getByRole('grid').focus();
  await page.keyboard.press('Alt+ArrowLeft');
  await shown(page, 'home');
  await page.keyboard.press('Alt+ArrowRight');
  await expect(page.getByTestId('pack-search')).toHaveValue('latents');
});

test('a list is where it was left', async ({ app, page }) => {
  await resize(app, [880, 600]);
  await page.getByTestId('place-packs').click();
  await page.getByTestId('pack-row').first().waitFor();
  await page.getByRole('grid').evaluate((grid) => grid.scrollTo({ top: 200 }));
  await expect.poll(() => topOf(page)).toBe(200);
  await page.getByTestId('place-home').click();
  await shown(page, 'home');
  await page.getByTestId('place-packs').click();
  await expect.poll(() => topOf(page)).toBe(200);
  await page.getByTestId('pack-search').fill('a');
  await expect.poll(() => topOf(page)).toBe(0);
});
