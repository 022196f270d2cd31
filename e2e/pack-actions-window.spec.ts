import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright';
import { ask, readInstalled, runTask, waitForKind, waitForTask, waitForTasksOf, waitUntilIdle } from './api';
import { expect, test } from './app';
import { recordCalls } from './call-record';
import { judgeEverywhere, resize } from './judge';
import { clearPacks, packVersion } from './pack-folder';
import { packRow } from './pack-row';
import { readNames } from './snapshot-calls';
import { needsStandIn } from './stand-in';
import { graph, node } from './workflow-files';
import { git } from './world/git-repos';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'pack-actions', pythonTool: 'uv' }, appFor: 'file' });

const rows = (page: Page) => page.getByTestId('pack-row');
const checkOf = (page: Page, key: string) => packRow(page, key).getByTestId('pack-check');
const bar = (page: Page) => page.getByTestId('selection-bar');

test.beforeEach(({ world }) => clearPacks(world));

async function openInstalled(page: Page, count: number): Promise<void> {
  await page.getByTestId('place-packs').click();
  await page.getByRole('button', { name: /^Installed/ }).click();
  await expect(rows(page)).toHaveCount(count);
}

test('packs are checked by mouse and keyboard, and one order for many is one batch', async ({
  app,
  page,
  api,
  world,
}) => {
  await world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0');
  await world.comfyui.placeRegistryPack('tidy-latents', '1.0.0');
  await world.comfyui.placeRegistryPack('prompt-garden', '1.0.0', { disabled: true });
  await openInstalled(page, 3);

  await test.step('by mouse, and nothing moves', async () => {
    const before = await packRow(page, 'tidy-latents').boundingBox();
    await packRow(page, 'Demo-Upscaler').hover();
    await checkOf(page, 'Demo-Upscaler').click();
    await expect(page.getByTestId('selection-count')).toHaveText('1 selected');
    await checkOf(page, 'prompt-garden').click({ modifiers: ['Shift'] });
    await expect(page.getByTestId('selection-count')).toHaveText('3 selected');
    expect(await packRow(page, 'tidy-latents').boundingBox()).toEqual(before);
    await expect(bar(page).getByTestId('selection-update')).toHaveText('Update 2');
    await expect(bar(page).getByTestId('selection-enable')).toHaveText('Enable 1');
    await expect(bar(page).getByTestId('selection-disable')).toHaveText('Disable 2');
    await expect(bar(page).getByTestId('selection-uninstall')).toHaveText('Uninstall 3');
    await expect(bar(page).getByTestId('selection-install')).toHaveCount(0);
    await judgeEverywhere(app, page, 'packs, three selected');
    await packRow(page, 'tidy-latents').click({ modifiers: ['Control'], position: { x: 200, y: 20 } });
    await expect(page.getByTestId('selection-count')).toHaveText('2 selected');
    await expect(page.getByTestId('pack-details')).toHaveCount(0);
    await page.getByTestId('pack-search').fill('@disabled');
    await expect(page.getByTestId('selection-count')).toContainText('1 not in this list');
    await page.getByTestId('pack-search').fill('');
    await page.getByRole('button', { name: 'Clear the selection' }).click();
    await expect(bar(page)).toHaveCount(0);
  });

  await test.step('by keyboard', async () => {
    const count = page.getByTestId('selection-count');
    await page.getByRole('grid').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await expect(count).toHaveText('3 selected');
    await page.keyboard.press('Shift+ArrowUp');
    await expect(count).toHaveText('2 selected');
    await page.keyboard.press('Space');
    await expect(count).toHaveText('1 selected');
    await page.keyboard.press('Escape');
    await expect(bar(page)).toHaveCount(0);
    await page.keyboard.press('Control+a');
    await expect(count).toHaveText('3 selected');
  });

  await test.step('an update of two is one batch with one snapshot', async () => {
    await bar(page).getByTestId('selection-update').click();
    await expect(bar(page)).toHaveCount(0);
    await expect(packRow(page, 'Demo-Upscaler')).toHaveAttribute('data-state', 'installed');
    await expect(packRow(page, 'tidy-latents')).toHaveAttribute('data-state', 'installed');
    // A row says what lies on the disk, which is so before the task has ended.
    const updates = await waitForKind(api, 'update', 2);
    expect(updates.map(({ result }) => result)).toEqual(['success', 'success']);
    expect(new Set(updates.map(({ batch_id }) => batch_id)).size).toBe(1);
    expect((await readNames(api)).filter((name) => name.includes('autosave'))).toHaveLength(1);
  });

  await test.step('an uninstall of what a workflow uses asks with names and sizes, and leaving it has the focus', async () => {
    const workflow = join(world.comfyui.userDir, 'default', 'workflows', 'garden.json');
    await mkdir(dirname(workflow), { recursive: true });
    await writeFile(workflow, graph([node('DemoUpscaleTiled')]));
    await page.getByRole('grid').focus();
    await page.keyboard.press('Control+a');
    await bar(page).getByTestId('selection-uninstall').click();
    const dialog = page.getByRole('alertdialog');
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
    for (const title of ['Demo Upscaler', 'Tidy Latents', 'Prompt Garden']) await expect(dialog).toContainText(title);
    await expect(dialog).toContainText('in all');
    await judgeEverywhere(app, page, 'packs, uninstall of three');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByTestId('selection-count')).toHaveText('3 selected');
    // What nobody would miss goes at once: one press brings all of it back.
    await rm(workflow);
    await bar(page).getByTestId('selection-uninstall').click();
    await expect(rows(page)).toHaveCount(0);
    await waitForKind(api, 'uninstall', 3);
    expect(await readInstalled(api)).toEqual({});
  });
});

