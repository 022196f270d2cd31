import type { Page } from 'playwright';
import { expect, test } from './app';
import { openHome } from './home-calls';
import { judgeEverywhere } from './judge';
import { clearPacks, packVersion } from './pack-folder';
import { packRow } from './pack-row';
import { openPalette } from './palette-calls';
import { needsStandIn } from './stand-in';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'keyboard', pythonTool: 'uv' }, appFor: 'file' });

test.beforeEach(({ world }) => clearPacks(world));

const grid = (page: Page) => page.getByRole('grid');
const details = (page: Page) => page.getByTestId('pack-details');

/** Presses keys one after the other and counts them. */
function countKeys(page: Page) {
  const pressed: string[] = [];
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) {
      pressed.push(key);
      await page.keyboard.press(key);
    }
  };
  return { press, count: () => pressed.length };
}

/** What has the focus: never the page itself. */
function readFocus(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { activeElement } = document;
    return (
      activeElement?.getAttribute('data-testid') ??
      activeElement?.getAttribute('role') ??
      String(activeElement?.tagName)
    );
  });
}

test('a pack is found and installed by keyboard, in at most eight keys beside the typing', async ({ page, world }) => {
  const { press, count } = countKeys(page);
  // A listener of the focus that throws stops nothing, and nobody would see it.
  const broken: string[] = [];
  page.on('pageerror', ({ message }) => broken.push(message));
  await test.step('by the search of the place', async () => {
    await openHome(page);
    await press('/');
    await expect(page.getByTestId('pack-search')).toBeFocused();
    await page.keyboard.type('Demo Upscaler');
    await expect(packRow(page, 'Demo-Upscaler')).toBeVisible();
    await press('Enter');
    await expect(page.getByTestId('details-install')).toBeFocused();
    await press('Enter');
    await expect(page.getByTestId('details-disable')).toBeVisible();
    expect(await packVersion(world, 'Demo-Upscaler')).toBe('1.2.0');
    await expect.poll(() => readFocus(page)).toBe('pack-details');
    expect(count()).toBeLessThanOrEqual(8);
  });

  await test.step('by the palette', async () => {
    const before = count();
    await press('Escape');
    await openPalette(page, press);
    await page.keyboard.type('Tidy Latents');
    await expect(page.getByRole('option', { name: 'Tidy Latents' })).toBeVisible();
    await press('Enter');
    await expect(page.getByTestId('details-install')).toBeFocused();
    await press('Enter');
    await expect(page.getByTestId('details-disable')).toBeVisible();
    expect(await packVersion(world, 'tidy-latents')).toBe('1.2.0');
    expect(count() - before).toBeLessThanOrEqual(8);
  });
  expect(broken).toEqual([]);
});

