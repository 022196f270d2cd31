import type { Page } from 'playwright';
import { addTask, installParams, runTask, startQueue, waitForTask } from './api';
import { expect, test } from './app';
import { resize, windowSizes } from './judge';
import { clearPacks } from './pack-folder';
import { openSection } from './settings-place';
import { expectSteady, readPlaces, type Place } from './steady';
import { createGate } from './world/wire';
import type { World } from './world/world';

test.use({ worldOptions: { name: 'steady', packs: 'demo', pythonTool: 'uv' }, appFor: 'file' });

test.beforeEach(({ world }) => clearPacks(world));

const list = { list: '[role="grid"]', row: '[data-testid="pack-row"]' };

/** Installs a pack whose file is on its way until the gate opens. */
async function beginInstall(world: World, api: string, id: string) {
  const gate = createGate();
  world.registry.zipFaults.set(id, { kind: 'hold', until: gate.until });
  const uiId = await addTask(api, { kind: 'install', params: installParams(id) });
  await startQueue(api);
  const end = async (): Promise<void> => {
    gate.open();
    await waitForTask(api, uiId);
    world.registry.zipFaults.clear();
  };
  return { end };
}

async function boxOf(page: Page, selector: string): Promise<Place> {
  const box = await page.locator(selector).first().boundingBox();
  if (box === null) throw new Error(`${selector} is not to be seen.`);
  return box;
}

/** Goes to a place, until it is there: the one before has a search as well. */
async function show(page: Page, title: string): Promise<void> {
  await page.getByTestId(`place-${title.toLowerCase()}`).click();
  await expect(page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible();
  await expect(page.getByTestId('place-search')).toBeVisible();
}

async function openDetails(page: Page, id: string): Promise<void> {
  await page.locator(`[data-testid="pack-row"][data-key="${id}"]`).click();
  await expect(page.getByTestId('pack-details')).toBeVisible();
  await expect(page.getByTestId('details-tab-overview')).toBeVisible();
}

for (const size of windowSizes) {
  test(`a task moves nothing, at ${size.join(' x ')}`, async ({ app, page, api, world }) => {
    await resize(app, size);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.getByTestId('place-packs').click();
    await openDetails(page, 'velvet-masks');
    const before = await readPlaces(page, list);
    expect(Object.keys(before)).toEqual(expect.arrayContaining(['search', 'actions', 'status', 'list', 'tab 0']));
    const task = await beginInstall(world, api, 'velvet-masks');
    await expect(page.getByTestId('status-task')).toBeVisible();
    await expect(page.getByTestId('pack-details').getByRole('progressbar')).toBeVisible();
    await expectSteady(page, before, list);
    await task.end();
    await expect(page.getByTestId('pack-details').getByRole('button', { name: 'Uninstall' })).toBeVisible();
    await expect(page.getByTestId('status-task')).toHaveCount(0);
    await expectSteady(page, before, list);
  });
}

test('the search stands at the same spot in every place, and no count moves it', async ({ app, page, api }) => {
  for (const size of windowSizes) {
    await resize(app, size);
    await show(page, 'Packs');
    const { search } = await readPlaces(page);
    expect(search).toBeDefined();
    for (const place of ['Home', 'Models', 'Settings']) {
      await show(page, place);
      expect((await readPlaces(page))['search'], place).toEqual(search);
    }
  }
  await show(page, 'Packs');
  await expect(page.getByTestId('review-updates')).toHaveText('Check for updates');
  const before = await readPlaces(page, list);
  await runTask(api, { kind: 'install', params: installParams('Demo-Upscaler', '1.0.0') });
  await expect(page.getByTestId('review-updates')).toHaveText('Update 1');
  await expectSteady(page, before, list);
});

test('a scrollbar moves nothing when it comes, and scrolls when it is dragged', async ({ app, page }) => {
  await resize(app, windowSizes[0]);
  await page.getByTestId('place-packs').click();
  await page.getByTestId('pack-search').fill('velvet');
  await expect(page.getByTestId('pack-row')).toHaveCount(1);
  const before = await readPlaces(page, list);
  await page.getByTestId('pack-search').fill('');
  await expect(page.getByTestId('pack-row').nth(6)).toBeVisible();
  await expectSteady(page, before, list);
  const [grid, row] = [await boxOf(page, list.list), await boxOf(page, list.row)];
  const barPx = grid.x + grid.width - (row.x + row.width);
  expect(barPx).toBeGreaterThan(4);
  expect(barPx).toBeLessThan(16);

  // The thumb begins at the upper end of the bar. The engine draws a bar after its rows, and a press before that takes hold of nothing; it also scrolls after
  // the mouse, so the button is held until the end is reached.
  const x = grid.x + grid.width - barPx / 2;
  const rows = page.locator(list.list);
  const readRest = () => rows.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
  await expect(async () => {
    await rows.evaluate((box) => box.scrollTo(0, 0));
    await page.mouse.move(x, grid.y + 10);
    await page.mouse.down();
    await page.mouse.move(x, grid.y + 10 + grid.height, { steps: 4 });
    try {
      await expect.poll(readRest, { timeout: 2000 }).toBeLessThanOrEqual(1);
    } finally {
      await page.mouse.up();
    }
  }).toPass();
  const { row: firstRow, ...unmoved } = before;
  expect(firstRow).toBeDefined();
  await expectSteady(page, unmoved, list);
});

test('a page that is longer than the window is no narrower', async ({ app, page }) => {
  await resize(app, windowSizes[0]);
  await page.getByTestId('place-settings').click();
  const readBox = () =>
    page
      .getByTestId('settings-scroll')
      .evaluate((box) => ({ width: box.clientWidth, scrolls: box.scrollHeight > box.clientHeight }));
  await page.getByTestId('section-comfyui').click();
  await expect.poll(readBox).toMatchObject({ scrolls: false });
  const { width } = await readBox();
  await openSection(page, 'security');
  await expect.poll(readBox).toEqual({ width, scrolls: true });
});