async function hold(page: Page, key: string, reason: string): Promise<void> {
  await packRow(page, key)
    .getByRole('button', { name: /^More for/ })
    .click();
  await page.getByRole('menuitem', { name: 'Hold at this version' }).click();
  await expect(packRow(page, key).getByTestId('pack-hold')).toHaveAttribute('title', 'Held at this version');
  await page.getByTestId('toast-hold-reason').click();
  await page.getByLabel('Reason, for later').fill(reason);
  await page.getByRole('button', { name: 'Hold', exact: true }).click();
  await expect(packRow(page, key).getByTestId('pack-hold')).toHaveAttribute('title', `Held at this version: ${reason}`);
}

test('updates are reviewed: what changes, what is held, and only what is checked is updated', async ({
  app,
  page,
  api,
  world,
}) => {
  const lantern = 'ComfyUI-Paper-Lantern';
  await world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0');
  await world.comfyui.placeRegistryPack('tidy-latents', '1.0.0');
  const clone = await world.comfyui.placeClone('adaquill', lantern, { behind: 1 });
  const before = await git(['rev-parse', 'HEAD'], { cwd: clone });
  await openInstalled(page, 3);
  const review = page.getByTestId('update-review');
  const reviewed = (key: string) => page.locator(`[data-testid="review-row"][data-key="${key}"]`);

  await test.step('a pack is held with a reason, and found by it', async () => {
    await hold(page, 'tidy-latents', 'The next one sorts my latents backwards');
    await page.getByRole('button', { name: /^Held/ }).click();
    await expect(rows(page)).toHaveCount(1);
    await page.getByRole('button', { name: /^Installed/ }).click();
    await page.getByTestId('pack-search').fill('@held');
    await expect(rows(page)).toHaveCount(1);
    // Its chip may say that a requirement is unmet, which comes first; the mark is there beside it.
    await expect(packRow(page, 'tidy-latents').getByTestId('pack-hold')).toHaveAttribute('title', /latents backwards$/);
    await judgeEverywhere(app, page, 'packs, one held');
    await page.getByTestId('pack-search').fill('');
  });

  await test.step('the review names updates, changes, holds and ComfyUI itself', async () => {
    await page.getByTestId('review-updates').click();
    await expect(review.getByTestId('review-row')).toHaveCount(2);
    await expect(page.getByRole('button', { name: 'Not now' })).toBeFocused();
    await expect(reviewed('Demo-Upscaler')).toContainText('1.0.0');
    await expect(reviewed('Demo-Upscaler')).toContainText('1.2.0');
    await expect(review.getByTestId('review-held')).toContainText('sorts my latents backwards');
    await expect(review.getByTestId('review-comfyui').getByRole('checkbox')).not.toBeChecked();
    await reviewed('Demo-Upscaler').getByRole('button', { name: 'What changes in Demo Upscaler' }).click();
    await expect(reviewed('Demo-Upscaler').getByTestId('review-changes')).toContainText('tiled work');
    await review.getByRole('button', { name: 'What changes in Paper Lantern' }).click();
    await expect(review.getByTestId('review-changes').last().getByRole('listitem')).toHaveCount(1);
    await judgeEverywhere(app, page, 'packs, update review');
    await resize(app, [1440, 900]);
  });

  await test.step('only what is checked is updated, with a snapshot before', async () => {
    await review.getByRole('checkbox', { name: 'Update Demo Upscaler' }).uncheck();
    await page.getByTestId('review-confirm').click();
    await waitForKind(api, 'update', 1);
    expect(await git(['rev-parse', 'HEAD'], { cwd: clone })).not.toBe(before);
    expect(await packVersion(world, 'Demo-Upscaler')).toBe('1.0.0');
    expect((await readNames(api)).some((name) => name.includes('autosave'))).toBe(true);
  });

  await test.step('a held pack is left out over /v2 as well', async () => {
    // A queue that is still at its last batch would be told to start with another answer.
    await waitUntilIdle(api);
    for (const order of ['update_all?ui_id=all&client_id=spec&mode=remote', 'start']) {
      const answer = await ask(`${api}/v2/manager/queue/${order}`);
      expect(answer.status, answer.text).toBe(200);
    }
    expect((await waitForTask(api, 'all_Demo-Upscaler')).result).toBe('success');
    expect(await packVersion(world, 'Demo-Upscaler')).toBe('1.2.0');
    expect(await packVersion(world, 'tidy-latents')).toBe('1.0.0');
    const refused = await runTask(api, { kind: 'update', params: { node_name: 'tidy-latents' } });
    expect(refused.outcome.error).toMatchObject({ code: 'pack-held', remedy: expect.stringContaining('Release') });
    expect(refused.result).toContain('sorts my latents backwards');
  });

  await test.step('released in the review, it is an update like the others', async () => {
    await page.getByTestId('review-updates').click();
    await review.getByRole('button', { name: 'Release Tidy Latents' }).click();
    await expect(reviewed('tidy-latents')).toBeVisible();
    await page.getByTestId('review-confirm').click();
    await expect.poll(() => packVersion(world, 'tidy-latents')).toBe('1.2.0');
  });
});