test('rows have keys: install, disable, enable, update and uninstall', async ({ app, page, world }) => {
  await world.comfyui.placeRegistryPack('tidy-latents', '1.0.0');
  await page.getByTestId('place-packs').click();
  await page.getByTestId('pack-search').fill('latents');
  await expect(page.getByTestId('pack-row').first()).toHaveAttribute('data-key', 'tidy-latents');
  await expect(packRow(page, 'tidy-latents')).toHaveAttribute('data-state', 'update');
  await page.keyboard.press('ArrowDown');
  await expect(packRow(page, 'tidy-latents')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('u');
  await expect(page.getByTestId('pack-search')).toHaveValue('latentsu');
  await page.getByTestId('pack-search').fill('latents');
  await expect(packRow(page, 'tidy-latents')).toHaveAttribute('aria-selected', 'true');
  await grid(page).focus();

  await test.step('with the key of another order nothing happens', async () => {
    await page.keyboard.press('i');
    await page.keyboard.press('Control+u');
    await expect(packRow(page, 'tidy-latents')).toHaveAttribute('data-state', 'update');
  });
  await page.keyboard.press('u');
  await expect(packRow(page, 'tidy-latents')).toHaveAttribute('data-state', 'installed');
  await page.keyboard.press('d');
  await expect(packRow(page, 'tidy-latents')).toHaveAttribute('data-state', 'disabled');
  await page.keyboard.press('d');
  await expect(packRow(page, 'tidy-latents')).toHaveAttribute('data-state', 'installed');
  await expect(grid(page)).toBeFocused();

  await test.step('the delete key uninstalls, and the focus stays', async () => {
    await page.keyboard.press('Delete');
    await expect(packRow(page, 'tidy-latents')).toHaveAttribute('data-state', 'absent');
    await expect(grid(page)).toBeFocused();
  });
  await page.keyboard.press('i');
  await expect(packRow(page, 'tidy-latents')).toHaveAttribute('data-state', 'installed');

  await test.step('packs that are checked have the same keys', async () => {
    await page.keyboard.press('Space');
    await page.keyboard.press('d');
    await expect(packRow(page, 'tidy-latents')).toHaveAttribute('data-state', 'disabled');
    await expect(page.getByTestId('selection-bar')).toHaveCount(0);
    await expect(grid(page)).toBeFocused();
  });

  await test.step('the sheet and the menu name them', async () => {
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toContainText('On selected packs');
    await judgeEverywhere(app, page, 'shortcut sheet');
    await page.keyboard.press('Escape');
    await expect(packRow(page, 'tidy-latents').getByTestId('pack-primary')).toHaveAttribute('title', 'Enable (D)');
  });
});

test('the focus goes where something was done, and never to the page', async ({ page }) => {
  await test.step('a place that is opened by its key has its list', async () => {
    await page.getByTestId('place-home').click();
    await page.getByTestId('place-packs').click();
    await expect(packRow(page, 'Demo-Upscaler')).toBeVisible();
    await page.evaluate(() => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    });
    await page.keyboard.press('Control+1');
    await expect(page.getByTestId('place-home')).toHaveAttribute('aria-current', 'page');
    await page.keyboard.press('Control+2');
    await expect(grid(page)).toBeFocused();
    await page.keyboard.press('Control+5');
    await expect(page.getByTestId('place-snapshots')).toHaveAttribute('aria-current', 'page');
    await expect.poll(() => readFocus(page)).not.toBe('BODY');
    await page.keyboard.press('Control+2');
    await expect(grid(page)).toBeFocused();
  });
  await test.step('a button of a row that becomes a ring', async () => {
    await packRow(page, 'Demo-Upscaler').click({ position: { x: 200, y: 20 } });
    await page.keyboard.press('Escape');
    await expect(details(page)).toHaveCount(0);
    await packRow(page, 'Demo-Upscaler').getByTestId('pack-primary').press('Enter');
    await expect(packRow(page, 'Demo-Upscaler')).toHaveAttribute('data-state', 'installed');
    await expect(grid(page)).toBeFocused();
  });
  await test.step('details that are closed from within', async () => {
    await page.keyboard.press('Enter');
    await expect(details(page)).toBeFocused();
    await page.getByTestId('details-tab-overview').focus();
    await page.keyboard.press('Escape');
    await expect(grid(page)).toBeFocused();
  });
  await test.step('the palette', async () => {
    await openPalette(page);
    await page.keyboard.press('Escape');
    await expect(grid(page)).toBeFocused();
    await openPalette(page);
    await page.keyboard.type('Open Models');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('place-models')).toHaveAttribute('aria-current', 'page');
    await expect.poll(() => readFocus(page)).not.toBe('BODY');
  });
  await test.step('the palette looks everywhere for what it does not know, and acts on the chosen pack', async () => {
    await openPalette(page);
    await page.keyboard.type('nobody-has-this');
    await page.getByRole('option', { name: 'Models', exact: true }).click();
    await expect(page.getByTestId('model-search')).toHaveValue('nobody-has-this');
    await page.keyboard.press('Control+2');
    await expect(packRow(page, 'Demo-Upscaler')).toHaveAttribute('aria-selected', 'true');
    await openPalette(page);
    await page.keyboard.type('Disable Demo');
    await page.keyboard.press('Enter');
    await expect(packRow(page, 'Demo-Upscaler')).toHaveAttribute('data-state', 'disabled');
  });
});

test('the chips of the list are one stop of the Tab key', async ({ page }) => {
  await page.getByTestId('place-packs').click();
  const chip = (name: RegExp) => page.getByRole('toolbar', { name: 'Filter packs' }).getByRole('button', { name });
  await chip(/^All/).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(chip(/^Installed/)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(chip(/^Installed/)).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('views-menu')).toBeFocused();
});
