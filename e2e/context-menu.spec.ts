import type { ElectronApplication, Page } from 'playwright';
import { expect, test } from './app';
import { startHere, stopHere } from './comfy-place';
import { inMain } from './in-main';
import { judge } from './judge';
import { clearPacks } from './pack-folder';
import { packRow } from './pack-row';
import { needsStandIn } from './stand-in';

test.skip(...needsStandIn('reads the log of the stand-in'));
test.use({ worldOptions: { name: 'context-menu', pythonTool: 'uv' }, appFor: 'file' });

test.beforeEach(({ world }) => clearPacks(world));

const menu = (page: Page) => page.getByRole('menu');
const item = (page: Page, name: string) => page.getByRole('menuitem', { name });

function readClipboard(app: ElectronApplication): Promise<string> {
  return inMain(() => app.evaluate(({ clipboard }) => clipboard.readText()));
}

/** Takes down the rows of menus of the system in place of showing them. */
async function watchMenus(app: ElectronApplication): Promise<() => Promise<string[][]>> {
  const replace = () =>
    app.evaluate(({ Menu }) => {
      const menus: string[][] = [];
      Object.assign(globalThis, { menus });
      Menu.prototype.popup = function (this: Electron.Menu) {
        menus.push(this.items.filter(({ type }) => type === 'normal').map(({ label }) => label));
      };
    });
  await inMain(replace);
  return () => inMain(() => app.evaluate(() => (globalThis as unknown as { menus: string[][] }).menus));
}

test('rows of packs have their menu at the pointer and by its key', async ({ app, page, world }) => {
  await world.comfyui.placeRegistryPack('tidy-latents', '1.0.0');
  await page.getByTestId('place-packs').click();
  const row = packRow(page, 'tidy-latents');
  // The list knows that it is there: a menu is that of the moment in which it was opened.
  await expect(row).toHaveAttribute('data-state', 'update');
  await row.click({ button: 'right', position: { x: 240, y: 20 } });
  await expect(item(page, 'Disable')).toBeVisible();
  await expect(item(page, 'Update')).toHaveText(/Update.*U$/);
  const farOff = async () => {
    const [at, of] = [await menu(page).boundingBox(), await row.boundingBox()];
    return Math.abs((at?.x ?? 0) - (of?.x ?? 0) - 240);
  };
  await expect.poll(farOff).toBeLessThan(12);
  await judge(page, 'packs, menu at the pointer');
  await item(page, 'Copy path').click();
  await expect.poll(() => readClipboard(app)).toMatch(/custom_nodes.tidy-latents$/);
  await row.click({ button: 'right', position: { x: 240, y: 20 } });
  await item(page, 'Copy pack id').click();
  await expect.poll(() => readClipboard(app)).toBe('tidy-latents');
  await expect(page.getByRole('grid')).toBeFocused();

  await test.step('the same by the keyboard, for the selected row', async () => {
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+F10');
    await expect(menu(page)).toBeVisible();
    await expect(item(page, 'Show details')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('grid')).toBeFocused();
  });

  await test.step('of a node class that was looked for', async () => {
    await page.getByTestId('pack-search').fill('node:upscale');
    await expect(packRow(page, 'Demo-Upscaler')).toContainText('DemoUpscaleTiled');
    await packRow(page, 'Demo-Upscaler').click({ button: 'right', position: { x: 240, y: 20 } });
    await expect(item(page, 'Install')).toHaveCount(2);
    await page.getByRole('menuitem', { name: /^Copy node class/ }).click();
    await expect.poll(() => readClipboard(app)).toMatch(/upscale/i);
  });
});

test('models and snapshots have a menu too', async ({ app, page }) => {
  await page.getByTestId('place-models').click();
  await page.getByRole('button', { name: /^All \d/ }).click();
  await page
    .getByTestId('model-row')
    .first()
    .click({ button: 'right', position: { x: 240, y: 20 } });
  await item(page, 'Copy download address').click();
  await expect.poll(() => readClipboard(app)).toMatch(/^http/);

  await page.getByTestId('place-snapshots').click();
  await page.getByRole('button', { name: 'Save snapshot' }).first().click();
  await page.getByLabel('Name').fill('Before the trip');
  await page.keyboard.press('Enter');
  const snapshot = page.getByTestId('snapshot-row');
  await expect(snapshot).toContainText('Before the trip');
  await snapshot.click({ button: 'right' });
  await judge(page, 'snapshots, menu');
  await item(page, 'Copy name').click();
  await expect.poll(() => readClipboard(app)).toContain('Before the trip');
  await snapshot.click({ button: 'right' });
  await item(page, 'Remove').click();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await page.keyboard.press('Escape');
});

test('lines of the log have a menu, and copy as they stand', async ({ app, page }) => {
  await page.getByTestId('place-comfyui').click();
  await startHere(page);
  await stopHere(page);
  // Nothing more is printed, so that the first line in sight stays the first.
  await page.getByRole('tab', { name: 'Log' }).click();
  const line = page.getByTestId('log-line').first();
  await line.click({ button: 'right' });
  await judge(page, 'log, menu');
  await item(page, 'Copy line').click();
  const lineText = ((await line.textContent()) ?? '').replace(/\s+/gu, ' ');
  const isOfLine = async () => {
    const copied = (await readClipboard(app)).trim().replace(/\s+/gu, ' ');
    return copied !== '' && lineText.includes(copied.slice(0, 20));
  };
  await expect.poll(isOfLine).toBe(true);
});

test('text fields and marked text have the menu of the system, in the language of the window', async ({
  app,
  page,
}) => {
  const menus = await watchMenus(app);
  await page.getByTestId('place-packs').click();
  await page.getByTestId('pack-search').fill('latents');
  await page.getByTestId('pack-search').click({ button: 'right' });
  await expect.poll(menus).toEqual([['Cut', 'Copy', 'Paste', 'Select all']]);
});
