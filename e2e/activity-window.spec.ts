import type { Page } from 'playwright';
import { installParams, runTask } from './api';
import { expect, test } from './app';
import { judge, judgeEverywhere, resize } from './judge';
import { needsStandIn } from './stand-in';
import { expectSteady, readPlaces } from './steady';
import { callByWindow } from './window-door';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'activity-window', pythonTool: 'uv' }, appFor: 'file' });

const rows = (page: Page, kind = 'entry') => page.locator(`[data-testid="history-row"][data-kind="${kind}"]`);
const details = (page: Page) => page.getByTestId('history-details');

test('the history tells what was done by day, what it changed, and why something failed', async ({
  app,
  page,
  api,
}) => {
  await runTask(api, { kind: 'install', params: installParams('Demo-Upscaler', '1.0.0') });
  await callByWindow(page, 'snapshots.save', { name: 'before the experiment' });
  await runTask(api, { kind: 'update', params: { node_name: 'Demo-Upscaler' } });
  const failed = await runTask(api, { kind: 'install', params: installParams('install-breaks') });
  expect(failed.outcome.status).toBe('failed');
  await page.getByTestId('place-activity').click();
  await expect(rows(page, 'day')).toHaveCount(1);
  await expect(rows(page, 'day')).toContainText('Today');
  await expect(rows(page, 'snapshot')).toContainText('Snapshot “before the experiment”');
  await expect(rows(page)).toHaveCount(3);
  await expect(
    rows(page)
      .nth(0)
      .getByText(/^no compiler found · /u),
  ).toBeVisible();
  await expect(rows(page).nth(1)).toContainText('Update Demo Upscaler');
  await expect(rows(page).nth(1)).toContainText('from 1.0.0 to 1.2.0');
  // The newest stands open.
  await expect(details(page).getByRole('button', { name: 'Try again' })).toBeVisible();
  await judgeEverywhere(app, page, 'activity, a failure');

  await rows(page).nth(1).click();
  await expect(details(page).getByTestId('disk-change')).toContainText(/1\.0\.0.*1\.2\.0/u);
  await expect(details(page).getByTestId('task-undo')).toHaveText('Undo');
  await rows(page).nth(2).click();
  await expect(details(page).getByTestId('task-undo')).toHaveText('Go back to before this');
  await page.reload();
  await expect(details(page)).toContainText('Install Demo Upscaler');
  await rows(page, 'snapshot').click();
  await details(page).getByRole('button', { name: 'Open in Snapshots' }).click();
  await expect(page.getByTestId('snapshot-details')).toBeVisible();
});

test('it is searched and narrowed by keyboard, and moved through', async ({ app, page, api }) => {
  await runTask(api, { kind: 'install', params: installParams('tidy-latents') });
  await runTask(api, { kind: 'install', params: installParams('install-breaks') });
  await page.getByTestId('place-activity').click();
  await expect(rows(page).first()).toBeVisible();
  await page.keyboard.press('Control+f');
  await expect(page.getByTestId('history-search')).toBeFocused();
  await page.keyboard.type('tidy');
  await expect(rows(page)).toHaveCount(1);
  await expect(details(page)).toContainText('Install Tidy Latents');
  await page.keyboard.press('Escape');
  await page.getByRole('toolbar').getByRole('button', { name: 'Failed' }).click();
  await expect(rows(page).first()).toHaveAttribute('data-status', 'failed');
  await expect(page.locator('[data-testid="history-row"][data-status="done"]')).toHaveCount(0);
  await page.getByRole('toolbar').getByRole('button', { name: 'Models' }).click();
  await expect(page.getByText('Nothing matches')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByRole('grid').focus();
  const key = await details(page).getAttribute('data-key');
  await page.keyboard.press('ArrowDown');
  await expect(details(page)).not.toHaveAttribute('data-key', key ?? '');
  await page.keyboard.press('ArrowUp');
  await expect(details(page)).toHaveAttribute('data-key', key ?? '');
  await resize(app, [880, 600]);
  await judge(page, 'activity, narrow');
});

test('everything of a day is gone back from at its head', async ({ page, api }) => {
  await runTask(api, { kind: 'install', params: installParams('prompt-garden') });
  await page.getByTestId('place-activity').click();
  await rows(page, 'day').first().click();
  await details(page).getByTestId('day-back').click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('Go back to before “Today”?');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Escape');
});

test('a row has its way back under the pointer, for the keyboard and in its menu, and nothing moves for it', async ({
  app,
  page,
  api,
}) => {
  await resize(app, [1440, 900]);
  await runTask(api, { kind: 'install', params: installParams('sampler-kit-demo') });
  await runTask(api, { kind: 'install', params: installParams('install-breaks') });
  await page.getByTestId('place-activity').click();
  const [failed, done] = [rows(page).nth(0), rows(page).nth(1)];
  const act = done.getByTestId('row-act');
  await expect(failed.getByRole('button', { name: 'Try again' })).toHaveCSS('opacity', '0');
  await expect(done).toContainText('Install Sampler Kit');
  await expect(act).toHaveAccessibleName('Undo');
  const parts = { title: '[data-kind="entry"] [title]', second: '[data-position="2"] [role="gridcell"]' };
  const before = await readPlaces(page, parts);
  await done.hover({ position: { x: 60, y: 20 } });
  await expect(act).toHaveCSS('opacity', '1');
  await expectSteady(page, before, parts);
  await page.mouse.move(2, 300);

  await test.step('in its menu', async () => {
    await failed.click({ button: 'right', position: { x: 60, y: 20 } });
    await expect(page.getByRole('menuitem', { name: 'Try again' })).toBeVisible();
    await expect(page.getByRole('menuitem', { name: 'Show log' })).toBeVisible();
    await judge(page, 'activity, menu');
    await page.keyboard.press('Escape');
    await done.click({ button: 'right', position: { x: 60, y: 20 } });
    await expect(page.getByRole('menuitem', { name: 'Undo' })).toBeVisible();
    await page.keyboard.press('Escape');
  });

  await test.step('by the keyboard, in the row that the list is on', async () => {
    await failed.click({ position: { x: 60, y: 20 } });
    await page.getByTestId('history-search').focus();
    await page.keyboard.press('Tab');
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowDown');
    await expect(done).toHaveAttribute('aria-selected', 'true');
    await expect(act).toHaveCSS('opacity', '1');
    await page.keyboard.press('Tab');
    await expect(act).toBeFocused();
    await judge(page, 'activity, the way back of a row');
    await page.keyboard.press('Enter');
    await expect(rows(page).first()).toContainText('Undo: Install Sampler Kit');
    // What was taken back has no way back any more; its undo has.
    await expect(rows(page).nth(2).getByTestId('row-act')).toHaveCount(0);
    await expect(rows(page).first().getByTestId('row-act')).toHaveAccessibleName('Undo');
  });
});