test('when nobody can be asked, the review shows what the catalogue knows, and why', async ({ app, page, world }) => {
  await world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0');
  await openInstalled(page, 1);
  await expect(packRow(page, 'Demo-Upscaler')).toHaveAttribute('data-state', 'update');
  world.registry.apiFaults.set('*', { kind: 'status', status: 503 });
  await page.getByTestId('review-updates').click();
  await expect(page.getByText('Updates could not be checked')).toBeVisible();
  await expect(page.getByTestId('review-row')).toHaveCount(1);
  await judgeEverywhere(app, page, 'packs, update review offline');
  world.registry.apiFaults.clear();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('Updates could not be checked')).toHaveCount(0);
});

test('a review that is closed ends the questions it has out', async ({ page, world }) => {
  await world.comfyui.placeClone('adaquill', 'ComfyUI-Paper-Lantern', { behind: 1 });
  await openInstalled(page, 1);
  world.git.fault('adaquill', 'ComfyUI-Paper-Lantern', { kind: 'hang' });
  world.git.forgetRequests();
  const question = () => world.git.requests().find(({ path }) => path.includes('ComfyUI-Paper-Lantern'));
  await page.getByTestId('review-updates').click();
  await expect.poll(question).toBeDefined();
  await expect(page.getByText('Checking the registry and the remotes')).toBeVisible();
  expect(question()?.wasDropped).toBeUndefined();
  await page.keyboard.press('Escape');
  // The git that asked is ended; the host would never have answered.
  await expect.poll(() => question()?.wasDropped).toBe(true);
  world.git.clearFaults();
});

test('the search tells what it understands, by keyboard', async ({ app, page }) => {
  await page.getByTestId('place-packs').click();
  await rows(page).first().waitFor();
  await page.getByTestId('search-help').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'The search understands' })).toBeVisible();
  await judgeEverywhere(app, page, 'packs, search help');
  await page.getByRole('button', { name: 'Put @installed into the search' }).press('Enter');
  await expect(page.getByTestId('pack-search')).toHaveValue('@installed');
  await expect(page.getByTestId('pack-search')).toBeFocused();
});

test('a click on install, update, disable and enable is one call each to the core', async ({
  app,
  page,
  api,
  world,
}) => {
  await world.comfyui.placeRegistryPack('Demo-Upscaler', '1.0.0');
  const row = (key: string) => packRow(page, key);
  const steps = [
    ['install', 'tidy-latents', 'absent', (key: string) => row(key).getByTestId('pack-primary').click()],
    ['update', 'Demo-Upscaler', 'update', (key: string) => row(key).getByTestId('pack-primary').click()],
    ['disable', 'Demo-Upscaler', 'installed', () => bar(page).getByTestId('selection-disable').click()],
    ['enable', 'Demo-Upscaler', 'disabled', (key: string) => row(key).getByTestId('pack-primary').click()],
  ] as const;
  await page.getByTestId('place-packs').click();
  for (const [index, [kind, key, state, click]] of steps.entries()) {
    // What the task before has changed has reached the window, whose button means something else until then.
    await expect(row(key)).toHaveAttribute('data-state', state);
    if (kind === 'disable') await checkOf(page, key).click();
    const calls = await recordCalls(app);
    await click(key);
    const done = await waitForTasksOf(api, 'desktop-window', index + 1);
    expect(done.map((task) => task.kind)).toContain(kind);
    // What is read anew after an event is no part of the click.
    expect((await calls()).filter((name) => /^(?:queue|policy)\./u.test(name))).toEqual(['queue.order']);
  }
});
